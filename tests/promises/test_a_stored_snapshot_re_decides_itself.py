"""A snapshot that was kept as text decides what it decided when it was seen, to the id of every order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.scenes import MORNING, snapshot

from paxline.desk.decide import decide
from paxline.desk.packing import snapshot_of, text_of
from paxline.desk.policy import Policy
from paxline.forecast.distribution import StudentT


@given(
    hours=st.integers(-40, 80),
    centre=st.floats(2_350_000, 2_500_000),
    scale=st.floats(5_000, 60_000),
    tail=st.floats(2.5, 30),
)
@settings(max_examples=6)
def test_a_stored_snapshot_re_decides_itself(hours: int, centre: float, scale: float, tail: float) -> None:
    seen = snapshot(as_of=MORNING + timedelta(hours=hours), ours=StudentT(centre, scale, tail))
    kept = snapshot_of(text_of(seen))
    assert kept == seen
    assert text_of(kept) == text_of(seen)
    assert decide(kept, Policy()) == decide(seen, Policy())
