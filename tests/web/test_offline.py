"""The service worker's list of the site's files."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from web.errors import UserError
from web.offline import service_worker

SCRIPT = "precache(self.__WB_MANIFEST);"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, content in {
        "index.html": "<h1>Lessons</h1>",
        "lines/index.html": "<h1>Lines</h1>",
        "assets/main-1.js": "alert(1)",
        "assets/main-1.js.br": "packed",
        "assets/main-1.js.gz": "packed",
        "assets/main-1.js.LEGAL.txt": "licences",
        "assets/engine-2/engine.whl": "wheel",
        "assets/a line-3.svg": "<svg/>",
        "_headers": "/*",
        "sw.js": "an older one",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def listed(site: Path) -> dict[str, dict[str, Any]]:
    """The list's entries, by their addresses."""
    script = service_worker(SCRIPT, site, "assets")
    entries = json.loads(script.removeprefix("precache(").removesuffix(");"))
    by_address = {entry["url"]: entry for entry in entries}
    assert len(by_address) == len(entries)
    return by_address


def test_it_lists_each_file_that_a_page_asks_for_once(site: Path) -> None:
    assert set(listed(site)) == {
        "index.html",
        "lines/index.html",
        "assets/main-1.js",
        "assets/engine-2/engine.whl",
        "assets/a%20line-3.svg",
    }


def test_names_with_a_hash_need_no_revision_and_pages_do(site: Path) -> None:
    before = listed(site)
    assert before["assets/main-1.js"]["revision"] is None
    (site / "lines" / "index.html").write_text("<h1>Other lines</h1>")
    after = listed(site)
    changed = [name for name in before if before[name]["revision"] != after[name]["revision"]]
    assert changed == ["lines/index.html"]


def test_only_the_very_file_is_taken(site: Path) -> None:
    digest = base64.b64encode(hashlib.sha256(b"alert(1)").digest()).decode()
    assert listed(site)["assets/main-1.js"]["integrity"] == f"sha256-{digest}"


@pytest.mark.parametrize("script", ["precache([]);", SCRIPT + SCRIPT])
def test_a_script_without_a_place_for_the_list_is_refused(site: Path, script: str) -> None:
    with pytest.raises(UserError, match="__WB_MANIFEST once"):
        service_worker(script, site, "assets")
