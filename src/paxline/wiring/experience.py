"""What a home's own settled weeks say for trading on the model: from the decisions that were made before each print.

Of every Eastern day the first decision after the count counts, with our distribution and the market's as it saw them.
What comes of it is kept in a file until another week settles; the file may be deleted at any time.
"""

import json
from datetime import datetime, time
from hashlib import sha256
from typing import Final

from paxline.counts.calendar import ONE_DAY, eastern, eastern_day
from paxline.counts.history import Settlement
from paxline.desk.packing import packed, snapshot_of, unpacked
from paxline.desk.record import Record
from paxline.edge.store import Store
from paxline.errors import StoreError
from paxline.market.evidence import NOTHING_SETTLED, Evidence, evidence_of
from paxline.market.implied import ImpliedMarket, implied_market
from paxline.market.weights import Settled
from paxline.wiring.home import Home

FROM: Final = time(10, 30)
"""Eastern time from which a day's decision counts: the count is there, and has been read."""

_WAY: Final = 1
"""Changes with how evidence is drawn from decisions, so that what was kept is drawn anew."""


class Experience:
    """What a home's weeks say; each day's decision is read once, however often it is asked."""

    def __init__(self) -> None:
        self._told: dict[tuple[Settlement, int], Settled | None] = {}
        self._found: tuple[str, Evidence] | None = None
        self._today: tuple[datetime, Evidence] | None = None

    def evidence(self, store: Store, home: Home, *, as_of: datetime) -> Evidence:
        """What the weeks say that a home decided about and that settled before the Eastern day of ``as_of`` (UTC).

        Raises ``StoreError``.
        """
        # A print becomes final when the next count is due, and nobody waits for it in the night after.
        midnight = eastern(eastern_day(as_of), time(0))
        if self._today is None or self._today[0] != midnight:
            self._today = midnight, self._by(store, home, midnight, as_of=as_of)
        return self._today[1]

    def _by(self, store: Store, home: Home, midnight: datetime, *, as_of: datetime) -> Evidence:
        settled = tuple(one for one in _settled_weeks(store, as_of) if one.known_at <= midnight)
        if not settled:
            return NOTHING_SETTLED
        name = _fingerprint(settled)
        if self._found is None or self._found[0] != name:
            self._found = name, _read(home, name) or self._drawn(store, home, settled, midnight)
        return self._found[1]

    def _drawn(self, store: Store, home: Home, settled: tuple[Settlement, ...], midnight: datetime) -> Evidence:
        told = [self._day(store, of, weekday) for of in settled for weekday in range(7)]
        found = evidence_of((one for one in told if one is not None), as_of=midnight)
        _write(home, _fingerprint(settled), found)
        return found

    def _day(self, store: Store, of: Settlement, weekday: int) -> Settled | None:
        """Our distribution and the market's on one day, as its decision saw them, with what came."""
        if (of, weekday) not in self._told:
            day = of.week.days[weekday]
            record = store.decision_between(of.week, eastern(day, FROM), eastern(day + ONE_DAY, time(0, 0)))
            self._told[of, weekday] = _told(record, of, weekday) if record else None
        return self._told[of, weekday]


def _told(record: Record, of: Settlement, weekday: int) -> Settled | None:
    """One day; ``None`` where the decision lacked our distribution or the market's."""
    snapshot = snapshot_of(record.snapshot)
    working = snapshot.account.working if snapshot.account else ()
    market = implied_market(book.without(working) for book in snapshot.books)
    if snapshot.forecast is None or not isinstance(market, ImpliedMarket):
        return None
    ours = snapshot.forecast.settlement
    return Settled(of.week.sunday, weekday, ours, market.distribution, of.passengers, of.known_at)


def _settled_weeks(store: Store, as_of: datetime) -> tuple[Settlement, ...]:
    """The weeks decided about whose print is known, but not where a restated figure stands in for a count."""
    today = eastern_day(as_of)
    weeks = [week for week in store.decided_weeks(as_of) if week.sunday < today]
    if not weeks:
        return ()
    history = store.history(as_of)
    found = (history.settlement(week) for week in weeks)
    return tuple(one for one in found if one is not None and not one.stands_in)


def _fingerprint(settled: tuple[Settlement, ...]) -> str:
    lines = [f"{of.week.sunday}|{of.passengers!r}|{of.known_at.isoformat()}" for of in settled]
    return sha256("\n".join([str(_WAY), *lines]).encode()).hexdigest()


def _read(home: Home, name: str) -> Evidence | None:
    """What the file holds under ``name``; ``None`` where it is not there, was cut off, or is of other weeks."""
    try:
        kept = json.loads(home.learned.read_text(encoding="utf-8"))
        found = unpacked(kept["evidence"]) if kept["of"] == name else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{home.learned} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        # A broken copy is no answer; it is drawn anew and replaced.
        return None
    return found if isinstance(found, Evidence) else None


def _write(home: Home, name: str, found: Evidence) -> None:
    draft = home.learned.with_suffix(".draft")
    try:
        draft.write_text(json.dumps({"of": name, "evidence": packed(found)}), encoding="utf-8")
        draft.replace(home.learned)
    except OSError as error:
        raise StoreError(f"{home.learned} cannot be written: {error.strerror}") from error
