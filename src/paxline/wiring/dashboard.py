"""The dashboard's site: every page put together from a home, kept until something new is stored."""

from collections.abc import Callable, Generator, Hashable, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Event, Lock, Thread
from typing import Any, Final, TypeVar

from paxline.counts.calendar import ONE_DAY, Week
from paxline.desk.decide import Decision
from paxline.edge.controls import FileControl, FileDiary
from paxline.edge.logs import newest_lines
from paxline.edge.settings import read_settings
from paxline.edge.simulator.serving import serving
from paxline.edge.store import Store
from paxline.edge.web.application import application
from paxline.edge.web.guard import new_token
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
from paxline.pages.html import dashboard_script, dashboard_style
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
from paxline.wiring.acting import acted, bot_of
from paxline.wiring.books import journals
from paxline.wiring.controls import standing
from paxline.wiring.forecasters import BEST, own_forecaster
from paxline.wiring.home import Home
from paxline.wiring.instruments import told_figures
from paxline.wiring.kept import last_decision, newest_books, remade_here, state_words
from paxline.wiring.marks import marked_fills
from paxline.wiring.remembered import remembering
from paxline.wiring.scene import Scene
from paxline.wiring.shelf import found, shelf_stamp
from paxline.wiring.week import week_page

T = TypeVar("T")

WATCHED: Final = timedelta(minutes=10)
"""So long after somebody asked for a page they are kept up to date unasked."""

