# %% [markdown]
# # 5 · The desk trades a week, on the simulated exchange
#
# The same decision that paper and live make, through the same steps, against an exchange that runs in this process: it matches orders, charges fees, and others
# trade on it. The original bot placed ten contracts at three quarters of its probability and looked away. This one writes each order down before it
# is sent, leaves before each count, and says why it does nothing.
#
# Every figure in this part is made up, wherever you run it.

# %%
from datetime import date, time, timedelta

import numpy as np

from paxline.counts.calendar import Week, eastern
from paxline.exchange.world import make_world
from paxline.market.contract import closes_at, opens_at

week = Week(date(2026, 4, 20))
world = make_world(week, as_of=closes_at(week) + timedelta(days=2), seed=11)
counts = [world.history.published[day].passengers for day in week.days]
truth = float(np.mean(counts))
print(f"{week}; nobody on the exchange knows yet that it will settle on {truth:,.0f}")

# %% [markdown]
# ## A home, an exchange, a seat
#
# The exchange is a fold over requests: the same requests give the same exchange. Others quote around a belief that moves with each count, and some of them
# read it faster than we do.

# %%
import tempfile
from pathlib import Path

from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.market.listing import Listing
from paxline.testing import ManualClock
from paxline.wiring.simulated.exchange import bring_up, lively_week, take_seat

store = Store.open(Path(tempfile.mkdtemp(prefix="paxline-tutorial-")) / "paxline.sqlite")
store.add_readings(world.history.readings)
lively = lively_week(week, average=truth, seed=11)
store.add_listings(
    Listing(rung, week, opens_at(week), "the simulated exchange", status="active") for rung in lively.ladder.rungs
)

policy = Policy()
clock = ManualClock(opens_at(week) + timedelta(minutes=1))
bring_up(lively, clock.now())
seat = take_seat(lively.exchange, member="us", funds=policy.capital, clock=clock)
print(
    f"{len(lively.ladder.rungs)} rungs listed; we have {policy.capital} and may lose {policy.limits.worst_state:.0%} of it at the worst print"
)

# %% [markdown]
# ## What a decision sees
#
# A snapshot holds everything known at one instant, and what is missing is `None` in it, never a default. `Seen` looks into the store and into the
# exchange's books; for paper and live another object answers the same one method.

# %%

from paxline.run.step import step
from paxline.wiring.conditions import usual
from paxline.wiring.decision import Seen
from paxline.wiring.forecasters import forecaster
from paxline.wiring.scene import Scene

model = forecaster("structural")


def look(at):
    """Let the others trade until ``at``, then go through one cycle."""
    bring_up(lively, at)
    clock.instant = at
    scene = Scene(store, week, at, "the tutorial", usual(at))
    return step(
        policy,
        clock=clock,
        source=Seen(scene, model, lively.exchange),
        journal=seat.journal,
        venue=seat.venue,
        records=store,
    )


first = look(eastern(week.monday, time(10, 30)))
for rung in first.decisions[-1].rungs:
    if rung.targets:
        print(f"{rung.contract.ticker.rpartition('-')[2]:<6} {rung.reason}")
print(f"\n{len(first.sent)} orders sent")

# %% [markdown]
# ## The week
#
# After each count, in the evening, and before it has to be out again.

# %%
hours = (
    (0, time(15)),
    (0, time(22, 1)),
    (1, time(11)),
    (1, time(17)),
    (1, time(22, 1)),
    (2, time(11)),
    (2, time(22, 1)),
    (3, time(11)),
)
hours += ((3, time(22, 1)), (4, time(11)), (5, time(12)), (6, time(12)), (6, time(22, 1)))
for weekday, hour in hours:
    stepped = look(eastern(week.days[weekday], hour))
    decision, account = stepped.decisions[-1], seat.journal.ledger()
    resting = sum(len(rung.targets) for rung in decision.rungs)
    words = "; ".join(breach.words for breach in decision.breaches[:1]) or f"{resting} quotes wanted"
    print(
        f"{week.days[weekday]:%a} {hour:%H:%M}  sent {len(stepped.sent):>2}, taken out {len(stepped.cancelled):>2}, fills {len(lively.exchange.fills('us')):>3}   {words}"
    )

# %% [markdown]
# ## What came of it
#
# Monday's counts are published, the rungs are determined and paid. Our ledger is a fold over what the journal holds; the exchange has its own books. They have to
# agree to the millionth of a dollar, or the desk halts.

# %%
from paxline.run.recover import recover

after = closes_at(week) + timedelta(days=1, hours=12)
bring_up(lively, after)
clock.instant = after
recover(journal=seat.journal, account=seat.venue, clock=clock)
ledger, money = seat.journal.ledger(), lively.exchange.money("us")
fills = lively.exchange.fills("us")
print(f"journal  {ledger.cash}\nexchange {money.cash}\n{'equal' if ledger.cash == money.cash else 'DIFFERENT'}")
print(
    f"{len(fills)} fills, {sum(fill.size.contracts for fill in fills):g} contracts, result {money.cash.dollars - policy.capital.dollars:+.2f} dollars"
)
store.close()

# %% [markdown]
# One made-up week says nothing about an edge; it shows that the machinery holds. `paxline exchange simulate` plays thousands with lost answers, late reads and a process that
# is killed between any two effects; `paxline study worlds` asks what the desk earns where it is known how much its model knows; and
# [the backtest](../docs/measurements/backtest.md) asks the six recorded ladders. From here: [paper, then perhaps more](../docs/howto/live.md).
