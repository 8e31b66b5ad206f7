"""The compressed copies beside the site's files, for hosts that send what lies ready.

A file's copies are kept in the cache under a hash of its content and of how they are made: a build
compresses only what no earlier build has.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import get_ident

import brotli  # type: ignore[import-untyped]
import deflate

#: what is not compressed in itself
SUFFIXES = (
    *(".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"),
)

#: The levels of Brotli, and of libdeflate, whose gzip files are smaller than zlib's. For Pyodide's
#: ten megabytes the best Brotli takes half a minute once, and spares each first visit 350 KB.
BROTLI, GZIP = 11, 12

ENDINGS = (".br", ".gz")


def compress(folder: Path, cache: Path) -> None:
    """Write name.br and name.gz beside each file in `folder` that they make smaller."""
    cache.mkdir(parents=True, exist_ok=True)
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES]
    # Both compressors let other threads work meanwhile.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        used = set(pool.map(lambda file: _copies(file, cache), files))
    for kept in cache.iterdir():
        if kept.stem not in used:
            kept.unlink(missing_ok=True)


def _copies(file: Path, cache: Path) -> str:
    """Put both copies beside a file; gives the name under which the cache has them."""
    content = file.read_bytes()
    name = hashlib.sha256(bytes([BROTLI, GZIP]) + content).hexdigest()
    for ending in ENDINGS:
        kept = cache / (name + ending)
        if not kept.exists():
            # It appears in one step: other builds, and files of the same content, come at once.
            part = kept.with_suffix(f"{ending}-{os.getpid()}-{get_ident()}")
            part.write_bytes(_compressed(content, ending))
            part.replace(kept)
        copy = kept.read_bytes()
        if len(copy) < len(content):
            file.with_name(file.name + ending).write_bytes(copy)
    return name


def _compressed(content: bytes, ending: str) -> bytes:
    if ending == ".gz":
        return gzipped(content)
    return bytes(brotli.compress(content, quality=BROTLI))


def gzipped(content: bytes) -> bytes:
    """As small as gzip can be, and always the same bytes."""
    return bytes(deflate.gzip_compress(content, GZIP))
