# %% [markdown]
# # 4 · Trading by hand, with the brief
#
# One week as a person would trade it: read what is known, compare two distributions, look at one rung, place one limit order, and see on Monday what
# came of it. Nothing here sends anything; the bot of the original series sent a mail each morning, and a person did the rest.

# %%
from datetime import time

from kit import collected, figure, is_real

from paxline.counts.calendar import eastern
from paxline.edge.archive import read_archive

folder = collected()
archive = read_archive(folder)
print("published by the TSA" if is_real(folder) else "MADE UP: no figure below is real")
week = max((listing.week for listing in archive.listings), key=lambda one: one.sunday)
as_of = eastern(week.days[2], time(9, 5))
print(f"{week}, looked at on {as_of:%A %Y-%m-%d %H:%MZ}: Monday's and Tuesday's counts are known at most")

# %% [markdown]
# ## The morning's screen
#
# The same that `paxline today --archive DIR --as-of INSTANT` shows: everything stored by that minute and nothing later.

# %%
from contextlib import ExitStack

from paxline.pages.charts import density_figure
from paxline.wiring.forecasters import forecaster
from paxline.wiring.scene import archive_scene
from paxline.wiring.week import week_page

stack = ExitStack()
scene = stack.enter_context(archive_scene(folder, week=week, as_of=as_of, why="the tutorial", progress=lambda _: None))
page = week_page(scene, forecaster=forecaster("structural"), now=as_of)
figure(density_figure(page))

# %%
from paxline.forecast.distribution import median
from paxline.market.implied import ImpliedMarket

history = scene.store.history(as_of)
forecast = forecaster("structural").forecast(history, week)
quotes = scene.store.quotes(week, as_of)
low, middle, high = (float(forecast.settlement.quantile(p)) for p in (0.1, 0.5, 0.9))
print(f"ours    {middle:>11,.0f}   80 % {low:,.0f} to {high:,.0f}, {len(forecast.known_days)} days known")

# %% [markdown]
# ## The market's opinion
#
# A ladder of quotes is a distribution with the spread left on. It is read out of all rungs at once: a rung where somebody bids and somebody asks near each
# other says much, a dead rung at one cent says little.

# %%
from paxline.desk.valuation import value_week
from paxline.market.fees import FeeSchedule

ladder = scene.store.ladder(week, as_of)
valuation = value_week(forecast, ladder, quotes, FeeSchedule.at(as_of))
if isinstance(valuation.market, ImpliedMarket):
    theirs = valuation.market.distribution
    print(
        f"market  {median(theirs):>11,.0f}   80 % {float(theirs.quantile(0.1)):,.0f} to {float(theirs.quantile(0.9)):,.0f}"
    )
print(f"pooled  {median(valuation.pooled.distribution):>11,.0f}")

# %% [markdown]
# ## Every rung with its reason
#
# The pool's value against bid and ask, after the fee. Most lie between, and that is the answer: no trade.

# %%
for one in valuation.rungs:
    if 0.03 < one.pooled < 0.97:
        print(f"{one.contract.ticker.rpartition('-')[2]:<6} ours {one.ours:.2f}  pool {one.pooled:.2f}   {one.reason}")

# %% [markdown]
# ## One order, on paper and in the head
#
# The rule of the hand: take the rung where the pool and the quotes differ most and nothing is dead. Bid or offer at the price that leaves half of the edge,
# **post-only**, for so few contracts that the worst print costs no more than one per cent of what you have.

# %%
from paxline.units import Count, Price, Usd

capital = Usd.parse("1000")


def middle_of(rung):
    """The middle of a rung's quote in dollars, or ``None`` where a side is empty."""
    quote = rung.quote
    return (quote.bid.dollars + quote.ask.dollars) / 2 if quote and quote.bid and quote.ask else None


live = [rung for rung in valuation.rungs if middle_of(rung) is not None and 0.1 < rung.pooled < 0.9]
best = max(live, key=lambda rung: abs(rung.pooled - middle_of(rung)), default=None)
if best is None:
    print("no rung is quoted on both sides: no trade")
else:
    buys_yes = best.pooled > middle_of(best)
    between = (best.pooled + (best.quote.bid.dollars if buys_yes else best.quote.ask.dollars)) / 2
    cents = (
        min(int(between * 100), round(best.quote.ask.dollars * 100) - 1)
        if buys_yes
        else max(-int(-between * 100 // 1), round(best.quote.bid.dollars * 100) + 1)
    )
    price = Price.cents(cents)
    at_risk = price if buys_yes else price.complement
    size = Count.whole(max(int(capital.dollars * 0.01 / at_risk.dollars), 1))
    print(
        f"{'buy YES' if buys_yes else 'sell YES (buy NO)'} {best.contract.ticker} at {price}, {size} contracts, post-only"
    )
    print(f"costs {at_risk.times(size)} at the worst print; the pool says it is worth {best.pooled:.3f}")

# %% [markdown]
# ## Monday
#
# What it settled at, as published. One week is one observation: it says nothing about the rule.

# %%
settled = scene.store.history(archive.latest_instant).settlement(week)
if best is None or settled is None:
    print("nothing to settle")
else:
    won = (settled.passengers > best.contract.strike) == buys_yes
    per = 1.0 - at_risk.dollars if won else -at_risk.dollars
    print(
        f"settled on {settled.passengers:,.0f}: {'won' if won else 'lost'} {per * size.contracts:+.2f} dollars, had the whole order filled"
    )
    print("whether it would have filled nobody can say: the bounds are `paxline backtest`'s business")
stack.close()

# %% [markdown]
# ## By mail
#
# `paxline brief` says all of this as text, as HTML and as a mail, at the hour that the settings name ([how to read it](../docs/howto/brief.md)); a machine that
# wakes for it each morning is described in [hosting](../docs/hosting.md). Next: [let the desk do it](5_automated.py).
