import pytest

from paxline.market.book import SeenQuote
from paxline.study.fridays import Friday, summarise_fridays
from paxline.testing import WEEK, seen_quote


def friday(ours: float, *, weeks: int = 0, paid: bool = True, quote: SeenQuote | None = None) -> Friday:
    return Friday(WEEK.plus(weeks), quote or seen_quote(2_400_000, bid=None, ask=40), ours, paid)


def test_the_market_is_guessed_from_the_side_that_was_quoted() -> None:
    assert friday(0.5).market == pytest.approx(0.385)
    assert friday(0.5, quote=seen_quote(2_400_000, bid=60, ask=None)).market == pytest.approx(0.615)
    assert friday(0.5, quote=seen_quote(2_400_000, bid=None, ask=1)).market == 0.005


def test_the_pool_lies_half_way_in_log_odds() -> None:
    assert friday(0.615).pooled == pytest.approx(0.5)
    assert friday(1.0).pooled < 1.0


def test_years_are_looked_at_apart_and_the_odds_multiply() -> None:
    rows = [friday(0.8), friday(0.8, weeks=-80, paid=False), friday(0.9, weeks=-1)]
    everything, before, since = summarise_fridays(rows)
    assert (everything.years, before.years, since.years) == ("all", "before 2025", "since 2025")
    assert (before.log_loss.n, since.log_loss.n) == (1, 2)
    assert before.log_loss.mean > 0 > since.log_loss.mean
    assert everything.odds.now == pytest.approx(before.odds.now * since.odds.now)
    assert summarise_fridays([]) == ()
