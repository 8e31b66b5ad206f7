"""A slower line carries the same bytes, at its rate; nothing is timed here."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.bench.line import PIECE, Line, Pace, Slowed


def test_bytes_go_through_one_after_the_other() -> None:
    pace = Pace(rate=8)  # a million bytes a second

    assert pace.sent(500_000, now=0) == pytest.approx(0.5)
    assert pace.sent(500_000, now=0.1) == pytest.approx(1.0)
    assert pace.sent(500_000, now=9) == pytest.approx(9.5)


def test_an_answer_is_the_same_in_pieces() -> None:
    body = bytes(range(256)) * 100
    sent: list[Message] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": body[10:]})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    slowed = Slowed(application, Line("fast", rate=1e6, round_trip=0))
    asyncio.run(slowed({"type": "http", "client": ("127.0.0.1", 1)}, receive, send))

    start, *bodies = sent
    assert start["status"] == 200
    assert b"".join(message["body"] for message in bodies) == body
    assert max(len(message["body"]) for message in bodies) <= PIECE
    assert [message["more_body"] for message in bodies][-2:] == [True, False]
