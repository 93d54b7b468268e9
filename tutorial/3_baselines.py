# %% [markdown]
# # 3 · Look, and be honest about the simple models
#
# Before any model: what the counts look like. Then the two models of the original series with the errors its author published, the same with only what
# could be known, and what is left for a better model to gain.

# %%
from kit import collected, figure, is_real

from paxline.counts.history import History
from paxline.edge.archive import read_archive
from paxline.study.explore import explore

folder = collected()
archive = read_archive(folder)
history = History.of(archive.readings, known_by=archive.latest_instant)
seen = explore(history)
print("published by the TSA" if is_real(folder) else "MADE UP: no figure below is real")

# %% [markdown]
# ## The week

# %%
from paxline.pages.explore_charts import holiday_chart, lag_chart, weekday_chart

figure(weekday_chart(seen.weekdays))

# %% [markdown]
# Tuesday and Saturday are low; Thursday, Friday, Sunday and Monday are high; and the shape is not the same in summer and in winter. So the
# mean of the days published so far says little about the week.
#
# ## The holidays
#
# Each dot is a place around a holiday: how far the day lies from its calm neighbours.

# %%
figure(holiday_chart(seen.holidays))

# %% [markdown]
# ## How long a surprise lasts

# %%
figure(lag_chart(seen.residuals))

# %% [markdown]
# What is left after level, season, weekday and holidays is still like itself the day after, and less so a week later. That is why the newest day deserves
# more weight, and why a count on Tuesday moves the forecast for Sunday.
#
# ## The two models of the series
#
# First: the mean of the same dates a year ago. Second: that mean times how this year has lately compared with last. The second looks very good in print.

# %%
from paxline.errors import MissingData
from paxline.forecast.author import author_models

try:
    models = author_models(history)
except MissingData as lacking:
    models = ()
    print(lacking)
for one in models:
    print(
        f"{one.name:<10} published {one.published:>10,.0f}   re-computed {one.reproduced:>10,.0f}   known beforehand {one.honest:>10,.0f}"
    )

# %% [markdown]
# On the TSA's figures the published errors are 277,990 and 43,282, and both come out again. But the second one compares with a window that ends two days
# before the week *ends*: it shares five of seven days with what it forecasts. With a window that ends before the week
# begins, the error is 74,218. Nobody cheated; an index was off by five.
#
# ## An honest bar
#
# The same idea done with care: last year's counterpart day by day, aligned by holiday, times the growth of the last 14 days, asked at 9:05 on Monday to
# Friday with what was known at that minute.

# %%
from paxline.study.walkforward import Span, last_settled, origins, summarise, walk_forward
from paxline.wiring.forecasters import forecaster

last = last_settled(history)
schedule = origins(history, Span(last.plus(-51), last))
scored = {name: walk_forward(forecaster(name), history, schedule) for name in ("last-year", "ratio-14", "structural")}
print("mean absolute error, people, the last 52 settled weeks\n")
print(f"{'days known':<12}" + "".join(f"{known:>9}" for known in range(5)))
for name, walked in scored.items():
    by_known = {row.known: row for row in summarise(walked.rows)}
    print(f"{name:<12}" + "".join(f"{by_known[known].mae:>9,.0f}" for known in sorted(by_known)))

# %% [markdown]
# A rung is 50,000 wide. The structural model's parameters were fitted before the weeks it is scored on, its form was not: whoever chose it had seen some of
# them. [The whole record](../docs/measurements/forecast.md) has two and a half years, intervals for each difference, and how often each interval held.
#
# ## A distribution, not a number
#
# A rung pays on a probability. So what is asked of a model is not only how far off its middle is, but whether its 80 % intervals hold 80 % of the time.

# %%
for row in summarise(scored["structural"].rows):
    held = f"50 % held {row.cover50:.2f}, 80 % held {row.cover80:.2f}, 95 % held {row.cover95:.2f}"
    print(f"{row.known} known: CRPS {row.crps:>7,.0f}   {held}")

# %% [markdown]
# Next: [trading by hand](4_by_hand.py).
