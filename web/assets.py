"""The files of site/assets: the bundled page, both Pythons, the engine's wheel, a lesson's images.

Every name carries a hash of the content, so that a browser may keep a file for ever. What takes
long to make is kept in .cache under a hash of all that it was made from.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from web import fonts
from web.errors import UserError

#: the folder of the site in which a name never stands for another content
ASSETS = "assets"

BUNDLER = Path(__file__).parent / "node" / "bundle.mjs"
UNUSED_OF_PLOTLY = Path(__file__).parent / "plotly-unused.json"
FONT_TRIMMER = Path(fonts.__file__)
ICON_PAINTER = Path(__file__).parent / "node" / "icons.mjs"

#: what Pyodide is made of besides its loader, which is bundled into the worker; by the names that
#: web/page/waking.ts has for them
PYODIDE_FILES = {
    "script": "pyodide.asm.mjs",
    "program": "pyodide.asm.wasm",
    "library": "python_stdlib.zip",
    "packages": "pyodide-lock.json",
}

MICROPYTHON = Path("@micropython", "micropython-webassembly-pyscript", "micropython.wasm")


def digest(parts: Iterable[bytes]) -> str:
    """Ten hexadecimal digits that change with any of the parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()[:10]


def hashed_name(name: str, content: bytes) -> str:
    """The name of a file in site/assets: "chart.svg" becomes "chart-0f3a….svg"."""
    stem, dot, suffix = name.partition(".")
    return f"{stem}-{digest([content])}{dot}{suffix}"


