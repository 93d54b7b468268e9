import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from paxline.edge.simulator.faults import Asked, Fault, FaultPlan, Profile
from paxline.edge.simulator.faulty import HOLD, LAG, Faulty

BODY = b'{"order": "one"}'


class Scripted(FaultPlan):
    """A plan that draws what it is told to."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(Profile(), seed=1)
        self.fault = fault
        self.asked: list[Asked] = []

    def draw(self, asked: Asked) -> Fault:
        self.asked.append(asked)
        return self.fault


class Counting:
    """An application that counts what took effect, and echoes."""

    def __init__(self) -> None:
        self.effects: list[bytes] = []
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        message = await receive()
        self.effects.append(message["body"])
        await send({"type": "http.response.start", "status": 201, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 150 + str(len(self.effects)).encode()})


def asked(
    fault: Fault, *, method: str = "POST", kind: str = "http"
) -> tuple[Counting, list[Message], list[float], Scripted]:
    app, sent, waits, plan = Counting(), list[Message](), list[float](), Scripted(fault)

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    async def run() -> None:
        coming = iter([{"body": BODY[:5], "more_body": True}, {"body": BODY[5:]}])

        async def receive() -> Message:
            return {"type": "http.request", **next(coming)}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {"type": kind, "method": method}
        await Faulty(app, plan, wait=wait)(scope, receive, send)
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(run())
    return app, sent, waits, plan


def status(sent: list[Message]) -> int:
    return int(sent[0]["status"])


def broken(sent: list[Message]) -> bool:
    """Whether the answer was begun and never ended."""
    return bool(sent[-1].get("more_body")) and dict(sent[0]["headers"])[b"content-length"] == b"1000"


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_has_the_effect_that_it_says(fault: Fault) -> None:
    without = {Fault.DROPPED, Fault.ERROR_BEFORE, Fault.TOO_MANY, Fault.EMPTY}
    app, _, _, _ = asked(fault)
    assert len(app.effects) == (0 if fault in without else 2 if fault is Fault.TWICE else 1)
    # Where the plan looked into the body, the application still gets it whole.
    assert all(effect in {BODY, BODY[:5]} for effect in app.effects)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.NONE, 201),
        (Fault.ERROR_BEFORE, 500),
        (Fault.ERROR_AFTER, 502),
        (Fault.TOO_MANY, 429),
        (Fault.EMPTY, 200),
        (Fault.GARBAGE, 201),
        (Fault.TWICE, 201),
        (Fault.SLOW, 201),
        (Fault.STALE, 201),
        (Fault.ANOTHER, 201),
    ],
)
def test_an_answer_that_comes_is_whole(fault: Fault, expected: int) -> None:
    _, sent, _, _ = asked(fault)
    assert status(sent) == expected
    assert not sent[-1].get("more_body")


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.LOST_ANSWER, Fault.LATE])
def test_an_answer_that_does_not_come_lets_its_client_wait_and_breaks(fault: Fault) -> None:
    _, sent, waits, _ = asked(fault)
    assert HOLD in waits
    assert broken(sent)


def test_a_cut_answer_breaks_at_once() -> None:
    _, sent, waits, _ = asked(Fault.CUT)
    assert broken(sent)
    assert waits == []


def test_a_doubled_request_is_answered_with_the_second_answer() -> None:
    _, sent, _, _ = asked(Fault.TWICE)
    assert b"".join(message.get("body", b"") for message in sent) == b"x" * 150 + b"2"


def test_a_slow_answer_comes_in_pieces_and_is_the_same() -> None:
    _, sent, waits, _ = asked(Fault.SLOW, method="GET")
    bodies = [message.get("body", b"") for message in sent]
    assert b"".join(bodies) == b"x" * 150 + b"1"
    assert len(waits) == 3


def test_a_stale_read_says_how_old_it_shall_be() -> None:
    app, _, _, plan = asked(Fault.STALE, method="GET")
    assert 0 <= app.scopes[0][LAG] <= 1
    assert plan.asked == [Asked.READ]


def test_only_requests_meet_faults() -> None:
    app, _, _, plan = asked(Fault.DROPPED, kind="lifespan")
    assert len(app.scopes) == 1
    assert plan.asked == []
