"""The development server: the built site on 127.0.0.1, built and loaded again on every change.

`serving` starts the same files without the live reload, for tests and measurements.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import html
import json
import os
import socket
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from watchfiles import awatch

from web.assets import ASSETS
from web.errors import UserError
from web.headers import EVERYWHERE, FOR_EVER
from web.offline import SERVICE_WORKER

# The system's own table differs from machine to machine, and browsers refuse a module or a
# WebAssembly file that comes with the wrong type.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".ipynb": "application/x-ipynb+json",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
# A browser may keep a file, but must ask each time whether it was built again.
ALWAYS_ASK = {"cache-control": "no-cache"}
RELOAD = Path(__file__).with_name("reload.js")
NO_SERVICE_WORKER = Path(__file__).with_name("no-service-worker.js")


def listen(port: int) -> socket.socket:
    """Take a port of 127.0.0.1, 0 for any that is free. Raises UserError when it is not to be had.

    From here on connections wait, so that nobody has to guess when the server is ready.
    """
    try:
        return socket.create_server(("127.0.0.1", port), backlog=128)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        reason = "in use" if error.errno == errno.EADDRINUSE else "not open to you"
        raise UserError(
            f"port {port} is {reason}: choose another one with `python3 build.py serve --port 8001`"
        ) from None


def serve(root: Path, listener: socket.socket, options: Sequence[str] = ()) -> None:
    """Serve root/site until Ctrl+C, and run root/build.py whenever what it reads has changed.

    options: for build.py
    """
    watched = [root / "engine", root / "lessons", root / "web"]
    live = Live(watched, [sys.executable, str(root / "build.py"), *options])
    server = Server(live_application(root / "site", live), live)
    print(f"{address(listener)}  (Ctrl+C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port while the block runs; gives the address, with a slash."""
    with answering(Server(application(folder))) as url:
        yield url


@contextlib.contextmanager
def answering(server: Server) -> Iterator[str]:
    """Run a server in a thread of its own while the block runs; gives its address."""
    listener = listen(0)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    url = address(listener)
    thread.start()
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def application(folder: Path) -> Starlette:
    """The files of a folder, as any static host would serve them."""
    return Starlette(
        routes=[Mount("/", Files(folder))],
        exception_handlers={404: not_found},
    )


def live_application(folder: Path, live: Live) -> Starlette:
    """The same, with a script in every page that loads it again when `live` has built it.

    Nothing of the site stays on the device: pages must be the ones that were just built.
    """

    def script(file: Path) -> Callable[[Request], Awaitable[Response]]:
        async def answer(_: Request) -> Response:
            return FileResponse(file, media_type=MEDIA_TYPES[".js"], headers=ALWAYS_ASK)

        return answer

    async def events(_: Request) -> Response:
        return StreamingResponse(live.events(), media_type="text/event-stream", headers=ALWAYS_ASK)

    routes: list[BaseRoute] = [
        Route("/.live/reload.js", script(RELOAD)),
        Route(f"/{SERVICE_WORKER}", script(NO_SERVICE_WORKER)),
        Route("/.live/events", events),
        Mount("/", LiveFiles(folder, live)),
    ]
    return Starlette(
        routes=routes, exception_handlers={404: not_found}, lifespan=lambda _: live.watching()
    )


class Files(StaticFiles):
    """Static files as a static host would send them that reads the site's `_headers`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)
        self.assets = folder.resolve() / ASSETS

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        encoding, copy = compressed(Path(full_path), Headers(scope=scope))
        if encoding:
            stat_result = copy.stat()
        response = super().file_response(copy, stat_result, scope, status_code)
        response.headers.update({**EVERYWHERE, **self.kept(full_path)})
        response.headers["vary"] = "accept-encoding"
        if encoding:
            response.headers["content-encoding"] = encoding
        if "content-type" in response.headers:
            response.headers["content-type"] = media_type(full_path)
        return response

    def kept(self, full_path: str | os.PathLike[str]) -> Mapping[str, str]:
        """How long a browser may keep a file without asking whether it was built again."""
        hashed = self.assets in Path(full_path).parents
        return FOR_EVER if hashed else ALWAYS_ASK


def compressed(file: Path, headers: Headers) -> tuple[str, Path]:
    """The copy of a file that a browser may get in its place, and its encoding, or ("", file).

    Parts of a file are parts of what it is when unpacked.
    """
    accepted = headers.get("accept-encoding", "")
    if "range" not in headers:
        for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
            copy = file.with_name(file.name + ending)
            if encoding in accepted and copy.exists():
                return encoding, copy
    return "", file


class LiveFiles(Files):
    """Static files whose pages load themselves again when they were built again."""

    def __init__(self, folder: Path, live: Live) -> None:
        super().__init__(folder)
        self.live = live

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        if PurePath(full_path).suffix != ".html":
            return super().file_response(full_path, stat_result, scope, status_code)
        # A script with an address, since a page's content security policy may forbid inline ones.
        script = f'<script src="/.live/reload.js?built={self.live.built}" defer></script>'
        head, end, body = Path(full_path).read_text(encoding="utf-8").partition("</head>")
        return HTMLResponse(head + script + end + body, status_code, {**EVERYWHERE, **ALWAYS_ASK})


class Live:
    """Builds the site again on every change, and tells the pages how it went.

    `watched` are the folders to watch, `command` is what builds: its exit status says whether it
    succeeded, and the last line on its standard error says why not.
    """

    def __init__(self, watched: Sequence[Path], command: Sequence[str]) -> None:
        self.watched = watched
        self.command = command
        self.built = uuid.uuid4().hex  # Pages of an earlier server must not pass for this one's.
        self.failure = ""
        self.closed = False
        self.news = asyncio.Event()

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.watch())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def watch(self) -> None:
        async for _ in awatch(*self.watched):
            await self.build()

    async def build(self) -> None:
        # A new process, so that a change of the site builder itself takes effect too.
        process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        said = errors.decode(errors="replace").strip()
        if process.returncode == 0:
            self.built, self.failure = uuid.uuid4().hex, ""
            print("Built again", flush=True)
        else:
            self.failure = said.splitlines()[-1] if said else "the build failed without a word"
            print(said or self.failure, file=sys.stderr, flush=True)
        self.tell()

    def tell(self) -> None:
        told, self.news = self.news, asyncio.Event()
        told.set()

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: the state now, and again after every build."""
        while not self.closed:
            news = self.news
            yield f"data: {json.dumps({'built': self.built, 'failure': self.failure})}\n\n"
            await news.wait()

    def close(self) -> None:
        """End all streams of events: a server waits for its open answers before it stops."""
        self.closed = True
        self.tell()


class Server(uvicorn.Server):
    """uvicorn, quiet, and able to stop while pages listen for events."""

    def __init__(self, application: Starlette, live: Live | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                application, log_level="warning", access_log=False, timeout_graceful_shutdown=1
            )
        )
        self.live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.live is not None:
            self.live.close()
        await super().shutdown(sockets)


async def not_found(request: Request, _: Exception) -> Response:
    path = html.escape(request.url.path)
    return HTMLResponse(
        '<!doctype html><html lang="en"><title>Not found</title>'
        f'<p>There is no page at <code>{path}</code>. <a href="/">To the lessons</a></p></html>',
        404,
        {**EVERYWHERE, **ALWAYS_ASK},
    )


def media_type(path: str | os.PathLike[str]) -> str:
    return MEDIA_TYPES.get(PurePath(path).suffix.lower(), "application/octet-stream")
