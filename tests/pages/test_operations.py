from dataclasses import replace
from datetime import timedelta

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.orders import Side, Terms
from paxline.desk.record import Record
from paxline.pages.dashboard import Frame, Seen, frame_of
from paxline.pages.operations import Running, operations_html, record_html
from paxline.pages.week import WeekPage
from paxline.run.health import bad, ok
from paxline.run.schedule import Errand, Wake
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd

RUNNING = Running(
    findings=[ok("disk", "enough"), bad("counts", "late", remedy="look")],
    decisions=(("abc", NOW),),
    decided=70,
    done={Errand.DECIDE: NOW - timedelta(minutes=5), Errand.PING: NOW},
    wake=Wake(NOW + timedelta(hours=1), (Errand.READ_PAGE, Errand.DECIDE, Errand.PING)),
    log=({"at": NOW.isoformat(), "level": "warning", "event": "source", "why": "timed\nout"},),
    halts=("a person said so",),
    now=NOW,
)


def framed(page: WeekPage) -> Frame:
    return frame_of(page, stamp="s", seen=Seen.LIVE, state="paper, running")


def test_the_page_tells_health_schedule_decisions_log_and_halts(page: WeekPage) -> None:
    html = operations_html(RUNNING, framed(page))
    assert "1 bad, 1 ok" in html
    assert "In 1 h 0 min" in html
    assert "to look whether the TSA has published, to read the books and decide and to say that we are alive" in html
    assert "70 in all, the newest 1" in html
    assert '<a href="/operations/decision/abc">' in html
    assert "why timed out" in html
    assert "a person said so" in html
    assert "5 min" in html
    assert "just now" in html
    assert "never" in html


def test_what_is_not_there_yet_says_what_fills_it(page: WeekPage) -> None:
    bare = replace(RUNNING, decisions=(), decided=0, done={}, wake=None, log=(), halts=())
    html = operations_html(bare, framed(page))
    assert "No count is known" in html
    assert "There is no log yet" in html
    assert "No decision about this week is kept" in html
    assert "Why is trading stopped?" not in html


def test_what_is_due_is_due_now(page: WeekPage) -> None:
    html = operations_html(replace(RUNNING, wake=Wake(NOW, (Errand.PING,))), framed(page))
    assert "Due now: to say that we are alive." in html


def test_a_decision_opens_in_words_where_its_policy_is_known(page: WeekPage) -> None:
    record = Record("abc", NOW, WEEK, "the policy", "the snapshot")
    rung = page.valuation.rungs[1]
    terms = Terms(rung.contract.ticker, Side.ASK, Price.cents(62), Count.whole(20))
    decided = RungDecision(rung.contract, rung.ours, None, rung.pooled, rung.quote, (terms,), "resting above")
    other = replace(decided, quote=None, market=0.5, targets=())
    decision = Decision("abc", NOW, WEEK, rungs=(decided, other), worst=Usd.cents(500), most=Usd.cents(2000))
    told = record_html(record, framed(page), decision=decision)
    assert "resting above" in told
    assert "−20 at 62¢" in told
    untold = record_html(record, framed(page), decision=None)
    assert "no longer the settings" in untold
    for html in (told, untold):
        assert "the policy" in html
        assert "the snapshot" in html
