from datetime import timedelta

from paxline.counts.history import History
from paxline.pages.explore_vintages import restatement_section, revision_section, sightings_section
from paxline.study.series import Lacking
from paxline.study.vintages import CLASSES, DayGap, Restatement, Revision, YearGap, sightings
from paxline.testing import NOW, WEEK, history, reading

DAY = WEEK.monday


def test_the_restatement_is_told_by_year_and_by_day() -> None:
    gap = DayGap(DAY, 2_000_000, 2_100_000)
    classes = (1, *([0] * 4), 9, *([0] * (len(CLASSES) - 5)))
    of = Restatement((YearGap(2026, 10, 1, -0.0048, 0.0, 1, 1),), classes, (gap,))
    section = restatement_section("How?", of)
    assert section.findings[0] == "Published figures of 2026 average −0.48% against the restated ones (n = 10 days)."
    assert section.findings[1].startswith("90.0% of 10 days lie within 0.1%")
    assert section.tables[1].rows[0][1:] == ("2,000,000", "2,100,000", "−100,000", "−4.8%")


def test_a_timetable_is_no_sighting() -> None:
    of = sightings(history(DAY, [100, 100]))
    assert not isinstance(of, Lacking)
    section = sightings_section("When?", of)
    assert section.figure is None
    assert section.findings[0].startswith("No figure has a real sighting. Dated by the release timetable alone")
    assert section.findings[0].endswith("2 days.")


def test_sightings_name_the_earliest_and_what_was_loaded_later() -> None:
    readings = [
        reading(DAY, 100, known_at=NOW - timedelta(days=2)),
        reading(DAY - timedelta(days=300), 100, known_at=NOW),
    ]
    of = sightings(History.of(readings, known_by=NOW))
    assert not isinstance(of, Lacking)
    section = sightings_section("When?", of)
    assert "Of 1 day with a real first sighting, 1 (100.0%)" in section.findings[0]
    assert "came at 9:05 ET, in 2026" in section.findings[0]
    assert section.findings[1].endswith("Loaded more than 7 days later: 1 day.")
    assert section.figure is not None


def test_corrections_are_listed_or_said_to_be_none() -> None:
    assert revision_section(()).tables == ()
    batch = Revision(NOW, (DAY, DAY + timedelta(days=1)), -0.02, 0.1, "a source")
    section = revision_section((batch,))
    assert "2 days changed, seen at 1 instant; the largest change, +10.0%" in section.findings[0]
    assert section.tables[0].rows[0][2:] == ("2", "−2.00% to +10.00%", "a source")
