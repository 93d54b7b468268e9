"""Where the weeks that are compared come from: recorded candles, the paper journal, and the journals of accounts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from paxline.desk.again import decided_again
from paxline.desk.ledger import Event, Intended
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.forecast.weekly import Forecaster
from paxline.run.arming import World
from paxline.run.desk import Desk
from paxline.run.replay import replay, scenery
from paxline.study.compare import BACKTEST, PAPER, Comparison, WeekResult, compared, of_journal, of_replay
from paxline.wiring.account.seen import journal_path
from paxline.wiring.evidence import recorded_weeks, stages
from paxline.wiring.home import Home
from paxline.wiring.watch import confirmed_policy


def comparison(
    home: Home, store: Store, *, policy: Policy, forecaster: Forecaster, now: datetime, progress: Callable[[str], None]
) -> Comparison:
    """Every week of the backtest under ``policy``, of paper, and of the real account, known by ``now`` (UTC)."""
    found: list[WeekResult] = []
    weeks = recorded_weeks(store, as_of=now)
    if weeks:
        progress(f"replaying {len(weeks)} recorded weeks with {forecaster.name}")
        seen = stages(weeks, store.history(now), forecaster)
        found += of_replay(replay([scenery(stage) for stage in seen], Desk(policy)))
    account = World.PRODUCTION.value
    for source, path in ((PAPER, home.paper_journal), (account, journal_path(home, World.PRODUCTION))):
        if path.exists():
            with SqliteJournal.open_to_read(path) as journal:
                events = journal.events()
            progress(f"making the decisions of {source} again")
            found += of_journal(events, source=source, claims=_claims(store, events, policy=policy, now=now))
    return compared(found, sources=(BACKTEST, PAPER, account))


def _claims(
    store: Store, events: Sequence[Event], *, policy: Policy, now: datetime
) -> Mapping[str, Mapping[str, float]]:
    """What each decision that orders come from took YES to be worth, as far as it can be made again."""
    wanted = dict.fromkeys(event.decision for event in events if isinstance(event, Intended))
    policies = (confirmed_policy(policy, store, as_of=now), policy, confirmed_policy(Policy(), store, as_of=now))
    told: dict[str, Mapping[str, float]] = {}
    for digest in wanted:
        record = store.decision(digest)
        chosen = next((one for one in policies if record is not None and repr(one) == record.policy), None)
        if record is not None and chosen is not None:
            told[digest] = _pooled(record, chosen)
    return told


def _pooled(record: Record, policy: Policy) -> Mapping[str, float]:
    """What a kept decision took YES to be worth; nothing where this code decides otherwise by now."""
    try:
        return {rung.contract.ticker: rung.pooled for rung in decided_again(record, policy).rungs}
    except ValueError:
        return {}
