"""Slower lines and processors, to measure over: the same for the site and for its baselines.

What a browser's own tools slow down is a page's requests and its main thread, not those of its
workers. So a line is slowed by the server: a round trip before each answer, another one before the
first on a connection, and all bytes of all connections one after the other at the line's rate.
A processor is slowed by the browser, for the main thread only. Pyodide's and MicroPython's workers
keep their speed, on both sides of a comparison.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: bytes that are sent at once: small enough for connections to take turns
PIECE = 8192


@dataclass(frozen=True)
class Line:
    """What lies between a browser and the server.

    rate: megabits a second; round_trip: milliseconds; slowdown: of the page's main thread
    """

    name: str
    rate: float
    round_trip: float
    slowdown: float = 1


BROADBAND = Line("10 Mbit/s + 40 ms", 10, 40)
PHONE = Line("1.6 Mbit/s + 150 ms, CPU ×4", 1.6, 150, 4)


class Pace:
    """Says when bytes have gone through a line that carries one after the other."""

    def __init__(self, rate: float) -> None:
        self._bytes_a_second = rate * 1e6 / 8
        self._free = 0.0

    def sent(self, size: int, now: float) -> float:
        """The time in seconds when so many bytes are through that want to go now."""
        self._free = max(self._free, now) + size / self._bytes_a_second
        return self._free


class Slowed:
    """An application behind a line."""

    def __init__(self, app: ASGIApp, line: Line) -> None:
        self._app = app
        self._round_trip = line.round_trip / 1000
        self._pace = Pace(line.rate)
        self._known: set[tuple[str, int]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope["client"]
        trips = 1 if client in self._known else 2
        self._known.add(client)
        await asyncio.sleep(trips * self._round_trip)

        async def slowly(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            for start in range(0, len(body), PIECE):
                piece = body[start : start + PIECE]
                now = asyncio.get_running_loop().time()
                await asyncio.sleep(self._pace.sent(len(piece), now) - now)
                await send({"type": message["type"], "body": piece, "more_body": True})
            await send({"type": message["type"], "body": b"", "more_body": more})

        await self._app(scope, receive, slowly)
