"""The Python packages that a site carries for its cells: `python3 build.py --with numpy`.

A page asks nobody but its own site for anything, so what a cell may import has to lie there. What
Pyodide has compiled comes from Pyodide's own distribution, and has to be the very file that its
lock file names. Pure Python comes from PyPI, with micropip, which installs it all in the page. Both
are fetched by pip, which also finds out what a package needs besides itself.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from html import escape
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from web.errors import UserError
from web.toolchain import reason, run, say

#: where Pyodide keeps what it has compiled, by the version of Pyodide
DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"

MICROPIP = "micropip"


@dataclass(frozen=True)
class Wheel:
    """A package's file, and what it says of itself.

    requires: the names of the packages that it needs in a page
    imports: the modules that it brings
    """

    file: Path
    name: str
    requires: tuple[str, ...]
    imports: tuple[str, ...]


def fetch(
    wanted: Sequence[str], root: Path, cache: Path, distribution: str = DISTRIBUTION
) -> list[Path]:
    """The wheels of the wanted packages, of all that these need, and of micropip.

    wanted: what `--with` was given: names, as on PyPI or as code imports them, perhaps with a
        version ("six==1.17.0"), or paths of wheels
    Raises UserError, in one line, when a wheel cannot be had or is not what it should be.
    """
    if not wanted:
        return []
    return _Fetching(root, distribution).wheels(wanted, cache / "packages")


def catalogue(files: Sequence[Path]) -> dict[str, Any]:
    """What a page has to know of the wheels that its site carries.

    installer: the file of micropip
    imports: for each module that code may import, the files that it takes
    files: the sha256 and the size of each, and the name of the package
    """
    wheels = {wheel.name: wheel for wheel in map(read, files)}
    imports: dict[str, set[str]] = {}
    for wheel in wheels.values():
        for module in wheel.imports:
            imports.setdefault(module, set()).update(_closure(wheel.name, wheels))
    return {
        "installer": wheels[MICROPIP].file.name,
        "imports": {module: sorted(imports[module]) for module in sorted(imports)},
        "files": {
            wheel.file.name: {
                "name": wheel.name,
                "size": wheel.file.stat().st_size,
                "sha256": _sha256(wheel.file),
            }
            for wheel in wheels.values()
        },
    }


def read(file: Path) -> Wheel:
    """What a wheel says of itself."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = Parser().parsestr(archive.read(metadata).decode("utf-8"), headersonly=True)
    places = {name.split("/")[0] for name in names}
    modules = {place.partition(".")[0] for place in places if _holds_modules(place)}
    return Wheel(
        file,
        canonicalize_name(parse_wheel_filename(file.name)[0]),
        tuple(sorted(_required(text))),
        tuple(sorted(module for module in modules if module.isidentifier())),
    )


def _holds_modules(place: str) -> bool:
    return not place.endswith((".dist-info", ".data", ".libs")) and (
        "." not in place or place.endswith((".py", ".so"))
    )


def _required(metadata: Message) -> set[str]:
    """The packages that a wheel needs in Pyodide."""
    requirements = map(Requirement, metadata.get_all("Requires-Dist", []))
    return {
        canonicalize_name(requirement.name)
        for requirement in requirements
        if not requirement.marker or requirement.marker.evaluate(PYODIDE)
    }


#: what requirements may depend on, as it is in Pyodide; build.py runs in another Python
PYODIDE = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
}


