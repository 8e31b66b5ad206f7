"""The development server, over real connections."""

from __future__ import annotations

import http.client
import io
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from web.errors import UserError
from web.headers import EVERYWHERE
from web.serve import Live, Server, answering, listen, live_application, serving

PAGE = '<!doctype html><html lang="en"><head><title>A lesson</title></head><body></body></html>'

SECRET = "the combination is 4711"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site, and beside it a file that no address may reach."""
    folder = tmp_path / "site"
    (folder / "lesson").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "lesson" / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "digits.bin").write_bytes(b"0123456789")
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    return folder


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def get(url: str, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
    """Ask for exactly this path: nothing on this side tidies it up."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, headers=headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("main.js", "text/javascript; charset=utf-8"),
        ("pyodide.mjs", "text/javascript; charset=utf-8"),
        ("pyodide.asm.wasm", "application/wasm"),
        ("engine-1.0.0-py3-none-any.whl", "application/zip"),
        ("python.json", "application/json"),
        ("main.css", "text/css; charset=utf-8"),
        ("inter.woff2", "font/woff2"),
        ("icon.svg", "image/svg+xml"),
        ("site.webmanifest", "application/manifest+json"),
        ("snapshot.bin", "application/octet-stream"),
        ("NO-SUFFIX", "application/octet-stream"),
    ],
)
def test_a_file_has_the_media_type_that_browsers_insist_on(
    site: Path, name: str, media_type: str
) -> None:
    (site / "assets" / name).write_bytes(b"content")
    with serving(site) as url:
        answer = get(url, f"/assets/{name}")
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.body == b"content"


def test_a_folder_is_its_index_page(site: Path) -> None:
    with serving(site) as url:
        assert get(url, "/lesson/").body.decode() == PAGE
        redirect = get(url, "/lesson")
    assert redirect.status == 307
    assert urlsplit(redirect.headers["location"]).path == "/lesson/"


