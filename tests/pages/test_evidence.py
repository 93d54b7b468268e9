from dataclasses import replace

from tests.pages.proven import proof
from tests.study.evidences import evidence

from paxline.pages.dashboard import Frame, Seen, frame_of
from paxline.pages.evidence import Found, Kept, evidence_figures, evidence_html, skill_against_market, skill_words
from paxline.pages.week import WeekPage
from paxline.study.compare import WeekResult, compared
from paxline.study.odds import odds_of
from paxline.testing import NOW, WEEK
from paxline.units import Count, Usd


def framed(page: WeekPage) -> Frame:
    return frame_of(page, stamp="s", seen=Seen.LIVE, state="paper, running")


def test_everything_kept_is_shown_with_its_date_and_what_made_it(page: WeekPage) -> None:
    kept = Found(Kept(evidence(), NOW, "0123456789abcdef"), Kept(proof(), NOW, "ff", "Other counts are stored since."))
    html = evidence_html(kept, framed(page), drawn=evidence_figures(kept))
    assert "from the counts 0123456789ab." in html
    assert "Other counts are stored since." in html
    assert "running odds" in html
    assert "Which weeks were missed by most?" in html
    assert html.count('<div aria-hidden="true">') == html.count('class="sr"')


def test_backtest_paper_and_account_stand_side_by_side(page: WeekPage) -> None:
    result = WeekResult(WEEK, "paper", 3, Count.whole(5), None, Usd.cents(4), Usd.cents(120))
    kept = Found(None, None, Kept(compared([result], sources=("backtest", "paper")), NOW, "ff"))
    html = evidence_html(kept, framed(page), drawn=((), ()))
    assert "The same weeks, by source" in html
    assert "There is nothing to compare yet." in html


def test_what_is_not_kept_names_the_command_that_makes_it(page: WeekPage) -> None:
    nothing = Found(None, None)
    html = evidence_html(nothing, framed(page), drawn=evidence_figures(nothing))
    assert "paxline study scoreboard" in html
    assert "paxline study proof" in html
    assert "Do paper, backtest and live agree?" in html


def test_skill_against_the_market_ends_in_the_word_that_follows() -> None:
    good = evidence()
    last = good.board.summaries[-1]

    def told(mean: float, low: float, high: float) -> str:
        gains = tuple(
            replace(one, difference=replace(one.difference, mean=mean, low=low, high=high)) for one in last.against
        )
        board = replace(good.board, summaries=(*good.board.summaries[:-1], replace(last, against=gains)))
        return skill_words(replace(good, board=board))

    assert "better than the market so far, not proven" in told(-2e3, -3e3, -1e3)
    assert "not told from the market yet" in told(-2e3, -3e3, 1e3)
    assert "worse than the market so far" in told(2e3, 1e3, 3e3)
    days = tuple(replace(one, odds=odds_of([30.0])) for one in good.board.summaries)
    assert "proven by the running odds" in skill_words(replace(good, board=replace(good.board, summaries=days)))
    assert skill_against_market(good).summary.startswith(skill_words(good))
