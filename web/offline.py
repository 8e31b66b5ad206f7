"""The service worker as it stands at the site's root: the page's script and the list of all files.

Workbox's convention: the script names its list `self.__WB_MANIFEST`, and a builder replaces that.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from web.assets import digest
from web.errors import UserError

SERVICE_WORKER = "sw.js"
PLACE = "self.__WB_MANIFEST"

#: what no page ever asks for
NOT_KEPT = ("*.LEGAL.txt", "*.br", "*.gz", "_headers", SERVICE_WORKER)


def service_worker(script: str, site: Path, hashed: str) -> str:
    """The script with the list of the site's files.

    hashed: the folder of the site in which a name never stands for another content
    """
    if script.count(PLACE) != 1:
        raise UserError(f"the service worker must have {PLACE} once: that is where its list goes")
    files = json.dumps(files_of(site, hashed), ensure_ascii=False, separators=(",", ":"))
    return script.replace(PLACE, files)


def files_of(site: Path, hashed: str) -> list[dict[str, Any]]:
    """Every file that a page may ask for, as workbox-precaching takes it.

    `integrity` refuses whatever is not this version's file: while a new version spreads over a
    host, old pages and error pages come under its names.
    """
    return [
        {
            "url": quote(file.relative_to(site).as_posix()),
            "revision": None if site / hashed in file.parents else digest([file.read_bytes()]),
            "integrity": integrity(file.read_bytes()),
        }
        for file in sorted(site.rglob("*"))
        if file.is_file() and not any(file.match(pattern) for pattern in NOT_KEPT)
    ]


def integrity(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
