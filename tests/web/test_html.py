"""The HTML of the built site, read by html-validate."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from web.toolchain import ROOT, node

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def complaints(pages: str) -> str:
    """What html-validate says of pages, with the project's own rules; nothing if all is well."""
    command = [str(node()), str(VALIDATOR), "--config", ".htmlvalidate.mjs", pages]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode != 0) == bool(done.stdout + done.stderr)
    return done.stdout + done.stderr


def test_every_page_is_valid() -> None:
    assert list((ROOT / "site").glob("*/index.html"))
    assert complaints("site/**/*.html") == ""


def test_what_is_wrong_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    shutil.copy(ROOT / "site" / "index.html", page)
    text = page.read_text("utf-8")
    page.write_text(text.replace("</main>", '<p id="content"><img></main>'), "utf-8")
    said = complaints(str(page))
    assert "no-dup-id" in said
    assert "wcag/h37" in said