@pytest.mark.parametrize(
    ("asked", "status", "sent", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(
    site: Path, asked: str, status: int, sent: bytes, told: str
) -> None:
    with serving(site) as url:
        answer = get(url, "/assets/digits.bin", {"Range": asked})
    assert (answer.status, answer.body, answer.headers["content-range"]) == (status, sent, told)


def test_a_part_beyond_the_end_is_refused(site: Path) -> None:
    with serving(site) as url:
        assert get(url, "/assets/digits.bin", {"Range": "bytes=99-"}).status == 416


def test_a_browser_asks_again_and_is_told_that_nothing_changed(site: Path) -> None:
    with serving(site) as url:
        first = get(url, "/lesson/")
        second = get(url, "/lesson/", {"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == second.headers["cache-control"] == "no-cache"
    assert (second.status, second.body) == (304, b"")


def test_a_name_with_a_hash_is_kept_for_ever(site: Path) -> None:
    with serving(site) as url:
        kept = get(url, "/assets/digits.bin").headers["cache-control"]
        linked = get(url, "/lesson/../assets/digits.bin").headers["cache-control"]
    assert kept == linked == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", "/lesson/", "/assets/digits.bin", "/nowhere"])
def test_every_answer_has_the_headers_of_the_site(site: Path, path: str) -> None:
    with serving(site) as url:
        plain = get(url, path).headers
    with live(site, python("")) as (url, _):
        reloading = get(url, path).headers
    for headers in (plain, reloading):
        assert EVERYWHERE.items() <= dict(headers).items()


def test_a_page_that_is_not_there_is_404_and_its_name_is_no_html(site: Path) -> None:
    with serving(site) as url:
        answer = get(url, "/%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert b"&lt;script&gt;" in answer.body
    assert b"<script" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/lesson/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/outside.txt",
    ],
)
def test_no_address_leads_out_of_the_folder(site: Path, path: str) -> None:
    (site / "outside.txt").symlink_to(site.parent / "secret.txt")
    with serving(site) as url:
        answer = get(url, path)
    assert answer.status == 404
    assert SECRET.encode() not in answer.body


def test_nothing_can_be_sent(site: Path) -> None:
    with serving(site) as url:
        assert get(url, "/", method="POST").status == 405


def test_a_port_in_use_is_one_sentence_with_the_remedy() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"^port {port} is in use: .*--port") as caught:
            listen(port)
    assert "\n" not in str(caught.value)


def test_the_port_is_free_again_afterwards(site: Path) -> None:
    with serving(site) as url:
        port = urlsplit(url).port or 0
        assert get(url, "/").status == 200
    with listen(port) as listener:
        assert listener.getsockname()[1] == port


# Live reload


@contextmanager
def live(site: Path, command: list[str]) -> Iterator[tuple[str, Path]]:
    """A live server; gives its address and a folder whose changes make it run the command."""
    watched = site.parent / "lessons"
    watched.mkdir()
    state = Live([watched], command)
    with answering(Server(live_application(site, state), state)) as url:
        yield url, watched


@contextmanager
def told_by(url: str) -> Iterator[io.BufferedIOBase]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", "/.live/events")
    with connection.getresponse() as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield response
    connection.close()


def next_event(stream: io.BufferedIOBase) -> dict[str, str]:
    field, _, data = stream.readline().partition(b": ")
    assert (field, stream.readline()) == (b"data", b"\n")
    event: dict[str, str] = json.loads(data)
    return event


def change(watched: Path) -> None:
    """One change, and one only: a file that is written in place may be seen half-written too."""
    draft = watched.parent / "draft"
    draft.write_text("# A better lesson", encoding="utf-8")
    draft.replace(watched / "lesson.md")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_only_pages_get_the_script_that_loads_them_again(site: Path) -> None:
    (site / "assets" / "main.js").write_text("// </head>", encoding="utf-8")
    with live(site, python("")) as (url, _):
        page = get(url, "/lesson/")
        script = get(url, "/assets/main.js")
        reload = get(url, "/.live/reload.js")
    start, end = PAGE.split("</head>")
    text = page.body.decode()
    assert text.startswith(start + '<script src="/.live/reload.js?built=')
    assert text.endswith("</script></head>" + end)
    assert page.headers["cache-control"] == "no-cache"
    assert script.body == b"// </head>"
    assert reload.headers["content-type"] == "text/javascript; charset=utf-8"
    assert b"EventSource" in reload.body


def test_no_service_worker_keeps_what_was_built(site: Path) -> None:
    (site / "sw.js").write_text("keeps pages", encoding="utf-8")
    with live(site, python("")) as (url, _):
        assert b"unregister" in get(url, "/sw.js").body
    with serving(site) as url:
        assert get(url, "/sw.js").body == b"keeps pages"


def test_the_plain_server_leaves_pages_alone(site: Path) -> None:
    with serving(site) as url:
        assert get(url, "/lesson/").body.decode() == PAGE
        assert get(url, "/.live/events").status == 404


def test_a_change_builds_the_site_and_tells_the_pages(site: Path) -> None:
    new = PAGE.replace("A lesson", "A better lesson")
    page = site / "index.html"
    command = python(f"import pathlib; pathlib.Path({str(page)!r}).write_text({new!r})")
    with live(site, command) as (url, watched), told_by(url) as stream:
        before = next_event(stream)
        assert f"built={before['built']}" in get(url, "/").body.decode()
        change(watched)
        after = next_event(stream)
        text = get(url, "/").body.decode()
    assert before["failure"] == after["failure"] == ""
    assert after["built"] != before["built"]
    assert f"built={after['built']}" in text
    assert "A better lesson" in text


def test_a_build_that_fails_is_told_in_one_line_and_the_pages_stay(
    site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = python("import sys; print('a warning', file=sys.stderr); sys.exit('lesson.md:3: no')")
    with live(site, command) as (url, watched), told_by(url) as stream:
        before = next_event(stream)
        change(watched)
        after = next_event(stream)
    assert after == {"built": before["built"], "failure": "lesson.md:3: no"}
    assert capfd.readouterr().err == "a warning\nlesson.md:3: no\n"


def test_the_server_stops_while_a_page_listens(
    site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with live(site, python("")) as (url, _):
        connection = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), 30)
        connection.sendall(b"GET /.live/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
    with connection:
        while connection.recv(1 << 16):
            pass
    assert capfd.readouterr().err == ""