class Assets:
    """The folder site/assets while it is filled. Each method gives the name to link to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, content: bytes) -> str:
        hashed = hashed_name(name, content)
        (self.folder / hashed).write_bytes(content)
        return hashed

    def copy(self, file: Path) -> str:
        return self.write(file.name, file.read_bytes())

    def copy_folder(self, name: str, files: Iterable[Path]) -> str:
        """Files that must keep their names, in a folder that has the hash in its own."""
        contents = {file.name: file.read_bytes() for file in files}
        hashed = f"{name}-{digest(contents.values())}"
        (self.folder / hashed).mkdir(exist_ok=True)
        for file, content in contents.items():
            (self.folder / hashed / file).write_bytes(content)
        return hashed


@dataclass(frozen=True)
class Bundle:
    """The bundled page.

    folder: holds its files
    names: the name of each file in that folder, by the name that templates use ("main.js")
    loads: for each script, all files that come with it before it can run
    """

    folder: Path
    names: Mapping[str, str]
    loads: Mapping[str, list[str]]

    @property
    def files(self) -> list[Path]:
        return sorted(file for file in self.folder.iterdir() if file.name != "manifest.json")


def bundle(root: Path, node: Path, cache: Path) -> Bundle:
    """Bundle web/page and web/styles, or take the bundle of an earlier build of the same sources.

    Raises UserError with esbuild's own complaints.
    """
    sources = [
        *_files(root / "web" / "page"),
        *_files(root / "web" / "styles"),
        *(root / name for name in ("package-lock.json", "tsconfig.json")),
        BUNDLER,
        UNUSED_OF_PLOTLY,
        FONT_TRIMMER,
    ]

    def make(folder: Path) -> None:
        done = subprocess.run(
            [node, BUNDLER, root, folder, trimmed_fonts(root, cache)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise UserError(f"the page cannot be bundled: {done.stderr.strip()}")
        (folder / "manifest.json").write_text(done.stdout, "utf-8")

    folder = kept(cache / "bundle", root, sources, make)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return Bundle(folder, manifest["names"], manifest["loads"])


def trimmed_fonts(root: Path, cache: Path) -> Path:
    """A folder with smaller fonts, under the names that they have in their packages."""
    files = [root / "node_modules" / name for name in fonts.FONTS]

    def make(folder: Path) -> None:
        for file in files:
            fonts.trim(file, folder / file.name)

    return kept(cache / "fonts", root, [*files, FONT_TRIMMER], make)


def wheel(root: Path, cache: Path) -> Path:
    """The engine as a wheel: the same bytes from the same sources, whenever it is built."""
    sources = [*_files(root / "engine"), root / "pyproject.toml", root / "LICENSE"]

    def make(folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=root,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise UserError(f"the engine's wheel cannot be built: {done.stderr.strip()}")

    (built,) = kept(cache / "wheel", root, sources, make).glob("*.whl")
    return built


def icons(root: Path, node: Path, cache: Path) -> list[Path]:
    """The icons of web/styles as PNGs in the sizes that systems ask for."""
    styles = root / "web" / "styles"
    drawings = [styles / "icon.svg", styles / "icon-maskable.svg"]

    def make(folder: Path) -> None:
        subprocess.run([node, ICON_PAINTER, styles, folder], check=True)

    folder = kept(
        cache / "icons", root, [*drawings, root / "package-lock.json", ICON_PAINTER], make
    )
    return sorted(folder.iterdir())


def wheel_metadata(wheel: Path) -> dict[str, str]:
    """What a wheel says of its package, by the paths that an installer gives these files."""
    with zipfile.ZipFile(wheel) as files:
        names = [name for name in files.namelist() if ".dist-info/" in name]
        return {name: files.read(name).decode() for name in names}


def pyodide_files(root: Path) -> dict[str, Path]:
    folder = root / "node_modules" / "pyodide"
    return {part: folder / name for part, name in PYODIDE_FILES.items()}


def micropython_wasm(root: Path) -> Path:
    return root / "node_modules" / MICROPYTHON


def python_sources(root: Path, lesson: Path) -> dict[str, str]:
    """The Python that a lesson's page runs, by path: the engine, and what describes pictures.

    lesson: its folder; figures.py and tasks.py are there, if empty, as all pages import both
    """
    sources = {
        file.relative_to(root).as_posix(): file
        for file in [*_files(root / "engine"), *sorted((root / "lessons").glob("*.py"))]
        if file.suffix == ".py"
    }
    sources |= {file.name: file for file in sorted((root / "web" / "python").glob("*.py"))}
    sources |= {file.name: file for file in sorted(lesson.glob("*.py"))}
    texts = {name: file.read_text("utf-8") for name, file in sources.items()}
    return {"figures.py": "", "tasks.py": "", **texts}


def needed_by(module: str, sources: Mapping[str, str]) -> dict[str, str]:
    """Those of the sources that a module imports, itself or through others, and the module itself.

    module: its path among the sources
    """
    needed: set[str] = set()
    new = {module}
    while new:
        needed |= new
        names = {name for path in new for name in imported(path, sources[path])}
        places = {
            "/".join(name.split(".")[: i + 1]) for name in names for i in range(name.count(".") + 1)
        }
        paths = {f"{place}{end}" for place in places for end in (".py", "/__init__.py")}
        new = paths & sources.keys() - needed
    return {path: source for path, source in sources.items() if path in needed}


def imported(path: str, source: str) -> Iterator[str]:
    """The names of the modules that a source may import. path: where it lies"""
    folders = path.split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Each dot but the first leads one folder up from the source's own.
            within = folders[: len(folders) + 1 - node.level] if node.level else []
            place = [*within, node.module] if node.module else within
            if place:
                yield ".".join(place)
            yield from (".".join([*place, alias.name]) for alias in node.names)


def _files(folder: Path) -> list[Path]:
    """All files of a folder, in an order of their own, without Python's caches."""
    return sorted(
        file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts
    )


def kept(cache: Path, root: Path, sources: list[Path], make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, made again only when one of `sources` has changed.

    It appears under its name in one step, when it is whole: other builds may run at the same time.
    """
    parts = [part for file in sources for part in (_name(file, root), file.read_bytes())]
    folder = cache / digest(parts)
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        part = Path(temporary) / "made"
        part.mkdir()
        make(part)
        try:
            part.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    for other in cache.iterdir():
        if other != folder and not other.name.startswith("tmp"):
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _name(file: Path, root: Path) -> bytes:
    """A file by its place in the project that is built, or in the one that this code is of."""
    place = root if file.is_relative_to(root) else Path(__file__).parents[1]
    return os.path.relpath(file, place).encode()
