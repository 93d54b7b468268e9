"""Arming: who lets the bot trade on an account, for how long, and everything that speaks against it.

An arming names one world, one key and one set of settings, and ends by itself. It is never lengthened: arming again is
a new one, with all checks made anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from types import MappingProxyType
from typing import Final, TypeAlias

from paxline.counts.calendar import Week
from paxline.desk.ledger import Event, Intended, Settled, fold
from paxline.desk.policy import Policy
from paxline.market.contract import event_week
from paxline.run.health import Finding, Health
from paxline.units import Price, Usd

SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=30)

LEAST_WEEKS: Final = 4
"""Settled weeks on paper below which no setting goes."""

LEAST_WORDS: Final = 20
"""Characters below which a reason is none."""

_AHEAD: Final = timedelta(minutes=5)
"""So far an arming may lie in the future, for a clock that was set back a little."""


class World(Enum):
    """Where orders go; the keys of one mean nothing in another."""

    PRODUCTION = "production"
    DEMO = "demo"
    REHEARSAL = "rehearsal"

    @property
    def for_money(self) -> bool:
        """Whether what is lost there is lost."""
        return self is World.PRODUCTION


@dataclass(frozen=True, slots=True)
class Letting:
    """How far the bot is let out.

    Attributes:
        armed_for: How long an arming lasts, an hour to 30 days.
        paper_weeks: Settled weeks of trading on paper before production can be armed, 4 or more.
        without_record: Why production may be armed without them, in a sentence of yours; status and pages show it.
    """

    armed_for: timedelta = timedelta(days=7)
    paper_weeks: int = 8
    without_record: str = ""

    def __post_init__(self) -> None:
        if not SHORTEST <= self.armed_for <= LONGEST:
            raise ValueError(f"an arming lasts an hour to 30 days, not {self.armed_for}")
        if self.paper_weeks < LEAST_WEEKS:
            raise ValueError(f"paper_weeks is {LEAST_WEEKS} or more, not {self.paper_weeks}")
        if self.without_record and len(self.without_record.strip()) < LEAST_WORDS:
            raise ValueError(f"without_record is a reason in a sentence, {LEAST_WORDS} characters or more")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to trade with.

    Attributes:
        world: Where.
        account: The fingerprint of its key; never the key.
        policy: The fingerprint of the settings.
    """

    world: World
    account: str
    policy: str


@dataclass(frozen=True, slots=True)
class Arming:
    """A person's word that the bot may trade.

    Attributes:
        asked: What may be traded with.
        by: Who said so, as the machine knows them.
        at: When (UTC).
        until: When it ends (UTC).
        without_record: Why it was armed without a paper record; empty where it has one or needs none.
    """

    asked: Question
    by: str
    at: datetime
    until: datetime
    without_record: str = ""


@dataclass(frozen=True, slots=True)
class Disarmed:
    """A person's word that it may not, or what stands for one that cannot be read."""

    by: str
    at: datetime
    why: str


Word: TypeAlias = Arming | Disarmed
"""What was said, one after the other; the last one counts."""


def newest_arming(said: Iterable[Word]) -> Arming | None:
    """The last arming, whether or not it still stands; it names the world that was traded in."""
    return next((one for one in reversed(tuple(said)) if isinstance(one, Arming)), None)


def why_not(said: Sequence[Word], asked: Question, *, now: datetime) -> str:
    """Why nothing may be sent at ``now`` (UTC), for a person; empty where it may."""
    last = said[-1] if said else None
    if last is None:
        return "it was never armed; `paxline arm` arms it"
    if isinstance(last, Disarmed):
        return f"it was disarmed at {_instant(last.at)} by {last.by}: {last.why}"
    differs = _differs(last.asked, asked)
    if differs:
        return differs
    if now >= last.until:
        return f"the arming ended at {_instant(last.until)}; `paxline arm` arms it anew"
    if now < last.at - _AHEAD:
        return f"it was armed at {_instant(last.at)}, which is still to come: see to the clock"
    return ""


