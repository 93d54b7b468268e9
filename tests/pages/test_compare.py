from dataclasses import replace

from tests.study.test_compare import LAST, SETTLED

from paxline.pages.compare import HEADINGS, comparison_document, comparison_rows, comparison_words
from paxline.study.compare import BACKTEST, PAPER, compared
from paxline.testing import WEEK
from paxline.units import Usd

SOURCES = (BACKTEST, PAPER, "production")


def test_where_there_is_nothing_it_says_what_would_bring_it() -> None:
    found = compared([], sources=(*SOURCES, "demo"))
    assert comparison_rows(found) == ()
    assert comparison_words(found) == (
        "No settled week with recorded candles is stored, so there is no backtest of it.",
        "Nothing was traded on paper yet; `paxline run` does that.",
        "Nothing was traded for money yet.",
        "Nothing was traded on demo yet.",
        "There is nothing to compare yet.",
    )


def test_weeks_stand_side_by_side_and_come_to_a_sum() -> None:
    replayed = replace(SETTLED, source=BACKTEST, made=Usd.parse("-2.5"), claimed=None)
    unsettled = replace(SETTLED, week=WEEK, made=None)
    found = compared([SETTLED, replayed, unsettled], sources=SOURCES)
    rows = comparison_rows(found)
    assert {len(row) for row in rows} == {len(HEADINGS)}
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("backtest", "not kept", "−$2.50"),
        ("paper", "$0.30", "$1.80"),
        ("paper", "$0.30", "not settled"),
    ]
    assert comparison_words(found)[-1] == "In the 1 weeks that settled in each: backtest −$2.50, paper $1.80."
    document = comparison_document(found)
    assert document["shared"] == [LAST.sunday.isoformat()]
    assert [one["made"] for one in document["weeks"]] == ["-2.500000", "1.800000", None]


def test_weeks_that_do_not_meet_are_said_not_to() -> None:
    elsewhere = replace(SETTLED, source=BACKTEST, week=WEEK)
    found = compared([SETTLED, elsewhere], sources=SOURCES)
    assert "No week has settled in each of backtest, paper yet." in comparison_words(found)