_LOG_LINES: Final = 40
_PAUSE: Final = 2.0


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
class HomeSite:
    """A home as a site of pages.

    A page is kept for the minute and the stored facts it was made of. Every request opens the store anew, so that
    any thread may ask.

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
    _made: dict[str, tuple[str, str]] = field(default_factory=dict)
    _weeks: dict[str, WeekPage] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _closed: Event = field(default_factory=Event)
    _asked: datetime | None = None
    _drawn: dict[str, tuple[tuple[Hashable, Week], Any]] = field(default_factory=dict)

    def page(self, path: str) -> str | None:
        """The HTML at ``path``; what cannot be had is a page that says why."""
        if path.startswith(PLACE):
            # Whoever wants to halt does not wait for a forecast.
            return self._control(path)
        self._asked = self.clock.now()
        try:
            return self._kept(path)
        except PaxlineError as error:
            return self._said(str(error), here=path, heading="The home cannot be read")

    def file(self, name: str) -> tuple[str, str] | None:
        """The stylesheet and the script."""
        if name == "app.css":
            return dashboard_style(), "text/css"
        return (dashboard_script(), "text/javascript") if name == "app.js" else None

    def figures(self) -> str:
        """What the home's running paxline wrote last, and how old its last sign of life is."""
        return told_figures(self.home, now=self.clock.now())

    def stamp(self) -> str:
        """Changes with every count, quote, declaration and decision that is stored, and with a halt."""
        with self.home.store() as store:
            return self._stamp(store)

    def act(self, path: str, form: Mapping[str, str]) -> str:
        """Do what the form asks, beside any page that is being made; answers where to look then."""
        return acted(self.home, path, form, clock=self.clock)

    def refused(self, why: str) -> str:
        """The page that says why a form was not taken."""
        return self._said(f"This was not taken: {why}.", here=PLACE, heading="Not taken")

    def renew(self) -> None:
        """Make anew what has changed, while somebody looks, so that whoever asks next does not wait for it."""
        asked = self._asked
        if asked is None or self.clock.now() - asked > WATCHED:
            return
        for path, _ in pages.PAGES:
            if self.closing():
                return
            # What cannot be made now says so to whoever asks for it.
            with suppress(PaxlineError):
                self._kept(path)

    def renew_until_closed(self) -> None:
        """Renew again and again, in a thread of its own."""
        while not self._closed.wait(_PAUSE):
            self.renew()

    def closing(self) -> bool:
        """Whether it was closed."""
        return self._closed.is_set()

    def close(self) -> None:
        """Let go of whoever listens."""
        self._closed.set()

    # Inside

    def _kept(self, path: str) -> str | None:
        """The page at ``path``, made anew where something has changed; ``StoreError`` where the store is amiss."""
        with self.home.store() as store:
            # A page that is there waits for none that is being made.
            found = self._made.get(path)
            if found is not None and found[0] == self._key(store):
                return found[1]
            with self._lock:
                return self._made_now(path, store)

    def _made_now(self, path: str, store: Store) -> str | None:
        as_of, stamp, key = self._instant(), self._stamp(store), self._key(store)
        found = self._made.get(path)
        if found is not None and found[0] == key:
            return found[1]
        try:
            html = self._html(path, store, as_of, stamp)
        except PaxlineError as error:
            why = str(error)
            return self._said(f"{why[:1].upper()}{why[1:]}.", here=path, heading="Nothing to show yet")
        if html is not None:
            self._made[path] = (key, html)
        return html

    def _key(self, store: Store) -> str:
        return f"{self._stamp(store)} {self._instant():%Y-%m-%dT%H:%M}"

    def _instant(self) -> datetime:
        return self.question.as_of or self.clock.now()

    def _week(self) -> Week:
        return self.question.week or trading_week(self._instant())

    def _seen(self) -> Seen:
        return Seen.LIVE if self.question.as_of is None else Seen.THEN

    def _any_stamp(self) -> str:
        """The stamp, also of a store that cannot be read: a bot can be halted without it."""
        try:
            return self.stamp()
        except PaxlineError:
            return "unreadable"

    def _stamp(self, store: Store) -> str:
        latest = store.latest_instant()
        decided = len(store.decided(self._week(), self.clock.now()))
        shocks = store.numbered_shocks().values()
        withdrawn = sum(shock.withdrawn_at is not None for shock in shocks)
        journaled = sum(file.stat().st_mtime_ns for file in journals(self.home).values())
        when = latest.isoformat() if latest else "nothing"
        word = sha256(FileControl(self.home.folder).halted().encode()).hexdigest()[:8]
        kept = shelf_stamp(self.home)
        return f"{when}/{len(shocks)}/{withdrawn}/{decided}/{journaled}/{word}/{kept}"

    def _said(self, said: str, *, here: str, heading: str) -> str:
        at = f"as of {words.instant(self._instant())}"
        week = f"Week ending {words.day_of_year(self._week().sunday)}"
        state, first = self._state()
        frame = Frame(week, at, first, "", self._any_stamp(), self._seen(), state)
        return pages.said_html(said, frame, here=here, heading=heading)

    def _html(self, path: str, store: Store, as_of: datetime, stamp: str) -> str | None:
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
        made_of = (ahead, page.history.as_of(ahead[-1]).digest, store.shocks())
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

    def _control(self, path: str) -> str | None:
        frame, bot = self._bare(self._instant(), self._any_stamp()), bot_of(self.home, at=self.clock.now())
        if path == PLACE:
            return control_html(frame, bot)
        act = next((one for one in Act if one.path == path), None)
        return asking_html(act, frame, bot) if act else None

    def _bare(self, as_of: datetime, stamp: str) -> Frame:
        """What stands around a page that needs no forecast."""
        week = f"Week ending {words.day_of_year(self._week().sunday)}"
        at, home = f"as of {words.instant(as_of)}", f"The home is {self.home.folder}."
        state, first = self._state()
        return Frame(week, at, first, home, stamp, self._seen(), state)

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
            self._weeks[key] = week_page(scene, forecaster=by, now=self.clock.now())
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


@contextmanager
def served_dashboard(
    home: Home, question: Question, *, port: int, clock: Clock, checks: Callable[[], tuple[Finding, ...]]
) -> Generator[str]:
    """Serve the dashboard on the loopback until the end of the block; gives the address that shows the token once.

    Every page is made once before the address is told. ``UsageError`` where the port cannot be had.
    """
    token = new_token()
    site = HomeSite(home, question, clock, checks)
    # Listeners are let go of before the server stops, which waits for them.
    with serving(application(site, port=port, token=token), port=port, clock=clock), closing(site):
        for path, _ in pages.PAGES:
            site.page(path)
        renewing = Thread(target=site.renew_until_closed, name="renewing")
        renewing.start()
        try:
            yield f"http://127.0.0.1:{port}/enter?token={token}"
        finally:
            site.close()
            renewing.join()
