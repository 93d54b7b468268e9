import tomllib
from dataclasses import fields, replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.policy import HalfWidths, Limits, Policy
from paxline.edge.settings import ALERTS, DESK, LIMITS, LIVE, PAGE, WIDTHS, Alerts, Page, Settings, parse_settings
from paxline.edge.settings_file import meanings, settings_text, written
from paxline.run.arming import Letting
from paxline.units import Count, Price, Usd

policies = st.builds(
    Policy,
    capital=st.integers(1, 10**12).map(Usd),
    kelly=st.floats(0.01, 0.5),
    lot=st.integers(1, 100).map(Count.whole),
    taking_for=st.integers(1, 86_400).map(lambda s: timedelta(seconds=s)),
    lowest=st.integers(100, 2_500).map(Price),
    limits=st.builds(Limits, worst_state=st.floats(0.001, 0.1), order_rate=st.integers(1, 60)),
    widths=st.builds(HalfWidths, fresh=st.floats(0.001, 0.25)),
)
alerts = st.builds(
    Alerts,
    channels=st.lists(st.text(max_size=20)).map(tuple),
    ping=st.text(max_size=20).map(lambda text: f"https://{text}"),
    brief=st.times().map(lambda at: at.replace(microsecond=0)),
)


lettings = st.builds(
    Letting,
    armed_for=st.integers(3_600, 30 * 86_400).map(lambda s: timedelta(seconds=s)),
    paper_weeks=st.integers(4, 500),
    without_record=st.text(max_size=40).filter(lambda text: not text or len(text.strip()) >= 20),
)


@given(st.builds(Settings, policies, alerts, st.builds(Page, st.integers(1024, 65535)), lettings))
def test_what_is_written_is_what_is_read(settings: Settings) -> None:
    assert parse_settings(settings_text(settings)) == settings


def test_what_is_left_at_its_default_is_shown_and_not_in_force() -> None:
    text = settings_text(replace(Settings(), page=Page(9000)))
    assert tomllib.loads(text) == {
        "desk": {},
        "limits": {},
        "widths": {},
        "alerts": {},
        "page": {"port": 9000},
        "live": {},
    }
    assert "# kelly = 0.25" in text
    assert "\nport = 9000" in text


@pytest.mark.parametrize("section", [DESK, LIMITS, WIDTHS, ALERTS, PAGE, LIVE], ids=lambda section: section.name)
def test_every_key_says_what_it_means(section: type[object]) -> None:
    said = meanings(section.of)  # pyright: ignore[reportAttributeAccessIssue] - the six are of different types
    assert set(section.keys) <= set(said)  # pyright: ignore[reportAttributeAccessIssue] - the same
    assert all(one.name in said for one in fields(section.of))  # pyright: ignore[reportAttributeAccessIssue] - the same


def test_another_kind_of_value_is_refused() -> None:
    with pytest.raises(TypeError, match="no setting is a set"):
        written(set())
    assert written(time(8, 5)) == "08:05:00"
