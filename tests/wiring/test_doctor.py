import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.market.test_rule import PRIMARY, SECONDARY
from tests.simulation.trading import pem
from tests.wiring.test_live import kalshi, refusing, tsa, wires

from paxline.edge.store.backup import back_up
from paxline.edge.store.schema import CURRENT
from paxline.exchange.world import make_world
from paxline.market.terms import ContractTerms, taken_for_granted
from paxline.run.health import Finding, Health
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.doctor import Check, Doctor
from paxline.wiring.home import Home

KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"
PREFIX = "PAXLINE_KALSHI_PRODUCTION"


def doctor(
    folder: Path,
    *,
    at_tsa: object = tsa,
    at_kalshi: object = kalshi,
    variables: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Doctor:
    return Doctor(Home(folder), ManualClock(NOW), wires(at_tsa, at_kalshi), variables or {}, transport)


def found(checks: Iterable[Check]) -> dict[str, Finding]:
    return {finding.check: finding for check in checks for finding in check.look()}


def ruled(request: httpx.Request, *, primary: str = PRIMARY, secondary: str = SECONDARY) -> httpx.Response:
    """The exchange's answers, with the rules of its markets."""
    answer = kalshi(request)
    if not request.url.path.endswith("/markets"):
        return answer
    rules = {"rules_primary": primary, "rules_secondary": secondary}
    return httpx.Response(200, json={"markets": [one | rules for one in answer.json()["markets"]], "cursor": ""})


def keyed() -> dict[str, str]:
    return {f"{PREFIX}_KEY_ID": KEY_ID, f"{PREFIX}_KEY_PEM": pem().decode()}


def fill(folder: Path) -> None:
    world = make_world(WEEK, as_of=NOW, seed=7)
    with Home(folder).store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)


def test_an_empty_home_warns_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    told = found(doctor(tmp_path).checks_here())
    assert {finding.health for finding in told.values()} == {Health.OK, Health.WARNING}
    assert told["database"].remedy == "run `paxline ingest`"
    assert list(tmp_path.iterdir()) == []


def test_a_home_in_order_is_all_well(tmp_path: Path) -> None:
    fill(tmp_path)
    back_up(tmp_path, Home(tmp_path).backups, at=NOW - timedelta(hours=4))
    (tmp_path / "paxline.toml").write_text('[alerts]\nchannels = ["json://127.0.0.1"]\n', encoding="utf-8")
    (tmp_path / "paxline.toml").chmod(0o600)
    told = found(doctor(tmp_path, variables=keyed()).checks_here())
    assert [finding for finding in told.values() if finding.health is not Health.OK] == []
    assert told["key (production)"].words == "set and readable"


def test_a_damaged_database_and_one_of_a_newer_paxline_are_bad(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "journal-demo.sqlite").write_bytes(b"not a database" * 100)
    with closing(sqlite3.connect(Home(tmp_path).database)) as connection:
        connection.execute(f"PRAGMA user_version = {CURRENT.version + 1}")
    told = found(doctor(tmp_path).checks_here())
    assert told["journal-demo.sqlite"].health is Health.BAD
    assert "upgrade paxline" in told["paxline.sqlite"].words
    assert told["counts"].health is Health.BAD


def test_settings_that_cannot_be_meant_are_bad_and_open_secrets_warn(tmp_path: Path) -> None:
    file = tmp_path / "paxline.toml"
    file.write_text("[limits]\nworst_sate = 0.01\n", encoding="utf-8")
    assert "was worst_state meant?" in found(doctor(tmp_path).checks_here())["settings"].words
    file.write_text('[alerts]\nchannels = ["json://127.0.0.1"]\n', encoding="utf-8")
    file.chmod(0o644)
    assert found(doctor(tmp_path).checks_here())["settings"].health is Health.WARNING


def test_half_a_key_is_bad_and_no_key_is_not(tmp_path: Path) -> None:
    assert found(doctor(tmp_path).checks_here())["key (demo)"].health is Health.OK
    half = {f"{PREFIX}_KEY_ID": KEY_ID}
    assert found(doctor(tmp_path, variables=half).checks_here())["key (production)"].health is Health.BAD
    broken = keyed() | {f"{PREFIX}_KEY_PEM": "no key"}
    assert found(doctor(tmp_path, variables=broken).checks_here())["key (production)"].health is Health.BAD
    twice = keyed() | {f"{PREFIX}_KEY_SECRET": "paxline/production"}
    assert "nothing else beside it" in found(doctor(tmp_path, variables=twice).checks_here())["key (production)"].words


def test_a_world_in_order_is_all_well(tmp_path: Path) -> None:
    def dated(request: httpx.Request) -> httpx.Response:
        answer = ruled(request)
        answer.headers["date"] = f"{NOW:%a, %d %b %Y %H:%M:%S} GMT"
        return answer

    told = found(doctor(tmp_path, at_kalshi=dated).checks_outside())
    assert [finding for finding in told.values() if finding.health is not Health.OK] == []
    assert told.keys() == {"TSA page", "exchange", "ladder", "terms", "clock"}


