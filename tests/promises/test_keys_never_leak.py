"""A key, its id's holder and its text are in no log, no exception, no repr and no database, whatever goes wrong."""

import base64
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import an_order, pem

from paxline.edge.kalshi.http import DEMO
from paxline.edge.kalshi.sign import Signature, SigningKey, read_credential, read_key_file
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import PaxlineError, UsageError
from paxline.run.arming import World
from paxline.run.recover import recover
from paxline.run.sending import cancel, send
from paxline.testing import ManualClock
from paxline.wiring.account import venue as wired
from paxline.wiring.account.seen import journal_path
from paxline.wiring.home import Home

KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"


def secrets() -> Iterator[str]:
    """The key's id, and every line of its text, which is the key itself."""
    yield KEY_ID
    lines = [line for line in pem().decode().splitlines() if line and not line.startswith("-")]
    yield from lines
    yield base64.b64decode("".join(lines)).hex()


def leaks(text: str) -> list[str]:
    return [secret for secret in secrets() if secret in text]


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.LOST_ANSWER, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.TOO_MANY])
def test_neither_log_nor_database_nor_answer_holds_them(
    tmp_path: Path, fault: Fault, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    clock = ManualClock()
    exchange = ScriptedExchange(clock, np.random.default_rng(7))
    variables = {"PAXLINE_KALSHI_DEMO_KEY_ID": KEY_ID, "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode()}
    known_by = wired.credential(DEMO, variables)
    said: list[str] = [repr(known_by), f"{known_by}", repr(Signature(known_by, clock))]
    with (
        SqliteJournal.open(journal_path(Home(tmp_path), World.DEMO)) as kept,
        wired.open_venue(known_by, clock=clock, transport=exchange.transport) as signed,
    ):
        said.append(repr(recover(journal=kept, account=signed.account, clock=clock)))
        exchange.fault = lambda request: fault if request.method != "GET" else Fault.NONE
        order = an_order()
        said.append(repr(send(order, decision="d", journal=kept, venue=signed.venue, clock=clock)))
        said.append(repr(cancel(order.client_id, journal=kept, venue=signed.venue, clock=clock)))
        said += [repr(signed.kill.kill()), repr(signed), repr(kept.events())]
    assert exchange.asked[0].headers["KALSHI-ACCESS-KEY"] == KEY_ID
    assert leaks("\n".join((*said, caplog.text, *capfd.readouterr()))) == []
    files = list(tmp_path.iterdir())
    assert files
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in secrets() if secret.encode() in content]


def test_no_exception_quotes_them(tmp_path: Path) -> None:
    known = {"PAXLINE_KALSHI_DEMO_KEY_ID": KEY_ID}
    text = pem().decode()
    broken = text.replace("-----END", "x-----END")
    path = tmp_path / "key.pem"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    tries = (
        lambda: read_credential(DEMO, known | {"PAXLINE_KALSHI_DEMO_KEY_PEM": broken}),
        lambda: read_credential(
            DEMO, known | {"PAXLINE_KALSHI_DEMO_KEY_PEM": text, "PAXLINE_KALSHI_DEMO_KEY_FILE": "f"}
        ),
        lambda: read_credential(DEMO, known),
        lambda: SigningKey.parse(broken.encode()),
        lambda: read_key_file(path),
    )
    for attempt in tries:
        with pytest.raises(PaxlineError) as caught:
            attempt()
        shown = "".join(traceback.format_exception(caught.value))
        assert leaks(shown) == []
        assert leaks(repr(caught.value)) == []


def test_a_request_that_goes_astray_carries_nothing() -> None:
    known_by = read_credential(
        DEMO, {"PAXLINE_KALSHI_DEMO_KEY_ID": KEY_ID, "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode()}
    )
    arrived: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        arrived.append(request)
        return httpx.Response(200)

    with (
        httpx.Client(auth=Signature(known_by, ManualClock()), transport=httpx.MockTransport(handle)) as client,
        pytest.raises(UsageError) as caught,
    ):
        client.get("https://elsewhere.example/trade-api/v2/portfolio/balance")
    assert arrived == []
    assert leaks(str(caught.value)) == []


def test_the_check_sees_a_planted_key() -> None:
    assert leaks(f"key {KEY_ID}")
    assert leaks(pem().decode())
