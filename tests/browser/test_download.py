"""download.ts against a host that breaks off, knows no ranges, or answers with something else."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page

from web.toolchain import ROOT, node

FILE = bytes(range(256)) * 800
PAGE = b"<!DOCTYPE html>\n<title>Sign in to the school's network</title>"
DAMAGED = bytes([FILE[0] ^ 1]) + FILE[1:]


@dataclass(frozen=True)
class Fault:
    """How the host answers one request otherwise than it should.

    body: instead of the part of the file that was asked for
    after: so many bytes go out, and the connection is cut
    silent: not cut, but left without a byte until the test is over
    """

    body: bytes | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    after: int | None = None
    silent: bool = False


class Host:
    """Serves /file, with the given faults first."""

    def __init__(self, script: bytes) -> None:
        self.faults: list[Fault] = []
        self.tag = '"1"'
        self.knows_ranges = True
        #: the Range and If-Range of each request
        self.asked: list[tuple[str | None, str | None]] = []
        self.over = threading.Event()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/file":
                    self.file(host.faults.pop(0) if host.faults else Fault())
                elif self.path == "/download.js":
                    self.answer(200, {"Content-Type": "text/javascript"}, script)
                else:
                    self.answer(200, {"Content-Type": "text/html"}, b"")

            def file(self, fault: Fault) -> None:
                wanted, tag = self.headers["range"], self.headers["if-range"]
                host.asked.append((wanted, tag))
                headers, status, body = {"ETag": host.tag}, 200, FILE
                if wanted and host.knows_ranges and tag in (None, host.tag):
                    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                    status, body = 206, FILE[start:]
                    headers["Content-Range"] = f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"
                if fault.body is not None:
                    status, body = 200, fault.body
                status = fault.status or status
                self.answer(status, headers | fault.headers, body, fault.after)
                if fault.silent:
                    host.over.wait()

            def answer(
                self, status: int, headers: dict[str, str], body: bytes, after: int | None = None
            ) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[:after])
                self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture(scope="module")
def script() -> bytes:
    command = [str(node()), "node_modules/esbuild/bin/esbuild", "web/page/download.ts"]
    options = ["--bundle", "--format=esm", "--log-level=error"]
    return subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True).stdout


@pytest.fixture
def host(script: bytes) -> Iterator[Host]:
    host = Host(script)
    thread = threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield host
    host.over.set()
    host.server.shutdown()
    thread.join()
    host.server.server_close()


Download = Callable[..., dict[str, Any]]


@pytest.fixture
def download(page: Page, host: Host) -> Download:
    """Downloads /file, never waiting between two tries: what came, and what was told on the way."""
    page.goto(host.url)

    def run(**wanted: Any) -> dict[str, Any]:
        result: dict[str, Any] = page.evaluate(
            """async ({ patience, ...wanted }) => {
                const { download, retryNow } = await import('/download.js');
                const loaded = [];
                const told = [];
                const watch = {
                    patience,
                    progress: (bytes) => loaded.push(bytes),
                    retrying: (waits) => {
                        if (told.at(-1) !== waits) told.push(waits);
                        if (waits) setTimeout(retryNow);
                    },
                };
                const address = location.href + 'file';
                try {
                    const take = async (response) => {
                        const hash = await crypto.subtle.digest(
                            'SHA-256', await response.arrayBuffer());
                        return new Uint8Array(hash).toHex();
                    };
                    const sha256 = await download({ address, ...wanted }, take, watch);
                    return { sha256, loaded, told };
                } catch (error) {
                    return { error: error.message, loaded, told };
                }
            }""",
            {"size": len(FILE), "sha256": hashlib.sha256(FILE).hexdigest(), **wanted},
        )
        return result

    return run


def is_whole(result: dict[str, Any]) -> bool:
    loaded = result["loaded"]
    whole = result.get("sha256") == hashlib.sha256(FILE).hexdigest()
    return whole and loaded[-1] == len(FILE) == max(loaded)


def test_a_file_that_comes_at_once_is_asked_for_once(host: Host, download: Download) -> None:
    result = download()
    assert is_whole(result)
    assert host.asked == [(None, None)]
    assert True not in result["told"]


def test_goes_on_where_the_connection_broke_off(host: Host, download: Download) -> None:
    host.faults = [Fault(after=70_000, silent=True)]
    result = download(patience=300)
    assert is_whole(result)
    assert host.asked == [(None, None), ("bytes=70000-", '"1"')]
    assert result["loaded"] == sorted(result["loaded"])
    assert result["told"] == [False, True, False]


def test_breaks_off_again_and_again(host: Host, download: Download) -> None:
    host.faults = [Fault(after=10_000)] * 10
    result = download()
    assert is_whole(result)
    assert result["loaded"] == sorted(result["loaded"])
    assert len(host.asked) == 11


def test_a_host_without_ranges_starts_from_the_beginning(host: Host, download: Download) -> None:
    host.knows_ranges = False
    host.faults = [Fault(after=length) for length in (70_000, 100_000, 30_000)]
    result = download()
    assert is_whole(result)
    assert result["loaded"] == sorted(result["loaded"])


def test_the_name_of_a_packed_file_is_not_used_for_a_range(host: Host, download: Download) -> None:
    host.tag = 'W/"1"'
    host.faults = [Fault(after=70_000, silent=True)]
    assert is_whole(download(patience=300))
    assert host.asked[1] == ("bytes=70000-", None)


@pytest.mark.parametrize("status", [503, 502, 429])
def test_a_host_in_trouble_is_waited_for(host: Host, download: Download, status: int) -> None:
    host.faults = [Fault(b"busy", status)] * 5
    assert is_whole(download())


@pytest.mark.parametrize(
    "fault",
    [
        Fault(PAGE),
        Fault(PAGE, 404),
        Fault(b"", 403),
        Fault(b""),
        Fault(FILE[:-1]),
        Fault(FILE + b"1"),
        Fault(DAMAGED),
        Fault(FILE, 206, {"Content-Range": f"bytes 7-{len(FILE) - 1}/{len(FILE)}"}),
    ],
    ids=["page", "404", "403", "empty", "short", "long", "damaged", "other range"],
)
class TestWhatIsNotTheFile:
    def test_is_asked_for_again(self, host: Host, download: Download, fault: Fault) -> None:
        host.faults = [fault]
        result = download()
        assert is_whole(result)
        assert result["told"][-2:] == [True, False]

    def test_is_believed_in_the_end(self, host: Host, download: Download, fault: Fault) -> None:
        host.faults = [fault] * 20
        result = download()
        assert "/file" in result["error"]
        assert max(result["loaded"], default=0) <= len(FILE)


def test_a_page_in_the_middle_of_a_file_is_not_taken_for_its_rest(
    host: Host, download: Download
) -> None:
    host.faults = [Fault(after=70_000), Fault(PAGE + FILE[len(PAGE) :])]
    assert is_whole(download())


def test_a_file_of_unknown_size_comes_too(host: Host, download: Download) -> None:
    host.faults = [Fault(after=70_000)]
    assert is_whole(download(size=None, sha256=None))


def test_what_cannot_be_used_counts_as_damaged(host: Host, download: Download, page: Page) -> None:
    download()
    tried = page.evaluate(
        """async () => {
            const { download, retryNow } = await import('/download.js');
            const retrying = () => setTimeout(retryNow);
            const take = (response) => response.json();
            const wanted = { address: location.href + 'file' };
            return download(wanted, take, { retrying }).catch((error) => error.name);
        }"""
    )
    assert tried == "SyntaxError"


def test_the_network_coming_back_ends_the_pause(host: Host, download: Download, page: Page) -> None:
    """Seven pauses alone would be half a minute and more."""
    host.faults = [Fault(b"busy", 503)] * 7
    page.evaluate(
        """async () => {
            const { download } = await import('/download.js');
            const online = () => dispatchEvent(new Event('online'));
            const retrying = (waits) => waits && setTimeout(online);
            const wanted = { address: location.href + 'file' };
            await download(wanted, (response) => response.arrayBuffer(), { retrying });
        }"""
    )
    assert len(host.asked) == 8
