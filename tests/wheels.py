"""Small wheels of the tests' own, and a package index and a distribution to serve them from."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from web.toolchain import ROOT

PURE = "py3-none-any"
COMPILED = "cp314-cp314-pyemscripten_2026_0_wasm32"
MICROPIP = "0.11.1"


def wheel(
    folder: Path,
    name: str,
    modules: Mapping[str, str],
    version: str = "1.0",
    tags: str = PURE,
    requires: Sequence[str] = (),
) -> Path:
    """Write a wheel; `modules` are the texts of its files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {one}" for one in requires]
    pure = str(tags == PURE).lower()
    files = {
        **modules,
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {pure}\nTag: {tags}\n",
        f"{info}/RECORD": "",
    }
    file = folder / f"{stem}-{tags}.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in files.items():
            # Without a date: the same bytes from the same texts.
            archive.writestr(zipfile.ZipInfo(path), text)
    return file


class Shelf:
    """A project with a Pyodide of its own, and a folder to serve: simple/ is an index as PyPI's,
    full/ is Pyodide's distribution.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.cache = self.root / ".cache"
        self.served = folder / "served"
        self.full = self.served / "full"
        self.full.mkdir(parents=True)
        self._lock = self.root / "node_modules" / "pyodide" / "pyodide-lock.json"
        self._lock.parent.mkdir(parents=True)
        (self._lock.parent / "package.json").write_text('{"version": "314.0.7"}', "utf-8")
        real = ROOT / "node_modules" / "pyodide" / "pyodide-lock.json"
        info = json.loads(real.read_text("utf-8"))["info"]
        self._packages: dict[str, object] = {}
        self._lock.write_text(json.dumps({"info": info, "packages": {}}), "utf-8")
        self.compile(wheel(folder, "micropip", {"micropip/__init__.py": ""}, MICROPIP))
        self.publish(folder / f"micropip-{MICROPIP}-{PURE}.whl")

    def publish(self, file: Path) -> None:
        """Put a wheel into the index."""
        folder = self.served / "simple" / file.name.split("-")[0].replace("_", "-")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_bytes(file.read_bytes())
        names = sorted(one.name for one in folder.glob("*.whl"))
        links = "".join(f'<a href="{name}">{name}</a>' for name in names)
        (folder / "index.html").write_text(f"<!doctype html><html>{links}</html>", "utf-8")

    def compile(self, file: Path, imports: Sequence[str] = ()) -> None:
        """Put a wheel into the distribution and into the lock file."""
        content = file.read_bytes()
        (self.full / file.name).write_bytes(content)
        name, version = file.name.split("-")[:2]
        self._packages[name] = {
            "name": name,
            "version": version,
            "file_name": file.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "imports": list(imports),
            "depends": [],
        }
        lock = json.loads(self._lock.read_text("utf-8"))
        self._lock.write_text(json.dumps({**lock, "packages": self._packages}), "utf-8")
