"""What the site is made of besides its pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from tests.web.project import Project
from web import assets
from web.errors import UserError
from web.toolchain import ROOT, node

#: a page with as little as possible of everything that the bundler must treat in its own way
SOURCES = {
    "web/page/before-paint.ts": "console.log(1);",
    "web/page/embed.ts": "console.log(1);",
    "web/page/main.ts": """
        document.addEventListener('click', async () => {
          const { default: Plotly } = await import('./plotly');
          await import('./plotly-3d');
          await Plotly.newPlot(document.body, []);
        });
    """,
    "web/page/plotly.ts": """
        import contour from 'plotly.js/lib/contour';
        import Plotly from 'plotly.js/lib/core';
        Plotly.register([contour]);
        export default Plotly;
    """,
    "web/page/plotly-3d.ts": """
        import scatter3d from 'plotly.js/lib/scatter3d';
        import surface from 'plotly.js/lib/surface';
        import Plotly from './plotly';
        Plotly.register([surface, scatter3d]);
    """,
    "web/page/figures.worker.ts": """
        import { loadMicroPython }
          from '@micropython/micropython-webassembly-pyscript/micropython.mjs';
        loadMicroPython({ url: 'a.wasm' });
    """,
    "web/page/cells.worker.ts": """
        import { loadPyodide } from 'pyodide';
        loadPyodide({ indexURL: './' });
    """,
    "web/page/service.worker.ts": """
        import { PrecacheController } from 'workbox-precaching';
        new PrecacheController().addToCacheList(self.__WB_MANIFEST);
    """,
    "web/styles/main.css": """
        @import "katex/dist/katex.min.css";
        @font-face {
          font-family: "Inter";
          src: url("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
        }
    """,
}


def page(project: Project) -> Path:
    """Give the project the sources above, and this project's packages."""
    for path, text in SOURCES.items():
        project.write(path, text)
    for name in ("package-lock.json", "tsconfig.json", "pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, project.root)
    shutil.copytree(ROOT / "engine", project.root / "engine")
    (project.root / "node_modules").symlink_to(ROOT / "node_modules")
    return project.root


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> assets.Bundle:
    root = page(Project(tmp_path_factory.mktemp("bundle") / "project"))
    return assets.bundle(root, node(), root / ".cache")


def texts(bundle: assets.Bundle, name: str) -> dict[str, str]:
    return {file: (bundle.folder / file).read_text("utf-8") for file in bundle.loads[name]}


def weight(bundle: assets.Bundle, name: str, *there: str) -> int:
    """Bytes, compressed by Brotli, that come with a script where other scripts are already."""
    known = {file for other in there for file in bundle.loads[other]}
    new = [file for file in bundle.loads[name] if file not in known]
    return sum(len(brotli.compress((bundle.folder / file).read_bytes())) for file in new)


def test_every_entry_has_a_name(bundle: assets.Bundle) -> None:
    for name in ("main.js", "figures.worker.js", "cells.worker.js", "main.css", "inter.woff2"):
        hashed = bundle.names[name]
        stem, suffix = name.rsplit(".", 1)
        assert re.fullmatch(rf"{re.escape(stem)}.*-[A-Z0-9]{{8}}\.{suffix}", hashed)
        assert (bundle.folder / hashed).is_file()


def test_plotly_waits_until_it_is_asked_for(bundle: assets.Bundle) -> None:
    assert not set(bundle.loads["main.js"]) & {
        bundle.names["plotly.js"],
        bundle.names["plotly-3d.js"],
    }
    assert weight(bundle, "main.js") < 2_000


def test_plotly_is_light(bundle: assets.Bundle) -> None:
    assert weight(bundle, "plotly.js", "main.js") <= 310_000
    assert weight(bundle, "plotly-3d.js", "main.js", "plotly.js") <= 125_000


def test_plotly_explains_nothing_but_can_do_everything(bundle: assets.Bundle) -> None:
    whole = "".join(texts(bundle, "plotly-3d.js").values())
    assert "Determines whether" not in whole
    for word in ("contour", "surface", "scatter3d", "hovertemplate"):
        assert word in whole


def test_no_map_is_styled(bundle: assets.Bundle) -> None:
    styles = [file for file in bundle.files if file.suffix == ".css"]
    assert [file.name for file in styles] == [bundle.names["main.css"]]
    assert "maplibre" not in styles[0].read_text("utf-8")


def test_fonts_come_in_one_format(bundle: assets.Bundle) -> None:
    css = (bundle.folder / bundle.names["main.css"]).read_text("utf-8")
    linked = re.findall(r"url\(\"?([^)\"]*)\"?\)", css)
    assert len(linked) == 21  # 20 of KaTeX's, and Inter
    assert all(link.startswith("./") and link.endswith(".woff2") for link in linked)
    assert all((bundle.folder / link).is_file() for link in linked)


@pytest.mark.parametrize("name", ["figures.worker.js", "cells.worker.js"])
def test_workers_run_without_a_window(bundle: assets.Bundle, name: str) -> None:
    """A global that a browser's worker does not have would stop it: `global`, `require`."""
    for file, text in texts(bundle, name).items():
        assert not re.search(r'(?:import|from)\s*"(?:node:)?(?:fs|path|url|crypto)"', text), file
        assert "window.require" not in text


def test_pyodide_imports_no_script_to_know_its_worker(bundle: assets.Bundle) -> None:
    (worker,) = texts(bundle, "cells.worker.js").values()
    assert "loadPyodide" in worker
    assert "importScripts(" not in worker


def test_a_page_that_cannot_be_bundled(project: Project) -> None:
    root = page(project)
    project.write("web/page/main.ts", "import { a } from './nowhere';\n\nconst b = ;\n")
    with pytest.raises(UserError, match=r"^the page cannot be bundled: web/page/main\.ts:3: "):
        assets.bundle(root, node(), root / ".cache")
    assert list((root / ".cache" / "bundle").iterdir()) == []


def test_the_same_sources_are_bundled_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = page(project)
    for name in ("plotly.ts", "plotly-3d.ts", "main.ts"):
        project.write(f"web/page/{name}", "console.log(1);\n")
    first = assets.bundle(root, node(), root / ".cache")

    def run(*_: object, **__: object) -> None:
        raise AssertionError("bundled again")

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", run)
        assert assets.bundle(root, node(), root / ".cache") == first
    project.write("web/page/main.ts", "console.log(2);\n")
    second = assets.bundle(root, node(), root / ".cache")
    assert second.names["main.js"] != first.names["main.js"]
    assert [folder.name for folder in (root / ".cache" / "bundle").iterdir()] == [
        second.folder.name
    ]


def test_the_wheel_is_the_same_whenever_it_is_built(project: Project) -> None:
    root = page(project)
    first = assets.wheel(root, root / "first")
    for file in (root / "engine").rglob("*"):
        os.utime(file, (1_900_000_000, 1_900_000_000))
    second = assets.wheel(root, root / "second")
    assert first.name == second.name == "engine-1.0.0-py3-none-any.whl"
    assert first.read_bytes() == second.read_bytes()


def test_the_wheel_holds_the_engine_and_nothing_else(project: Project) -> None:
    root = page(project)
    with zipfile.ZipFile(assets.wheel(root, root / ".cache")) as wheel:
        folders = {name.split("/")[0] for name in wheel.namelist()}
        assert folders == {"engine", "engine-1.0.0.dist-info"}
        assert wheel.read("engine/__init__.py") == (ROOT / "engine/__init__.py").read_bytes()


def test_a_wheel_that_cannot_be_built(project: Project) -> None:
    root = page(project)
    (root / "pyproject.toml").write_text('[project]\nname = "engine"\n', "utf-8")
    with pytest.raises(UserError, match=r"^the engine's wheel cannot be built: "):
        assets.wheel(root, root / ".cache")


def test_names_change_with_the_content(tmp_path: Path) -> None:
    folder = assets.Assets(tmp_path)
    names = {folder.write("a.svg", b"1"), folder.write("a.svg", b"2"), folder.write("a.svg", b"1")}
    assert len(names) == 2
    assert all(re.fullmatch(r"a-[0-9a-f]{10}\.svg", name) for name in names)


def test_a_folder_keeps_the_names_of_its_files(tmp_path: Path) -> None:
    file = tmp_path / "x.bin"
    file.write_bytes(b"1")
    name = assets.Assets(tmp_path / "assets").copy_folder("tool-1.2", [file])
    assert re.fullmatch(r"tool-1\.2-[0-9a-f]{10}", name)
    assert (tmp_path / "assets" / name / "x.bin").read_bytes() == b"1"


def test_modules_need_what_they_import_from_their_own_package() -> None:
    sources = {
        "shapes/__init__.py": "from .round import circle\nfrom . import square\n",
        "shapes/round.py": "circle = 1\n",
        "shapes/square.py": "from .flat.plane import Plane\n",
        "shapes/flat/__init__.py": "",
        "shapes/flat/plane.py": "from ..solid import depth\n",
        "shapes/solid.py": "depth = 0\n",
        "shapes/unused.py": "",
        "figures.py": "import shapes\n",
    }
    assert sources.keys() - assets.needed_by("figures.py", sources) == {"shapes/unused.py"}
