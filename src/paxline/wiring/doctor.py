"""Looks at everything that paxline stands on, one thing at a time, and says what to do where something is amiss."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from paxline.counts.calendar import Week
from paxline.desk.snapshot import Rule
from paxline.edge import machine
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import DEMO, PRODUCTION, Environment, KalshiHttp, Patience, open_client
from paxline.edge.kalshi.keys import Grant, ask_grant
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Credential, Signature
from paxline.edge.kalshi.skew import ClockWatch
from paxline.edge.settings import Settings, read_settings
from paxline.edge.store.backup import backups, check
from paxline.edge.store.schema import CURRENT, file_version
from paxline.edge.tsa import PLAIN_URL, NotModified, PageReadings, Wanted, fetch, read_page
from paxline.errors import MissingData, SourceError, StoreError, UnreadablePage, UsageError
from paxline.market.contract import trading_week
from paxline.market.terms import Difference, differences, taken_for_granted
from paxline.pages import words
from paxline.run import health
from paxline.run.alerts import Kind, Message
from paxline.run.health import Finding, bad, ok, warning
from paxline.run.ports import Clock
from paxline.wiring.account.venue import credential
from paxline.wiring.channels import open_channels
from paxline.wiring.conditions import Conditions, ask_conditions
from paxline.wiring.home import Home
from paxline.wiring.live import QUICK, Wires
from paxline.wiring.posted import delivery
from paxline.wiring.watch import unconfirmed

_TWICE = Patience(attempts=2)

TEST_ALERT = Message((), Kind.TROUBLE, "paxline: a test", "This is a test: alerts reach you here.")
"""What a channel is tried with."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        doing: What is being done, for a person who waits.
        look: Does it; raises nothing that a person can mend.
    """

    doing: str
    look: Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Doctor:
    """Who looks, and at what.

    Attributes:
        home: One user's home.
        clock: The time.
        wires: Connections to the TSA's site and to the exchange, without a key.
        variables: Where keys are set.
        transport: The network of signed connections; a test's own.
        watch: What the exchange's answers told of our clock.
    """

    home: Home
    clock: Clock
    wires: Wires
    variables: Mapping[str, str]
    transport: httpx.BaseTransport | None = None
    watch: ClockWatch = field(default_factory=ClockWatch)

    def checks_here(self) -> tuple[Check, ...]:
        """What can be told without a network."""
        return (
            Check("looking at the home", self._home),
            Check("reading every database through", self._databases),
            Check("looking at the copies", self._copies),
            Check("reading the settings", self._settings),
            Check("looking for keys", self._keys_set),
            Check("looking at what is stored", self._stored),
        )

    def checks_outside(self) -> tuple[Check, ...]:
        """What only the world can tell."""
        return (
            Check(f"asking {PLAIN_URL}", self._tsa),
            Check("asking the exchange whether it is open", self._exchange),
            Check("comparing the clocks", self._skew),
            Check("asking the exchange what the keys may do", self._keys),
        )

    def test_alert(self) -> tuple[Check, ...]:
        """Sends something."""
        return (Check("sending a test alert to every channel", self._alerted),)

    def _home(self) -> Iterator[Finding]:
        folder = self.home.folder
        if machine.may_write(folder):
            yield ok("home", str(folder))
        else:
            yield bad("home", f"nothing can be written to {folder}", remedy="make it yours, or name another --home")
        yield health.space(machine.free_bytes(folder))
        yield health.zone()

    def _databases(self) -> Iterator[Finding]:
        files = self._files()
        if not files:
            yield warning("database", "nothing is stored yet", remedy="run `paxline ingest`")
        for file in files:
            yield _database(file)

    def _copies(self) -> Iterator[Finding]:
        kept = backups(self.home.backups)
        if kept or self._files():
            yield health.copies(kept[-1].made_at if kept else None, now=self.clock.now())

    def _settings(self) -> Iterator[Finding]:
        file = self.home.settings
        try:
            found = read_settings(file)
            names = open_channels(found.alerts.channels).names
        except UsageError as error:
            yield bad("settings", str(error), remedy=f"mend {file}; `paxline settings` says when it is right")
            return
        yield _file_of_settings(file, found)
        if names:
            yield ok("alerts", f"{', '.join(names)}" + ("; a dead-man's switch" if found.alerts.ping else ""))
            yield from self._delivery()
        else:
            yield warning("alerts", "nobody is told anything", remedy=f"set channels under [alerts] in {file}")

    def _delivery(self) -> Iterator[Finding]:
        try:
            yield delivery(self.home, now=self.clock.now())
        except StoreError:
            return  # told by the check of the databases

    def _keys_set(self) -> Iterator[Finding]:
        for environment in (PRODUCTION, DEMO):
            try:
                credential(environment, self.variables)
            except MissingData as error:
                if any(name.startswith(_prefix(environment)) for name in self.variables):
                    yield bad(_key(environment), str(error), remedy="set all of it, or nothing")
                else:
                    yield ok(_key(environment), "none is set")
            except (UsageError, SourceError) as error:
                yield bad(_key(environment), str(error), remedy="mend the key; `docs/runbook.md` says how")
            else:
                yield ok(_key(environment), "set and readable")

    def _stored(self) -> Iterator[Finding]:
        now = self.clock.now()
        if not self.home.database.exists():
            yield health.counts(None, now=now)
            return
        week = trading_week(now)
        try:
            with self.home.store() as store:
                latest = store.history(now).latest_day
                seen = [quote.known_at for quote in store.quotes(week, now)]
        except StoreError as error:
            yield bad("counts", str(error), remedy="`paxline restore newest` puts the newest copy in its place")
            return
        yield health.counts(latest, now=now)
        yield health.quotes(max(seen, default=None), week, now=now)

    def _tsa(self) -> Iterator[Finding]:
        rng = np.random.default_rng(int(self.clock.now().timestamp()))
        try:
            read = _read_now(self.wires.tsa, self.clock, rng)
        except SourceError as error:
            yield bad("TSA page", str(error), remedy="try again later; if the layout changed, upgrade paxline")
            return
        if not read.readings:
            yield bad("TSA page", "it shows no count that can be trusted", remedy="look at it in a browser")
            return
        newest = read.readings[-1].day
        out = f", {len(read.rejected)} rows left out" if read.rejected else ""
        yield ok("TSA page", f"{words.days(len(read.readings))} readable, up to {newest}{out}")

    def _exchange(self) -> Iterator[Finding]:
        reader = KalshiReader(self._http(self.wires.kalshi))
        week = trading_week(self.clock.now())
        try:
            listed = reader.listed(week)
            asked = ask_conditions(reader, week, listed=listed)
        except SourceError as error:
            yield bad("exchange", str(error), remedy="try again later; nothing is sent while it does not answer")
            return
        gate = asked.gate
        if not gate.exchange_open:
            yield warning("exchange", "closed: nothing works, not even cancelling", remedy="wait until it is back")
        elif not gate.trading_open:
            yield warning("exchange", "trading is paused", remedy="wait; orders that rest can still be cancelled")
        else:
            yield ok("exchange", "open")
        for start, end in (window for window in gate.maintenance if window[1] > gate.seen_at):
            said = f"{words.instant(start)} to {words.instant(end)}"
            yield warning("maintenance", said, remedy="nothing rests then; there is nothing to do")
        yield _ladder(week, len(listed))
        if listed:
            yield _terms(asked, self._unconfirmed(asked))
        for at, fees in asked.changes:
            said = f"from {words.instant(at)} on {fees.fee_type.value} × {fees.multiplier}"
            yield warning("fees", said, remedy="from then on nothing is traded until `paxline acknowledge` takes it")

    def _unconfirmed(self, asked: Conditions) -> tuple[Difference, ...]:
        """In what the terms differ from those confirmed; nothing is kept of this look."""
        if asked.terms is None:
            return ()
        if not self.home.database.exists():
            return differences(taken_for_granted(asked.terms), asked.terms)
        try:
            with self.home.store() as store:
                return unconfirmed(store, asked.terms, as_of=asked.gate.seen_at)
        except StoreError:
            return ()  # the check of the databases tells it

    def _skew(self) -> Iterator[Finding]:
        seen = self.watch.latest
        if seen is None:
            yield warning("clock", "no answer told the time", remedy="ask again once the exchange answers")
        elif seen.refuses:
            yield bad("clock", str(seen), remedy="set the machine's clock by NTP; until then nothing is sent")
        elif seen.warns:
            yield warning("clock", str(seen), remedy="set the machine's clock by NTP")
        else:
            yield ok("clock", str(seen))

    def _keys(self) -> Iterator[Finding]:
        for environment in (PRODUCTION, DEMO):
            try:
                known_by = credential(environment, self.variables)
            except (MissingData, UsageError, SourceError):
                continue  # told by the check without a network
            try:
                yield from self._judged(environment, self._grant(known_by))
            except SourceError as error:
                remedy = "see that the key belongs to this environment and is not revoked"
                yield bad(_scopes(environment), str(error), remedy=remedy)

    def _judged(self, environment: Environment, grant: Grant) -> Iterator[Finding]:
        said = ", ".join(sorted(grant.scopes)) or "nothing"
        if grant.moves_money:
            remedy = "make a key with read and write::trade alone, so that it cannot move money out"
            yield warning(_scopes(environment), f"may {said}", remedy=remedy)
        elif grant.trades:
            yield ok(_scopes(environment), f"may {said}")
        else:
            yield warning(_scopes(environment), f"may {said}: no orders", remedy="to trade it needs write::trade")
        until = grant.attested_until
        if until is not None and until <= self.clock.now():
            remedy = "confirm your location on the exchange's site; some markets refuse orders until then"
            yield warning(_scopes(environment), f"the location attestation ended {words.instant(until)}", remedy=remedy)

    def _grant(self, known_by: Credential) -> Grant:
        signed = Signature(known_by, self.clock)
        with open_client(known_by.environment, transport=self.transport, auth=signed) as client:
            return ask_grant(self._http(client), known_by.key_id)

    def _alerted(self) -> Iterator[Finding]:
        try:
            told = open_channels(read_settings(self.home.settings).alerts.channels)
        except UsageError:
            return  # told by the check of the settings
        missed = told.missed(TEST_ALERT)
        for name in told.names:
            if name in missed:
                yield bad("alerts", f"{name} did not take the test", remedy="see that its URL in the settings is right")
            else:
                yield ok("alerts", f"{name} took the test: see that it arrived")

    def _http(self, client: httpx.Client) -> KalshiHttp:
        rng = np.random.default_rng(int(self.clock.now().timestamp()))
        reads = Bucket(BASIC_READS, self.clock)
        return KalshiHttp(client, self.clock, rng, reads, patience=_TWICE, watch=self.watch)

    def _files(self) -> list[Path]:
        return sorted(self.home.folder.glob("*.sqlite"))


def _read_now(client: httpx.Client, clock: Clock, rng: np.random.Generator) -> PageReadings:
    page = fetch(Wanted(PLAIN_URL), client=client, clock=clock, rng=rng, manners=QUICK)
    if isinstance(page, NotModified):
        raise UnreadablePage("the site says that a page which nobody here has is unchanged")
    return read_page(page, known={})


def _database(file: Path) -> Finding:
    try:
        check(file)
        version = file_version(file)
    except StoreError as error:
        return bad(file.name, str(error), remedy="`paxline restore newest` puts the newest copy in its place")
    if version < CURRENT.version:
        return ok(file.name, f"whole; schema {version}, brought up to {CURRENT.version} when it is next used")
    return ok(file.name, f"whole; schema {version}")


def _file_of_settings(file: Path, found: Settings) -> Finding:
    if not file.exists():
        return ok("settings", "everything is at its default; `paxline init` writes a file to change it in")
    secret = found.alerts.channels or found.alerts.ping
    if secret and machine.openness(file) is machine.Openness.OTHERS:
        return warning("settings", f"{file} holds secrets and others can read it", remedy=f"chmod 600 {file}")
    return ok("settings", f"{file} can be meant")


def _ladder(week: Week, rungs: int) -> Finding:
    if not rungs:
        return warning(
            "ladder", f"the exchange lists nothing for the {week}", remedy="look again on Monday at 10:00 ET"
        )
    return ok("ladder", f"{rungs} rungs for the {week}")


def _terms(asked: Conditions, changed: tuple[Difference, ...]) -> Finding:
    if changed:
        said = "; ".join(f"{one.title} changed to: {one.after}" for one in changed)
        return bad("terms", said, remedy="read it; `paxline acknowledge` takes it, and until then nothing is traded")
    if asked.rule is Rule.UNSEEN:
        return warning("terms", "the exchange shows no rules", remedy="look at the market on the exchange's site")
    return ok("terms", "rule, rungs, source, fees and price grid are the confirmed ones")


def _prefix(environment: Environment) -> str:
    return f"PAXLINE_KALSHI_{environment.name.upper()}_"


def _key(environment: Environment) -> str:
    return f"key ({environment.name})"


def _scopes(environment: Environment) -> str:
    return f"scopes ({environment.name})"