def test_a_world_that_does_not_answer_is_bad(tmp_path: Path) -> None:
    told = found(doctor(tmp_path, at_tsa=refusing, at_kalshi=refusing).checks_outside())
    assert (told["TSA page"].health, told["exchange"].health) == (Health.BAD, Health.BAD)
    assert told["clock"].health is Health.WARNING


@pytest.mark.parametrize(("seconds", "how"), [(0, Health.OK), (4, Health.WARNING), (60, Health.BAD)])
def test_a_clock_that_is_off_is_told(tmp_path: Path, seconds: int, how: Health) -> None:
    def late(request: httpx.Request) -> httpx.Response:
        answer = kalshi(request)
        answer.headers["date"] = f"{NOW - timedelta(seconds=seconds):%a, %d %b %Y %H:%M:%S} GMT"
        return answer

    assert found(doctor(tmp_path, at_kalshi=late).checks_outside())["clock"].health is how


def test_terms_that_changed_are_bad_and_rules_that_are_not_shown_warn(tmp_path: Path) -> None:
    def changed(request: httpx.Request) -> httpx.Response:
        return ruled(request, primary=PRIMARY.replace("above", "at least"))

    told = found(doctor(tmp_path, at_kalshi=changed).checks_outside())["terms"]
    assert told.health is Health.BAD
    assert "screenings are at least {strike} million" in told.words
    assert found(doctor(tmp_path).checks_outside())["terms"].health is Health.WARNING
    assert list(tmp_path.iterdir()) == []


def test_terms_are_held_against_those_acknowledged_here(tmp_path: Path) -> None:
    def changed(request: httpx.Request) -> httpx.Response:
        return ruled(request, secondary=SECONDARY.replace("9:00", "10:00"))

    usual = taken_for_granted(ContractTerms())
    with Home(tmp_path).store() as store:
        store.acknowledge(replace(usual, secondary=usual.secondary.replace("9:00", "10:00")), at=NOW)
    assert found(doctor(tmp_path, at_kalshi=changed).checks_outside())["terms"].health is Health.OK
    assert found(doctor(tmp_path, at_kalshi=ruled).checks_outside())["terms"].health is Health.BAD


@pytest.mark.parametrize(
    ("state", "said"), [((False, False), "closed"), ((True, False), "trading is paused"), ((True, True), "open")]
)
def test_a_pause_and_planned_maintenance_are_told(tmp_path: Path, state: tuple[object, object], said: str) -> None:
    window = {"start_datetime": "2026-04-24T07:00:00Z", "end_datetime": "2026-04-24T09:00:00Z"}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("exchange/status"):
            return httpx.Response(200, json={"exchange_active": state[0], "trading_active": state[1]})
        if request.url.path.endswith("exchange/schedule"):
            return httpx.Response(200, json={"schedule": {"standard_hours": [], "maintenance_windows": [window]}})
        if request.url.path.endswith("/markets"):
            return httpx.Response(200, json={"markets": [], "cursor": ""})
        return kalshi(request)

    told = found(doctor(tmp_path, at_kalshi=answer).checks_outside())
    assert told["exchange"].words.startswith(said)
    assert told["maintenance"].words.startswith("Fri 24 Apr 2026 3:00 EDT")
    assert told["ladder"].health is Health.WARNING


@pytest.mark.parametrize(
    ("scopes", "how"),
    [(["read", "write::trade"], Health.OK), (["read", "write"], Health.WARNING), (["read"], Health.WARNING)],
)
def test_what_a_key_may_do_is_told_and_the_key_is_not(tmp_path: Path, scopes: list[str], how: Health) -> None:
    def keys(request: httpx.Request) -> httpx.Response:
        assert request.headers["KALSHI-ACCESS-KEY"] == KEY_ID
        return httpx.Response(200, json={"api_keys": [{"api_key_id": KEY_ID, "name": "mine", "scopes": scopes}]})

    looks = doctor(tmp_path, variables=keyed(), transport=httpx.MockTransport(keys))
    told = found((*looks.checks_here(), *looks.checks_outside()))
    assert told["scopes (production)"].health is how
    assert KEY_ID not in repr(told)


def test_a_lapsed_attestation_and_a_refused_key_are_told(tmp_path: Path) -> None:
    def lapsed(_request: httpx.Request) -> httpx.Response:
        key = {"api_key_id": KEY_ID, "name": "mine", "scopes": ["write::trade"]}
        return httpx.Response(200, json={"api_keys": [key], "api_key_region_expiration_ts": 1_700_000_000})

    def refused(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": {"code": "authentication_error", "message": "no"}})

    looks = doctor(tmp_path, variables=keyed(), transport=httpx.MockTransport(lapsed))
    assert "attestation ended" in found(looks.checks_outside())["scopes (production)"].words
    looks = doctor(tmp_path, variables=keyed(), transport=httpx.MockTransport(refused))
    assert found(looks.checks_outside())["scopes (production)"].health is Health.BAD


def test_a_channel_that_does_not_take_the_test_is_bad_and_its_url_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "paxline.toml").write_text('[alerts]\nchannels = ["json://hush@127.0.0.1:1"]\n', encoding="utf-8")
    told = found(doctor(tmp_path).test_alert())
    assert told["alerts"].health is Health.BAD
    assert "hush" not in repr(told)
