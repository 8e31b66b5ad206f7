"""What spares a page's Python most of its start: see waking.ts.

The snapshot is the memory of a Pyodide that has been started already. Over a slow line it takes
longer than it spares, and pages take the modules instead: what a start imports of the standard
library, compiled. Both serve all lessons alike: what the snapshot has imported is what every page's
Python imports, and what the readers of any lesson may.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from web.assets import kept
from web.compression import gzipped
from web.errors import UserError
from web.toolchain import node

MAKER = Path(__file__).parent / "node" / "snapshot.mjs"
RESTORER = Path(__file__).parent / "page" / "snapshot.ts"

#: where a page's Python has its modules; waking.ts writes them there
ROOM = "/lesson/"
SITE_PACKAGES = "/lib/python3.14/site-packages/"

#: those of the modules in web/python that need nothing of a lesson
OURS = ("hints", "imports", "interpreter", "show", "training", "waking")

#: Of the standard library: what Pyodide has not imported itself, and cells need. What few readers
#: import, like statistics, is better fetched behind: it would weigh more than it spares.
LIBRARY = ("copy", "difflib", "keyword", "operator", "signal")


#: the names under which waking.ts knows them, each compressed in itself
FILES = {"snapshot": "snapshot.bin", "modules": "modules.bin"}


def snapshot(root: Path, cache: Path) -> dict[str, Path]:
    """Make the snapshot and the modules, or take those of an earlier build from the same sources.

    Raises UserError when Pyodide makes none that it can start with.
    """
    engine = sorted((root / "engine").glob("*.py"))
    lessons = sorted((root / "lessons").glob("*.py"))
    ours = [root / "web" / "python" / f"{name}.py" for name in OURS]
    files = {f"{SITE_PACKAGES}engine/{file.name}": file for file in engine}
    files |= {f"{ROOM}lessons/{file.name}": file for file in lessons}
    files |= {f"{ROOM}{file.name}": file for file in ours}
    modules = [
        "engine",
        *(f"lessons.{file.stem}" for file in lessons if file.stem != "__init__"),
        *OURS,
        *LIBRARY,
    ]
    texts = {path: file.read_text("utf-8") for path, file in files.items()}

    def make(folder: Path) -> None:
        made = [folder / name for name in FILES.values()]
        done = subprocess.run(
            [node(), MAKER, root, *made],
            input=json.dumps({"files": texts, "modules": modules}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise UserError(f"Pyodide makes no snapshot that it can restore: {done.stderr.strip()}")
        for file in made:
            file.write_bytes(gzipped(file.read_bytes()))

    sources = [*files.values(), root / "package-lock.json", MAKER, RESTORER, Path(__file__)]
    folder = kept(cache / "snapshot", root, sources, make)
    return {part: folder / name for part, name in FILES.items()}
