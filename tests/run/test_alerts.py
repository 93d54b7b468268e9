from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.run.alerts import PAUSES, RETRIES, SHOWN, Alert, Attempt, Kind, Posted, messages

NOW = datetime(2026, 4, 23, 13, 5, tzinfo=UTC)


def alert(number: int, kind: Kind = Kind.FILL, *, minutes_ago: int = 0) -> Alert:
    return Alert(
        number, NOW - timedelta(minutes=minutes_ago), kind, f"title {number}", f"text {number}", f"<p>{number}"
    )


def test_one_alert_goes_as_it_is() -> None:
    (message,) = messages([alert(1)], [], now=NOW)
    assert (message.alerts, message.title, message.text, message.html) == ((1,), "title 1", "text 1", "<p>1")


def test_several_of_a_kind_go_together() -> None:
    (message,) = messages([alert(1), alert(2)], [], now=NOW)
    assert message.alerts == (1, 2)
    assert message.title == "2 × filled"
    assert message.text == "title 1\ntext 1\n\ntitle 2\ntext 2"


def test_the_most_urgent_goes_first() -> None:
    found = messages([alert(1, Kind.BRIEF), alert(2, Kind.HALTED), alert(3, Kind.FILL)], [], now=NOW)
    assert [message.kind for message in found] == [Kind.HALTED, Kind.FILL, Kind.BRIEF]


def test_a_flood_is_counted_where_it_is_not_shown() -> None:
    (message,) = messages([alert(i) for i in range(SHOWN + 5)], [], now=NOW)
    assert message.text.startswith("5 earlier ones are told by `paxline alerts`.")
    assert len(message.alerts) == SHOWN + 5


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_keeps_its_pause(kind: Kind) -> None:
    sent = [Attempt(NOW - PAUSES[kind], kind)]
    assert messages([alert(1, kind)], sent, now=NOW)
    if PAUSES[kind]:
        assert messages([alert(1, kind)], sent, now=NOW - timedelta(seconds=1)) == ()


def test_a_failure_is_tried_again_ever_later() -> None:
    failed = list[Attempt]()
    for pause in (*RETRIES, RETRIES[-1]):
        failed.append(Attempt(NOW, Kind.HALTED, failed="no answer"))
        assert messages([alert(1, Kind.HALTED)], failed, now=NOW + pause)
        assert messages([alert(1, Kind.HALTED)], failed, now=NOW + pause - timedelta(seconds=1)) == ()


@given(
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(Kind)), max_size=12),
    st.lists(st.booleans(), max_size=8),
)
def test_whatever_fails_every_alert_is_delivered_once(raised: list[tuple[int, Kind]], answers: list[bool]) -> None:
    alerts = [
        alert(i, kind, minutes_ago=-minute) for i, (minute, kind) in enumerate(sorted(raised, key=lambda r: r[0]))
    ]
    delivered, attempts, luck = list[int](), list[Attempt](), iter(answers)
    for minute in range(0, 60 * 30, 15):
        now = NOW + timedelta(minutes=minute)
        waiting = [one for one in alerts if one.at <= now and one.number not in delivered]
        for message in messages(waiting, attempts, now=now):
            landed = next(luck, True)
            attempts.append(Attempt(now, message.kind, "" if landed else "no answer"))
            delivered.extend(message.alerts if landed else ())
    assert sorted(delivered) == [one.number for one in alerts]


def test_what_may_have_arrived_before_says_so() -> None:
    doubted = replace(alert(1), doubted_at=NOW)
    (message,) = messages([doubted], [], now=NOW)
    assert "This may have reached you before: it was being sent at 2026-04-23 13:05 UTC" in message.text
    (message,) = messages([doubted, alert(2)], [], now=NOW)
    assert "title 1 may have reached you before" in message.text


def test_what_came_of_an_alert_is_told_in_a_word() -> None:
    states = [Posted(alert(1), None, ""), Posted(alert(1), NOW, ""), Posted(alert(1), NOW, "nobody took it")]
    assert [one.state for one in states] == ["waiting", "sent", "failed"]