def _closure(name: str, wheels: Mapping[str, Wheel]) -> set[str]:
    """The files of a package and of all that it needs, however indirectly."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += wheels[name].requires
    return {wheels[name].file.name for name in reached}


class _Fetching:
    """One `--with`: the wishes, the lock file of the Pyodide that is installed, and pip."""

    def __init__(self, root: Path, distribution: str) -> None:
        package = root / "node_modules" / "pyodide"
        self._root = root
        self._lock = (package / "pyodide-lock.json").read_bytes()
        lock = json.loads(self._lock)
        self._python = ".".join(lock["info"]["python"].split(".")[:2])
        self._platform = f"pyemscripten_{lock['info']['abi_version']}_wasm32"
        self._packages: dict[str, dict[str, Any]] = lock["packages"]
        version = json.loads((package / "package.json").read_text("utf-8"))["version"]
        self._distribution = distribution.format(version=version)
        self._compiled = {
            package["file_name"]: package
            for package in self._packages.values()
            if package["file_name"].endswith("_wasm32.whl")
        }

    def wheels(self, wanted: Sequence[str], cache: Path) -> list[Path]:
        """The wheels, from an earlier build if it wanted the same."""
        wishes = sorted({self._wish(one) for one in wanted} | {self._pinned(MICROPIP)})
        files = [Path(wish) for wish in wishes if wish.endswith(".whl")]
        for file in files:
            self._verify(file)
        parts = [*_titles(wishes), *map(_sha256, files), self._lock.decode("utf-8")]
        folder = cache / hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        if not folder.is_dir():
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache) as temporary:
                part = Path(temporary, "wheels")
                self._download(wishes, part)
                part.rename(folder)
        return sorted(folder.glob("*.whl"))

    def _wish(self, wanted: str) -> str:
        """What pip is asked for. A package of Pyodide's may be named as code imports it."""
        if wanted.endswith(".whl"):
            file = Path(wanted).resolve()
            if not file.is_file():
                raise UserError(f"--with {wanted}: there is no such file")
            return str(file)
        try:
            requirement = Requirement(wanted)
        except InvalidRequirement:
            raise UserError(
                f"--with takes names of packages and paths of wheels, not {wanted!r}"
            ) from None
        if canonicalize_name(requirement.name) not in self._packages:
            for package in self._packages.values():
                if requirement.name in package["imports"]:
                    requirement.name = package["name"]
                    break
        return str(requirement)

    def _pinned(self, name: str) -> str:
        return f"{name}=={self._packages[name]['version']}"

    def _download(self, wishes: list[str], folder: Path) -> None:
        """Fetch the wheels into a folder that is not there yet."""
        say(f"Fetching packages: {', '.join(_titles(wishes))}")
        self._pip(wishes, folder)
        # pip decides by its own Python and system what a package needs; in a page that may be more.
        while missing := self._missing(folder):
            self._pip([*wishes, *missing], folder)
        for file in folder.glob("*.whl"):
            self._verify(file)

    def _missing(self, folder: Path) -> list[str]:
        wheels = [read(file) for file in folder.glob("*.whl")]
        required = {name for wheel in wheels for name in wheel.requires}
        return sorted(required - {wheel.name for wheel in wheels})

    def _pip(self, wishes: list[str], folder: Path) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            links = Path(temporary, "pyodide.html")
            links.write_text(self._links(), "utf-8")
            constraints = Path(temporary, "constraints.txt")
            pins = [f"{one['name']}=={one['version']}\n" for one in self._compiled.values()]
            constraints.write_text("".join(pins), "utf-8")
            done = run(
                [
                    *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"),
                    *("download", "--dest", str(folder), "--only-binary", ":all:"),
                    *("--implementation", "cp", "--python-version", self._python),
                    *("--platform", self._platform, "--find-links", str(links)),
                    *("--constraint", str(constraints), *wishes),
                ],
                self._root,
            )
        if done.returncode:
            raise UserError(f"no packages for the cells: {reason(done)}. {self._remedy(wishes)}")

    def _links(self) -> str:
        """Pyodide's distribution, as pip reads such a thing."""
        addresses = [escape(self._distribution + name) for name in sorted(self._compiled)]
        return "".join(f'<a href="{one}">{one.rpartition("/")[2]}</a>\n' for one in addresses)

    def _remedy(self, wishes: list[str]) -> str:
        """What can be done where a network is missing, or the part of it that is needed."""
        names = {canonicalize_name(Requirement(wish).name) for wish in wishes if "/" not in wish}
        compiled = [file for file, one in self._compiled.items() if one["name"] in names]
        if not compiled:
            return "Cells can have pure Python from PyPI and what Pyodide has compiled"
        return (
            f"Without such a network, get {self._distribution}{compiled[0]} elsewhere "
            f"and give its path: --with {compiled[0]}"
        )

    def _verify(self, file: Path) -> None:
        """Raise UserError where a file has the name of one of Pyodide's and is another."""
        if not zipfile.is_zipfile(file):
            raise UserError(f"{file.name} is not a wheel")
        package = self._compiled.get(file.name)
        if package and package["sha256"] != (actual := _sha256(file)):
            raise UserError(
                f"{file.name} is not the file that Pyodide's lock file names: "
                f"its sha256 is {actual}, not {package['sha256']}"
            )


def _titles(wishes: list[str]) -> list[str]:
    return [Path(wish).name for wish in wishes]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
