"""What every page of the dashboard shows, put together from a home and its open store."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from paxline.counts.calendar import ONE_DAY, Week
from paxline.desk.decide import Decision
from paxline.edge.controls import FileControl, FileDiary
from paxline.edge.logs import newest_lines
from paxline.edge.settings import read_settings
from paxline.edge.store import Store
from paxline.errors import PaxlineError
from paxline.forecast.anatomy import Anatomy
from paxline.forecast.structural import StructuralModel
from paxline.forecast.weekly import Forecaster, Origin, WeekForecast
from paxline.market.contract import closes_at, trading_week
from paxline.pages import dashboard as pages
from paxline.pages import words
from paxline.pages.books_shown import Books
from paxline.pages.control import PLACE, Act, asking_html, control_html
from paxline.pages.dashboard import Frame, LadderFigures, Seen, Trading
from paxline.pages.evidence import Found, evidence_figures, evidence_html, skill_against_market, skill_words
from paxline.pages.model import AHEAD, BEHIND, ModelFigures, model_figures, model_html
from paxline.pages.movement import movement
from paxline.pages.operations import DECISIONS, Running, operations_html, record_html
from paxline.pages.risk import risk_of
from paxline.pages.rungs import one_scale_figure
from paxline.pages.states import met_words, states
from paxline.pages.week import WeekPage
from paxline.run.health import Finding
from paxline.run.ports import Clock
from paxline.run.schedule import Standing as Errands
from paxline.run.schedule import next_wake
from paxline.study.evenings import evenings
from paxline.wiring.controls import standing
from paxline.wiring.dashboard.acting import bot_of
from paxline.wiring.forecasters import BEST, own_forecaster
from paxline.wiring.home import Home
from paxline.wiring.kept import last_decision, newest_books, remade_here, state_words
from paxline.wiring.marks import marked_fills
from paxline.wiring.remembered import remembering
from paxline.wiring.scene import Scene
from paxline.wiring.shelf import found
from paxline.wiring.week import week_page

T = TypeVar("T")

_LOG_LINES: Final = 40


@dataclass(frozen=True)
class Question:
    """What the dashboard looks at.

    Attributes:
        week: The week, or ``None`` for the one that trades.
        as_of: The UTC instant to look from, or ``None`` for now.
        model: The forecaster's name.
    """

    week: Week | None = None
    as_of: datetime | None = None
    model: str = BEST


@dataclass
class Views:
    """A home seen as a question asks; drawings are kept for as long as what they are made of.

    One thread at a time asks for ``html``; anything else may be asked for beside it.

    Attributes:
        home: Where the facts are.
        question: What to look at.
        clock: The time.
        checks: What the operations page shows of the home's health.
    """

    home: Home
    question: Question
    clock: Clock
    checks: Callable[[], tuple[Finding, ...]]
    _weeks: dict[str, WeekPage] = field(default_factory=dict)
    _drawn: dict[str, tuple[tuple[Hashable, Week], Any]] = field(default_factory=dict)

    def instant(self) -> datetime:
        """The UTC instant to look from."""
        return self.question.as_of or self.clock.now()

    def said(self, said: str, *, here: str, heading: str, stamp: str) -> str:
        """A page that says one thing, whether the store can be read or not."""
        return pages.said_html(said, replace(self._bare(self.instant(), stamp), origin=""), here=here, heading=heading)

    def control(self, path: str, stamp: str) -> str | None:
        """The pages that ask before they act; none of them waits for a forecast or needs the store."""
        frame, bot = self._bare(self.instant(), stamp), bot_of(self.home, at=self.clock.now())
        if path == PLACE:
            return control_html(frame, bot)
        act = next((one for one in Act if one.path == path), None)
        return asking_html(act, frame, bot) if act else None

    def html(self, path: str, store: Store, as_of: datetime, stamp: str) -> str | None:
        """The page at ``path`` from what ``store`` knew at ``as_of`` (UTC), ``None`` where there is no such page.

        Raises ``PaxlineError`` where it cannot be made.
        """
        known = {name for name, _ in pages.PAGES}
        number = path.removeprefix("/operations/decision/")
        if path not in known and number == path:
            return None
        if path.startswith("/operations"):
            return self._operations(path, number, store, as_of, stamp)
        page, forecaster = self._looked(store, as_of, stamp)
        state, first = self._state()
        met = met_words(self._decision(store, as_of), now=as_of)
        frame = pages.frame_of(page, stamp=stamp, seen=self._seen(), state=state, first=(*first, *met))
        makers: Mapping[str, Callable[[], str]] = {
            "/": lambda: self._glance(store, page, frame),
            "/ladder": lambda: self._ladder(store, page, frame, forecaster),
            "/evidence": lambda: self._evidence(store, frame),
            "/model": lambda: self._model(store, page, frame, forecaster),
            "/desk": lambda: self._desk(store, page, frame),
        }
        return makers[path]()

    # Inside

    def _week(self) -> Week:
        return self.question.week or trading_week(self.instant())

    def _seen(self) -> Seen:
        return Seen.LIVE if self.question.as_of is None else Seen.THEN

    def _bare(self, as_of: datetime, stamp: str) -> Frame:
        """What stands around a page that needs no forecast."""
        week = f"Week ending {words.day_of_year(self._week().sunday)}"
        at, home = f"as of {words.instant(as_of)}", f"The home is {self.home.folder}."
        state, first = self._state()
        return Frame(week, at, first, home, stamp, self._seen(), state)

    def _once(self, name: str, made_of: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` made of ``made_of``, for as long as that stays the same."""
        kept = self._drawn.get(name)
        if kept is None or kept[0] != (made_of, self._week()):
            kept = self._drawn[name] = ((made_of, self._week()), make())
        return kept[1]

    def _glance(self, store: Store, page: WeekPage, frame: Frame) -> str:
        decision, books = self._decision(store, page.as_of), self._books()
        scores = self._found(store, frame.stamp).scores

        def draw() -> pages.WeekFigures:
            skill = skill_against_market(scores.value) if scores else None
            return pages.week_figures(page, books, skill=skill, good=skill_words(scores.value) if scores else "")

        drawn = self._once("week", frame.stamp, draw)
        return pages.week_html(page, frame, drawn=drawn, decision=decision, books=books)

    def _found(self, store: Store, stamp: str) -> Found:
        return self._once("found", stamp, lambda: found(self.home, inputs=store.history(self.clock.now()).digest))

    def _evidence(self, store: Store, frame: Frame) -> str:
        kept = self._found(store, frame.stamp)
        drawn = self._once("evidence", frame.stamp, lambda: evidence_figures(kept))
        return evidence_html(kept, frame, drawn=drawn)

    def _ladder(self, store: Store, page: WeekPage, frame: Frame, forecaster: Forecaster) -> str:
        decision, books = self._decision(store, page.as_of), self._books()

        def draw() -> LadderFigures:
            moved = movement(store.quote_path(page.week, page.as_of), self._told(store, page, forecaster))
            return LadderFigures(one_scale_figure(page, risk_of(page, books)), moved)

        drawn = self._once("ladder", frame.stamp, draw)
        return pages.ladder_html(page, frame, drawn=drawn, decision=decision, books=books)

    def _told(self, store: Store, page: WeekPage, forecaster: Forecaster) -> tuple[WeekForecast, ...]:
        """Ours at each day's close so far, where candles tell the closes, and at the page's own instant."""
        closes = [one.as_of for one in evenings(page.week, store.candles(page.week, page.as_of))]
        ahead = tuple(at for at in closes if at < min(page.as_of, closes_at(page.week)))
        if not ahead:
            return (page.valuation.forecast,)
        # One walk over all of them costs little more than the last alone, and no newer count changes it.
        made_of = (ahead, page.history.as_of(ahead[-1]).readings, store.shocks())
        origins = [Origin(page.week, at) for at in ahead]
        walked = self._once("told", made_of, lambda: tuple(forecaster.walk(page.history, origins)))
        return (*walked, page.valuation.forecast)

    def _desk(self, store: Store, page: WeekPage, frame: Frame) -> str:
        books = self._books()
        marked = marked_fills(store, books.ledger, as_of=page.as_of) if books else ()
        policy = read_settings(self.home.settings).policy
        return pages.desk_html(page, frame, Trading(self._decision(store, page.as_of), books, policy, marked))

    def _model(self, store: Store, page: WeekPage, frame: Frame, forecaster: Forecaster) -> str:
        shocks = store.numbered_shocks()
        made_of = (page.history.digest, tuple(shocks.values()))
        parts, drawn = self._once("parts", made_of, lambda: _anatomies(page, forecaster))
        return model_html(page, frame, shocks=shocks, parts=parts, drawn=drawn)

    def _operations(self, path: str, digest: str, store: Store, as_of: datetime, stamp: str) -> str | None:
        frame = self._bare(as_of, stamp)
        if path == "/operations":
            return operations_html(self._running(store, as_of), frame)
        found = store.decision(digest)
        if found is None or found.as_of > as_of:
            return None
        return record_html(found, frame, decision=remade_here(self.home, store, found))

    def _running(self, store: Store, as_of: datetime) -> Running:
        decided, books = store.decided(self._week(), as_of), self._books()
        done, latest = FileDiary(self.home.folder).done(), store.history(as_of).latest_day
        word = FileControl(self.home.folder).halted()
        return Running(
            findings=self.checks(),
            decisions=decided[:DECISIONS],
            decided=len(decided),
            done=done,
            wake=next_wake(as_of, Errands(latest, done=done)) if latest else None,
            log=newest_lines(self.home.logs, _LOG_LINES),
            halts=(*((word,) if word else ()), *(books.ledger.halted if books else ())),
            now=as_of,
        )

    def _looked(self, store: Store, as_of: datetime, stamp: str) -> tuple[WeekPage, Forecaster]:
        forecaster = own_forecaster(self.question.model, home=self.home, shocks=store.shocks())
        key = f"{stamp} {as_of:%Y-%m-%dT%H:%M}"
        if key not in self._weeks:
            scene = Scene(store, self._week(), as_of, f"What is stored, as of {words.instant(as_of)}.")
            by = remembering(forecaster, folder=self.home.forecasts)
            self._weeks.clear()
            self._weeks[key] = week_page(scene, forecaster=by, now=self.clock.now() if self.question.as_of else as_of)
        return self._weeks[key], forecaster

    def _decision(self, store: Store, as_of: datetime) -> Decision | None:
        return last_decision(self.home, store, week=self._week(), as_of=as_of)

    def _state(self) -> tuple[str, tuple[str, ...]]:
        """How the bot of this home stands, always shown, and what of it a reader must know first."""
        halted, now = FileControl(self.home.folder).halted(), self.clock.now()
        try:
            stands = standing(self.home, now=now)
        except PaxlineError:
            unread = f"halted: {halted}" if halted else "the books cannot be read"
            return unread, states(halted=halted, armed="")
        return state_words(stands), states(halted=halted, armed=stands.armed)

    def _books(self) -> Books | None:
        return newest_books(self.home)


def _anatomies(page: WeekPage, forecaster: Forecaster) -> tuple[Anatomy | None, ModelFigures]:
    """The named parts of the week's days, and the charts of the days around it, where the model has any."""
    if not isinstance(forecaster, StructuralModel):
        return None, model_figures(None)
    prepared = forecaster.prepare(page.history)
    prepared.posterior(page.week)
    first = page.week.monday - BEHIND
    around = [first + i * ONE_DAY for i in range((BEHIND + AHEAD).days)]
    return prepared.anatomy(page.week.days), model_figures(prepared.anatomy(around))
