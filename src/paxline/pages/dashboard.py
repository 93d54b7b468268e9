"""The dashboard's pages: values to HTML that loads its style and script from the server and nothing from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

from paxline.counts.calendar import ONE_DAY, expected_release
from paxline.desk.decide import Decision
from paxline.desk.policy import Policy
from paxline.market.contract import closes_at, is_open
from paxline.pages import week as view
from paxline.pages import words
from paxline.pages.books_shown import Books, decision_cells, ledger_cells
from paxline.pages.charts import density_figure, recent_figure, so_far_figure
from paxline.pages.drawing import Figure
from paxline.pages.earned import Marked, decomposed, decomposed_rows, decomposed_words, equity_figure
from paxline.pages.html import figure_cells, render
from paxline.pages.report import day_cells
from paxline.pages.risk import QUESTION, gauges, profit_figure, risk_of, risk_words, step_rows
from paxline.pages.rungs import common_reason, rung_rows
from paxline.pages.week import WeekPage

PAGES: Final = (
    ("/", "Week"),
    ("/ladder", "Ladder"),
    ("/evidence", "Evidence"),
    ("/model", "Model"),
    ("/desk", "Desk"),
    ("/operations", "Operations"),
)
"""Every page by its path, in the order of the navigation."""

_EARNS: Final = "What does each print earn?"


class Seen(Enum):
    """From when the dashboard looks."""

    LIVE = "yes"
    THEN = "no"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page.

    Attributes:
        week: The week, in words.
        standing: What is published, what comes next and whether it trades, in words.
        notices: What a reader must know first, one sentence each.
        origin: Where the figures come from, in one sentence.
        stamp: Names the state of the store that the page shows.
        seen: Whether the page looks from now or from an earlier instant.
        state: How the bot stands: on paper, running or halted.
    """

    week: str
    standing: str
    notices: tuple[str, ...]
    origin: str
    stamp: str
    seen: Seen
    state: str


