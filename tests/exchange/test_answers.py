from typing import get_args

from tests.exchange.day import ASK, BID, a_day

from paxline.exchange.answers import HTTP_STATUS, Code, Event


def test_every_code_comes_with_a_status() -> None:
    assert set(HTTP_STATUS) == set(Code)
    assert set(HTTP_STATUS.values()) == {400, 404, 409}


def test_every_event_says_when_first() -> None:
    assert {kind._fields[0] for kind in get_args(Event)} == {"at"}


def test_answers_and_events_are_values() -> None:
    def outcome() -> object:
        day = a_day()
        day.place("ann", ASK, 5, 50)
        return day.place("bob", BID, 3, 50), tuple(day.happened)

    assert outcome() == outcome()
    assert hash(outcome()) == hash(outcome())
