from dataclasses import replace

from tests.study.backtests import report

from paxline.pages.backtest import backtest_markdown, backtest_tables


def test_every_table_has_as_many_cells_as_headings() -> None:
    for each in backtest_tables(report()):
        assert each.rows
        assert {len(row) for row in each.rows} == {len(each.headings)}


def test_the_page_opens_with_the_verdict_and_says_what_it_cannot_tell() -> None:
    text = backtest_markdown(report(), report())
    assert text.startswith("# What a maker would have made\n")
    assert text.index("No supported profit") < text.index("## By event, dollars")
    assert "the queue" in text
    assert text.endswith("\n")


def test_without_fills_there_are_no_slices() -> None:
    bare = replace(report(), whole=None, by_day=(), by_hours=(), by_price=(), by_claim=(), sources=None)
    assert len(backtest_tables(bare)) == 2
    assert len(backtest_tables(replace(bare, tried=bare.tried[:1]))) == 1
