import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from paxline.edge.simulator.dated import Dated
from paxline.testing import NOW, ManualClock


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
    await send({"type": "http.response.body", "body": b"all"})


def test_every_answer_says_when_it_was_given_and_is_otherwise_as_it_was() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http"}
    asyncio.run(Dated(answers, ManualClock(NOW))(scope, receive, send))
    assert sent[0]["headers"] == [(b"x", b"y"), (b"date", b"Thu, 23 Apr 2026 13:05:00 GMT")]
    assert sent[1] == {"type": "http.response.body", "body": b"all"}
