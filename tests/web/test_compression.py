"""The compressed copies beside the site's files, and who gets them."""

from __future__ import annotations

import gzip
import http.client
import os
from pathlib import Path
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import pytest

from web import compression
from web.compression import compress
from web.serve import serving

TEXT = b"<p>Again and again.</p>\n" * 100


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(TEXT)
    (folder / "assets" / "tiny.js").write_bytes(b"1")
    (folder / "assets" / "picture.png").write_bytes(TEXT)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))


def test_what_becomes_smaller_has_copies(site: Path, tmp_path: Path) -> None:
    compress(site, tmp_path / "cache")
    copies = ["index.html.br", "index.html.gz"]
    assert names(site) == ["assets/picture.png", "assets/tiny.js", "index.html", *copies]
    assert brotli.decompress((site / "index.html.br").read_bytes()) == TEXT
    assert gzip.decompress((site / "index.html.gz").read_bytes()) == TEXT


def test_the_same_content_is_compressed_once(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress(site, tmp_path / "cache")
    first = (site / "index.html.br").read_bytes()
    (site / "index.html.br").unlink()
    monkeypatch.delattr(compression, "_compressed")
    compress(site, tmp_path / "cache")
    assert (site / "index.html.br").read_bytes() == first


def test_the_cache_forgets_what_is_gone(site: Path, tmp_path: Path) -> None:
    compress(site, tmp_path / "cache")
    before = set(os.listdir(tmp_path / "cache"))
    (site / "index.html").write_bytes(TEXT * 2)
    compress(site, tmp_path / "cache")
    after = set(os.listdir(tmp_path / "cache"))
    assert len(before) == len(after) == 4
    assert len(before & after) == 2


@pytest.mark.parametrize(
    ("asked", "encoding"),
    [
        ({"accept-encoding": "gzip, deflate, br"}, "br"),
        ({"accept-encoding": "gzip"}, "gzip"),
        ({"accept-encoding": "identity"}, None),
        ({}, None),
        ({"accept-encoding": "br", "range": "bytes=3-7"}, None),
    ],
)
def test_a_browser_gets_what_it_can_read(
    site: Path, tmp_path: Path, asked: dict[str, str], encoding: str | None
) -> None:
    compress(site, tmp_path / "cache")
    with serving(site) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        connection.request("GET", "/", headers=asked)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
    assert answer.headers["content-encoding"] == encoding
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "accept-encoding" in answer.headers["vary"]
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(body) == (TEXT[3:8] if "range" in asked else TEXT)
