"""A plain host of files, as `python3 -m http.server` is one, that a test can stop or set wrong."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

#: the types that every host knows
FAMILIAR = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
#: the others that browsers insist on
PARTICULAR = {".mjs": "text/javascript", ".wasm": "application/wasm"}


@dataclass
class Host:
    """A host while it runs.

    url: its address, with a slash at its end
    folder: what it serves; another one is another version
    types: what it calls the files, by their last suffix; the others come without a type
    sent: the path of every file that it sent whole, each time it did
    """

    folder: Path
    types: Mapping[str, str] = field(default_factory=lambda: FAMILIAR | PARTICULAR)
    url: str = ""
    sent: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[Host]:
        """Answers while the block runs, or until it is stopped."""
        with ThreadingHTTPServer(("127.0.0.1", self._port), self._handler()) as self._server:
            self.url = f"http://127.0.0.1:{self._server.server_port}/"
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
            try:
                yield self
            finally:
                self.stop()

    def stop(self) -> None:
        """As if the network were gone: nobody answers any more."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def _port(self) -> int:
        return urlsplit(self.url).port or 0 if self.url else 0

    def _handler(self) -> type[SimpleHTTPRequestHandler]:
        host = self

        class Handler(SimpleHTTPRequestHandler):
            disable_nagle_algorithm = True  # or each request of a keen browser takes 40 ms more

            def __init__(self, *arguments: object) -> None:
                super().__init__(*arguments, directory=str(host.folder))  # type: ignore[arg-type]

            def guess_type(self, path: object) -> str:
                return host.types.get(PurePosixPath(str(path)).suffix, "")

            def send_header(self, keyword: str, value: str) -> None:
                if keyword != "Content-type" or value:
                    super().send_header(keyword, value)

            def send_response(self, code: int, message: str | None = None) -> None:
                super().send_response(code, message)
                if code == 200 and self.command == "GET":
                    host.sent.append(urlsplit(self.path).path)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