def _differs(armed: Question, asked: Question) -> str:
    if armed.world is not asked.world:
        return f"it is armed for {armed.world.value} and not for {asked.world.value}"
    if armed.account != asked.account:
        return "it is armed with another key than the one that is set"
    if armed.policy != asked.policy:
        return "[desk], [limits] or [widths] have changed since it was armed; `paxline arm` arms it anew"
    return ""


def standing_words(said: Sequence[Word], *, now: datetime) -> str:
    """How the arming stands, in one sentence for status and pages."""
    last = said[-1] if said else None
    if last is None:
        return "not armed: nothing is sent to any exchange"
    if isinstance(last, Disarmed):
        return f"disarmed at {_instant(last.at)} by {last.by}: {last.why}"
    if now >= last.until:
        return f"not armed: the arming for {last.asked.world.value} ended at {_instant(last.until)}"
    without = f"; without a paper record: {last.without_record}" if last.without_record else ""
    return f"armed for {last.asked.world.value} by {last.by} until {_instant(last.until)}{without}"


def policy_fingerprint(policy: Policy) -> str:
    """A name for exactly these settings."""
    return sha256(repr(policy).encode()).hexdigest()[:16]


def account_fingerprint(world: World, key_id: str) -> str:
    """A name for a key from which the key's own name cannot be read."""
    return sha256(f"{world.value}\n{key_id}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """What trading on paper has shown.

    Attributes:
        weeks: Settled weeks in which it sent an order, oldest first.
        differences: In what the paper ledger contradicts itself or the published results; empty where it reproduces.
        odds: Running odds of the pool over the market in those weeks, above 0; ``None`` where nothing can be scored.
    """

    weeks: tuple[Week, ...] = ()
    differences: tuple[str, ...] = ()
    odds: float | None = None


def paper_record(events: Sequence[Event], *, results: Mapping[str, Price], odds: float | None) -> PaperRecord:
    """What a paper journal comes to; ``results`` are what one YES contract was paid, by ticker, as published."""
    ledger = fold(events)
    traded = {_week(one.order.terms.ticker) for one in events if isinstance(one, Intended)}
    told = {_week(ticker) for ticker in results}
    held = {_week(ticker) for ticker in ledger.positions}
    differs = [*ledger.contradictions, *ledger.halted]
    for paid in (one for one in events if isinstance(one, Settled)):
        published = results.get(paid.ticker)
        if published is None:
            differs.append(f"{paid.ticker} was paid, and no result is published")
        elif published != paid.value:
            differs.append(f"{paid.ticker} was paid {paid.value}, and {published} is published")
    if ledger.cash != ledger.moved + ledger.realised - ledger.fees - ledger.open_cost:
        differs.append("cash is not what was put in and earned")
    return PaperRecord(tuple(sorted((traded & told) - held)), tuple(differs), odds)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Everything that is looked at before arming.

    Attributes:
        asked: What is to be armed.
        halted: Why trading is halted; empty where it is not.
        findings: What the doctor found.
        scopes: What the key may do, in the exchange's words.
        trades: How the key stands to orders, in words; empty where it may send them.
        transfers: How the key stands to money, in words; empty where it cannot move any out.
        cash: The account's balance.
        differences: In what the journal and the account differ.
        missing: What no decision can be made without.
        terms: What of the contract's terms nobody has confirmed.
        worst: What the event can lose as it stands, at its worst print.
        most: What it may lose.
        record: What paper has shown.
    """

    asked: Question
    halted: str
    findings: tuple[Finding, ...]
    scopes: frozenset[str]
    trades: str
    transfers: str
    cash: Usd
    differences: tuple[str, ...]
    missing: tuple[str, ...]
    terms: tuple[str, ...]
    worst: Usd
    most: Usd
    record: PaperRecord


class Bar(Enum):
    """What can stand against arming, with what to do about it."""

    HALTED = "`paxline resume` lifts the halt"
    DOCTOR = "`paxline doctor` says what to do"
    TRADES = "make a key with read and write::trade"
    TRANSFERS = "make a key with read and write::trade alone, so that it cannot move money out"
    CASH = "put money into the account"
    ACCOUNT = "look at the account on the exchange's site; `paxline ledger` shows ours"
    MISSING = "wait until it can be had"
    TERMS = "`paxline acknowledge` shows the difference and takes it"
    WORST = "make the position smaller by hand, or the limit larger in paxline.toml"
    WEEKS = "let it run on paper until then"
    LEDGER = "`paxline ledger --journal paper` shows it; a paper account that does not add up proves nothing"
    ODDS = "let it run on paper until the odds turn"


WAIVABLE: Final = frozenset({Bar.WEEKS, Bar.LEDGER, Bar.ODDS})
"""The paper record's; ``without_record`` sets these aside, and nothing sets aside the others."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that stands against arming.

    Attributes:
        bar: Which.
        words: What is the matter, for a person.
    """

    bar: Bar
    words: str


def refusals(candidate: Candidate, letting: Letting) -> tuple[Refusal, ...]:
    """Everything that stands against arming, the paper record included; none where it may be armed."""
    return tuple(Refusal(bar, words) for bar, speaks in _AGAINST.items() for words in speaks(candidate, letting))


def unwaived(found: Iterable[Refusal], letting: Letting) -> tuple[Refusal, ...]:
    """Those that still stand where the settings say why a paper record is not needed."""
    return tuple(one for one in found if not (letting.without_record and one.bar in WAIVABLE))


def confirmation(asked: Question) -> str:
    """What a person has to type."""
    return f"arm {asked.world.value}"


def _halted(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.halted:
        yield f"trading is halted: {of.halted}"


def _doctor(of: Candidate, _letting: Letting) -> Iterator[str]:
    for finding in of.findings:
        if finding.health is Health.BAD:
            yield f"{finding.check}: {finding.words}"


def _trades(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.trades:
        yield of.trades


def _transfers(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.transfers:
        yield of.transfers


def _cash(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.cash <= Usd(0):
        yield f"the balance is ${of.cash}"


def _account(of: Candidate, _letting: Letting) -> Iterator[str]:
    yield from of.differences


def _missing(of: Candidate, _letting: Letting) -> Iterator[str]:
    for name in of.missing:
        yield f"no decision can be made without {name}"


def _terms(of: Candidate, _letting: Letting) -> Iterator[str]:
    yield from of.terms


def _worst(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.worst > of.most:
        yield f"the event can lose ${of.worst.dollars:.2f} as it stands, and may ${of.most.dollars:.2f}"


def _weeks(of: Candidate, letting: Letting) -> Iterator[str]:
    had = len(of.record.weeks)
    if of.asked.world.for_money and had < letting.paper_weeks:
        yield f"{had} settled weeks were traded on paper, and {letting.paper_weeks} are needed"


def _ledger(of: Candidate, _letting: Letting) -> Iterator[str]:
    if of.asked.world.for_money:
        for words in of.record.differences:
            yield f"the paper ledger is not reproduced: {words}"


def _odds(of: Candidate, _letting: Letting) -> Iterator[str]:
    odds = of.record.odds
    if of.asked.world.for_money and odds is None:
        yield "none of the weeks on paper can be scored against the market"
    if of.asked.world.for_money and odds is not None and odds < 1:
        yield f"the weeks on paper speak {1 / odds:,.1f} to 1 for the market against the pool"


_AGAINST: Final[Mapping[Bar, Callable[[Candidate, Letting], Iterator[str]]]] = MappingProxyType(
    {
        Bar.HALTED: _halted,
        Bar.DOCTOR: _doctor,
        Bar.TRADES: _trades,
        Bar.TRANSFERS: _transfers,
        Bar.CASH: _cash,
        Bar.ACCOUNT: _account,
        Bar.MISSING: _missing,
        Bar.TERMS: _terms,
        Bar.WORST: _worst,
        Bar.WEEKS: _weeks,
        Bar.LEDGER: _ledger,
        Bar.ODDS: _odds,
    }
)


def _week(ticker: str) -> Week:
    return event_week(ticker.rsplit("-", 1)[0])


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"