def frame_of(page: WeekPage, *, stamp: str, seen: Seen, state: str, first: Sequence[str] = ()) -> Frame:
    """What stands around the pages of a week; ``first`` comes before what the week itself has to say."""
    standing = f"{view.status(page)} · as of {words.instant(page.as_of)}"
    return Frame(view.title(page), standing, (*first, *view.notices(page)), page.origin, stamp, seen, state)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The charts of the first page, which take longer to draw than all else.

    Attributes:
        density: What the week will average.
        going: Its days.
        compared: Its days beside last year's.
        profit: What is held earns at each print; ``None`` where nothing is held.
        skill: The kept evidence against the market; ``None`` where none is kept.
        good: What it allows to be said, in a sentence.
    """

    density: Figure
    going: Figure
    compared: Figure
    profit: Figure | None
    skill: Figure | None
    good: str


def week_figures(page: WeekPage, books: Books | None, *, skill: Figure | None, good: str) -> WeekFigures:
    """Draw them; ``skill`` is drawn already."""
    risk = risk_of(page, books)
    profit = profit_figure(page, risk) if risk else None
    return WeekFigures(density_figure(page), so_far_figure(page), recent_figure(page), profit, skill, good)


def week_html(
    page: WeekPage, frame: Frame, *, drawn: WeekFigures, decision: Decision | None, books: Books | None
) -> str:
    """The whole week at a glance."""
    risk = risk_of(page, books)
    rows = rung_rows(page, decision=decision, books=books)
    return framed(
        "dashboard_week.html.j2",
        frame,
        here="/",
        heading="How does the week stand?",
        headline=view.headline(page),
        model=page.valuation.forecast.model,
        market=view.market_line(page),
        settled=view.settled_line(page),
        verdict=view.verdict(page),
        deadlines=_deadlines(page),
        known=_known(page),
        density=figure_cells(drawn.density),
        going=figure_cells(drawn.going),
        compared=figure_cells(drawn.compared),
        rungs=[row for row in rows if row.near == "near"],
        left_out=sum(row.near == "far" for row in rows),
        profit=figure_cells(drawn.profit) if drawn.profit else None,
        risk=risk_words(risk) if risk else "",
        skill=figure_cells(drawn.skill) if drawn.skill else None,
        good=drawn.good,
        desk=common_reason(decision),
        days=[day_cells(row) for row in view.day_rows(page)],
    )


@dataclass(frozen=True, slots=True)
class LadderFigures:
    """The charts of the ladder's page.

    Attributes:
        scale: Density, values and profit on one scale.
        moved: How each rung moved; ``None`` where no quote is stored.
    """

    scale: Figure
    moved: Figure | None


def ladder_html(
    page: WeekPage, frame: Frame, *, drawn: LadderFigures, decision: Decision | None, books: Books | None
) -> str:
    """What is each rung worth?"""
    rows = rung_rows(page, decision=decision, books=books)
    return framed(
        "dashboard_ladder.html.j2",
        frame,
        here="/ladder",
        heading="What is each rung worth?",
        verdict=view.verdict(page),
        rungs=rows,
        pool=f"Pool: {page.valuation.pooled.note}",
        decided=words.instant(decision.as_of) if decision else "",
        desk=common_reason(decision),
        scale=figure_cells(drawn.scale),
        moved=figure_cells(drawn.moved) if drawn.moved else None,
    )


@dataclass(frozen=True, slots=True)
class Trading:
    """What the desk page shows of the trading.

    Attributes:
        decision: The newest about the week, if any is kept.
        books: The journal that was written to last, if any.
        policy: By which the desk decides.
        marked: The books' fills beside the market.
    """

    decision: Decision | None
    books: Books | None
    policy: Policy
    marked: tuple[Marked, ...] = ()


def desk_html(page: WeekPage, frame: Frame, of: Trading) -> str:
    """What have we got on it?"""
    books, risk, parts = of.books, risk_of(page, of.books), decomposed(of.marked)
    equity = equity_figure(books) if books else None
    return framed(
        "dashboard_desk.html.j2",
        frame,
        here="/desk",
        heading=QUESTION,
        decision=decision_cells(of.decision) if of.decision else None,
        profit=figure_cells(replace(profit_figure(page, risk), question=_EARNS)) if risk else None,
        risk=risk_words(risk) if risk else "",
        steps=step_rows(risk) if risk else (),
        gauges=gauges(page, books, of.policy) if books else (),
        equity=figure_cells(equity) if equity else None,
        parts_rows=decomposed_rows(parts) if parts else (),
        parts_words=decomposed_words(parts) if parts else "",
        ledger=ledger_cells(books) if books else None,
    )


def said_html(said: str, frame: Frame, *, here: str, heading: str) -> str:
    """A page that says one thing: why there is nothing to show, or why something was refused."""
    return framed("dashboard_said.html.j2", frame, here=here, heading=heading, said=said)


def framed(template: str, frame: Frame, *, here: str, heading: str, **cells: object) -> str:
    """A page of ``template`` inside the frame."""
    return render(
        template,
        pages=PAGES,
        here=here,
        heading=heading,
        week=frame.week,
        standing=frame.standing,
        notices=frame.notices,
        origin=frame.origin,
        stamp=frame.stamp,
        live=frame.seen.value,
        state=frame.state,
        **cells,
    )


def _deadlines(page: WeekPage) -> list[tuple[str, str, str, str]]:
    """Name, Eastern time, ISO instant and distance of what comes next."""
    ahead: list[tuple[str, datetime]] = []
    latest = page.history.latest_day
    if latest is not None and latest < page.week.sunday:
        ahead.append(("Next count", expected_release(latest + ONE_DAY)))
    if is_open(page.week, page.as_of):
        ahead.append(("The market closes", closes_at(page.week)))
    return [
        (name, words.instant(at), at.astimezone(UTC).isoformat().replace("+00:00", "Z"), distance(at - page.as_of))
        for name, at in ahead
    ]


def distance(ahead: timedelta) -> str:
    """How far off something is, such as ``in 14 h 5 min``; ``due`` where it is not ahead."""
    minutes = int(ahead.total_seconds()) // 60
    if minutes <= 0:
        return "due"
    if minutes < 60:
        return f"in {minutes} min"
    return f"in {minutes // 60} h {minutes % 60} min" if minutes < 2880 else f"in {minutes // 1440} days"


def _known(page: WeekPage) -> str:
    latest = page.history.latest_day
    counted = "No count is known yet"
    if latest is not None:
        since = words.instant(page.history.published[latest].known_at)
        counted = f"Counts are known up to {words.day(latest)}, that one since {since}"
    quoted = page.valuation.quoted_at
    return f"{counted}; {f'quotes seen {words.instant(quoted)}' if quoted else 'no quotes are stored'}."
