import json
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from moto import mock_aws
from tests.simulation.exchange import ScriptedExchange
from tests.simulation.trading import an_order, credential, pem

from paxline.edge.aws.session import Names, client
from paxline.edge.kalshi.http import DEMO, PRODUCTION, Environment
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import MissingData
from paxline.run.arming import World
from paxline.run.ports import Accepted, Gone
from paxline.run.recover import Ready, recover
from paxline.run.sending import cancel, send
from paxline.testing import ManualClock
from paxline.wiring.account import venue as wired
from paxline.wiring.account.seen import journal_path
from paxline.wiring.home import Home


@pytest.mark.parametrize("environment", [DEMO, PRODUCTION])
def test_a_key_goes_to_its_own_environments_address_only(environment: Environment) -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"orders": []})

    known_by = Credential(environment, "an-id", SigningKey.parse(pem()))
    with wired.open_venue(known_by, clock=ManualClock(), transport=httpx.MockTransport(handle)) as signed:
        assert signed.environment == environment
        assert signed.kill.kill().confirmed
    assert {request.url.host for request in asked} == {httpx.URL(environment.rest).host}
    assert all(request.headers["KALSHI-ACCESS-KEY"] == "an-id" for request in asked)


def test_an_order_is_recovered_placed_and_withdrawn(tmp_path: Path) -> None:
    clock, order = ManualClock(), an_order()
    exchange = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=0.0)
    with (
        SqliteJournal.open(journal_path(Home(tmp_path), World.DEMO)) as kept,
        wired.open_venue(credential(), clock=clock, transport=exchange.transport) as signed,
    ):
        assert isinstance(recover(journal=kept, account=signed.account, clock=clock), Ready)
        came = send(order, decision="d1", journal=kept, venue=signed.venue, clock=clock)
        assert isinstance(came, Accepted)
        assert isinstance(cancel(order.client_id, journal=kept, venue=signed.venue, clock=clock), Gone)
        assert isinstance(recover(journal=kept, account=signed.account, clock=clock), Ready)


def test_the_environments_keep_their_journals_apart(tmp_path: Path) -> None:
    names = {world: journal_path(Home(tmp_path), world).name for world in (World.DEMO, World.PRODUCTION)}
    assert names == {World.DEMO: "journal-demo.sqlite", World.PRODUCTION: "journal-production.sqlite"}


def test_without_its_variables_there_is_no_credential() -> None:
    with pytest.raises(MissingData):
        wired.credential(PRODUCTION, {"PAXLINE_KALSHI_DEMO_KEY_ID": "a", "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode()})
    read = wired.credential(DEMO, {"PAXLINE_KALSHI_DEMO_KEY_ID": "a", "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode()})
    assert read.environment is DEMO


def test_a_key_that_aws_keeps_is_read_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    variables = {"AWS_DEFAULT_REGION": "us-east-1", "PAXLINE_KALSHI_DEMO_KEY_SECRET": "paxline/demo"}
    with mock_aws():
        with pytest.raises(MissingData, match="secret paxline/demo"):
            wired.credential(DEMO, variables)
        kept = json.dumps({"key_id": "an-id", "pem": pem().decode()})
        client("secretsmanager", Names.read(variables)).create_secret(Name="paxline/demo", SecretString=kept)
        assert wired.credential(DEMO, variables).key_id == "an-id"


def test_the_exchanges_time_may_be_another_than_the_walls(tmp_path: Path) -> None:
    wall, ahead = ManualClock(), ManualClock(ManualClock().instant + timedelta(days=9))
    exchange = ScriptedExchange(wall, np.random.default_rng(7), fill_chance=0.0)
    with wired.open_venue(credential(), clock=ahead, wall=wall, transport=exchange.transport) as signed:
        assert signed.statement(ahead.now()).as_of == ahead.now()
        assert signed.kill.kill().confirmed
    signed_at = int(exchange.asked[0].headers["KALSHI-ACCESS-TIMESTAMP"]) / 1000
    assert abs(signed_at - wall.now().timestamp()) < 60
    assert ahead.slept == []


def test_the_way_out_waits_for_nobody_long() -> None:
    asked: list[httpx.Request] = []

    def hang(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ReadTimeout("nothing came", request=request)

    clock = ManualClock()
    with wired.open_venue(credential(), clock=clock, transport=httpx.MockTransport(hang), haste=wired.URGENT) as signed:
        assert not signed.kill.kill().confirmed
    assert {tuple(request.extensions["timeout"].values()) for request in asked} == {(2.0, 2.0, 2.0, 2.0)}
    assert sum(clock.slept) < 6
