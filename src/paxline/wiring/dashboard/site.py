"""The dashboard's site: its pages, kept until something new is stored, and the server that shows them."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Event, Lock, Thread
from typing import Final

from paxline.edge.controls import FileControl
from paxline.edge.simulator.serving import serving
from paxline.edge.store import Known, Store
from paxline.edge.web.application import application
from paxline.edge.web.guard import new_token
from paxline.errors import PaxlineError
from paxline.pages import dashboard as pages
from paxline.pages.control import PLACE
from paxline.pages.html import dashboard_script, dashboard_style
from paxline.run.health import Finding
from paxline.run.ports import Clock
from paxline.wiring.books import journals
from paxline.wiring.bot.instruments import told_figures
from paxline.wiring.dashboard.acting import acted
from paxline.wiring.dashboard.views import Question, Views
from paxline.wiring.home import Home
from paxline.wiring.shelf import shelf_stamp

WATCHED: Final = timedelta(minutes=10)
"""So long after somebody asked for a page they are kept up to date unasked."""

_PAUSE: Final = 2.0


@dataclass
class HomeSite:
    """A home as a site of pages.

    A page is kept for the minute and the stored facts it was made of. Every request opens the store anew, so that
    any thread may ask.

    Attributes:
        views: What its pages show.
    """

    views: Views
    _made: dict[str, tuple[str, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _closed: Event = field(default_factory=Event)
    _asked: datetime | None = None
    _known: Known = field(default_factory=Known)

    def page(self, path: str) -> str | None:
        """The HTML at ``path``; what cannot be had is a page that says why."""
        if path.startswith(PLACE):
            # Whoever wants to halt does not wait for a forecast.
            return self.views.control(path, self._any_stamp())
        self._asked = self.views.clock.now()
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
        return told_figures(self.views.home, now=self.views.clock.now())

    def stamp(self) -> str:
        """Changes with every count, quote, declaration and decision that is stored, and with a halt."""
        with self.views.home.store() as store:
            return self._stamp(store)

    def act(self, path: str, form: Mapping[str, str]) -> str:
        """Do what the form asks, beside any page that is being made; answers where to look then."""
        return acted(self.views.home, path, form, clock=self.views.clock)

    def notice(self, heading: str, text: str) -> str:
        """A page that says one thing."""
        return self._said(text, here=PLACE, heading=heading)

    def renew(self) -> None:
        """Make anew what has changed, while somebody looks, so that whoever asks next does not wait for it."""
        asked = self._asked
        if asked is None or self.views.clock.now() - asked > WATCHED:
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
        with self.views.home.store(self._known) as store:
            # A page that is there waits for none that is being made.
            found = self._made.get(path)
            if found is not None and found[0] == self._key(store):
                return found[1]
            with self._lock:
                return self._made_now(path, store)

    def _made_now(self, path: str, store: Store) -> str | None:
        as_of, stamp, key = self.views.instant(), self._stamp(store), self._key(store)
        found = self._made.get(path)
        if found is not None and found[0] == key:
            return found[1]
        try:
            html = self.views.html(path, store, as_of, stamp)
        except PaxlineError as error:
            why = str(error)
            return self._said(f"{why[:1].upper()}{why[1:]}.", here=path, heading="Nothing to show yet")
        if html is not None:
            self._made[path] = (key, html)
        return html

    def _key(self, store: Store) -> str:
        return f"{self._stamp(store)} {self.views.instant():%Y-%m-%dT%H:%M}"

    def _said(self, said: str, *, here: str, heading: str) -> str:
        return self.views.said(said, here=here, heading=heading, stamp=self._any_stamp())

    def _any_stamp(self) -> str:
        """The stamp, also of a store that cannot be read: a bot can be halted without it."""
        try:
            return self.stamp()
        except PaxlineError:
            return "unreadable"

    def _stamp(self, store: Store) -> str:
        journaled = sum(file.stat().st_mtime_ns for file in journals(self.views.home).values())
        word = sha256(FileControl(self.views.home.folder).halted().encode()).hexdigest()[:8]
        return f"{store.stamp()}/{journaled}/{word}/{shelf_stamp(self.views.home)}"


@contextmanager
def served_dashboard(
    home: Home, question: Question, *, port: int, clock: Clock, checks: Callable[[], tuple[Finding, ...]]
) -> Generator[str]:
    """Serve the dashboard on the loopback until the end of the block; gives the address that shows the token once.

    Every page is made once before the address is told. ``UsageError`` where the port cannot be had.
    """
    token = new_token()
    site = HomeSite(Views(home, question, clock, checks))
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
