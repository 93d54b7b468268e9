from dataclasses import replace

from tests.pages.proven import proof
from tests.study.evidences import evidence

from paxline.pages.dashboard import Frame, Seen, frame_of
from paxline.pages.evidence import Found, Kept, evidence_figures, evidence_html, skill_against_market
from paxline.pages.week import WeekPage
from paxline.testing import NOW


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


def test_what_is_not_kept_names_the_command_that_makes_it(page: WeekPage) -> None:
    nothing = Found(None, None)
    html = evidence_html(nothing, framed(page), drawn=evidence_figures(nothing))
    assert "paxline study scoreboard" in html
    assert "paxline study proof" in html
    assert "Do paper, backtest and live agree?" in html


def test_skill_against_the_market_ends_in_the_word_that_follows() -> None:
    good = evidence()
    words = {"better than the market", "worse than the market", "not told from the market yet"}
    said = skill_against_market(good).summary
    assert any(word in said for word in words)
    last = good.board.summaries[-1]
    gains = tuple(
        replace(one, difference=replace(one.difference, mean=-2e3, low=-3e3, high=-1e3)) for one in last.against
    )
    board = replace(good.board, summaries=(*good.board.summaries[:-1], replace(last, against=gains)))
    assert "better than the market. CRPS" in skill_against_market(replace(good, board=board)).summary
