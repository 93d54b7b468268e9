from dataclasses import replace

from tests.study.evidences import evidence

from paxline.pages.scoreboard import caveats, headline, scoreboard_markdown, tables
from paxline.study.odds import odds_of


def test_the_headline_says_what_the_odds_allow() -> None:
    good = evidence()
    assert "better than the market's own distribution on average over 2 events (not proven)" in headline(good)
    assert "not better than" in headline(evidence(2_390_000.0))
    board = good.board
    days = tuple(replace(one, odds=odds_of([30.0])) for one in board.summaries)
    assert "proven by the running odds" in headline(replace(good, board=replace(board, summaries=days)))


def test_losing_days_and_left_out_evenings_are_said() -> None:
    assert "every day" in caveats(evidence())[0]
    lost = evidence(2_390_000.0)
    said = caveats(replace(lost, board=replace(lost.board, left_out=("a week: no market",))))
    assert "Not below the raw market at the close of Mon: Brier score." in said
    assert said[-1] == "Left out: a week: no market."


def test_every_table_has_as_many_cells_as_headings() -> None:
    for each in tables(evidence()):
        assert each.rows
        assert {len(row) for row in each.rows} == {len(each.headings)}
    assert len(tables(replace(evidence(), fridays=(), curse=()))) == len(tables(evidence())) - 2


def test_the_page_says_what_had_been_seen_and_names_its_command() -> None:
    text = scoreboard_markdown(evidence())
    assert text.startswith("# Scored against the market\n")
    assert "What had been seen" in text
    assert "paxline study scoreboard --markdown" in text
    assert "a selected sample" in text
    assert text.endswith("\n")
