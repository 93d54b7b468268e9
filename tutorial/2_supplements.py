# %% [markdown]
# # 2 · What else one might know
#
# Search trends, holidays, an economic index, the weather: the original series collected all of them, and used none in the end. This part asks
# of each series the only question that matters, *would the forecast have been better with what it told at the time?*, and asks it of series
# that know nothing, too.

# %%
from kit import collected, is_real

from paxline.counts.history import History
from paxline.edge.archive import read_archive

folder = collected()
archive = read_archive(folder)
history = History.of(archive.readings, known_by=archive.latest_instant)
print("published by the TSA" if is_real(folder) else "MADE UP: no figure below is real")

# %% [markdown]
# ## When was it known?
#
# A series is of no use without its second time. The economic index of a week comes on the Thursday after; a week of searches some days after it
# ended; yesterday's weather this morning. The rules stand in one module, each with its source.

# %%
from datetime import date

from paxline.edge.supplements.known import index_known_at, trend_known_at, weather_known_at

print("index of the week to Sat 18 Apr    ", index_known_at(date(2026, 4, 18)).strftime("%a %d %b %H:%MZ"))
print("searches of the week from Sun 12 Apr", trend_known_at(date(2026, 4, 12)).strftime("%a %d %b %H:%MZ"))
print("weather of Sun 19 Apr              ", weather_known_at(date(2026, 4, 19)).strftime("%a %d %b %H:%MZ"))

# %% [markdown]
# ## A record to improve on
#
# The year-on-year ratio forecasts a hundred weeks with two days known, each from what was known then. A series helps if it could have told these errors beforehand.

# %%
from paxline.study.supplements import forecasted
from paxline.study.walkforward import Span, last_settled, origins
from paxline.wiring.forecasters import forecaster

last = last_settled(history)
span = Span(last.plus(-99), last)
record = forecasted(forecaster("ratio"), history, origins(history, span, known=(2,)))
print(f"{len(record)} forecasts of weeks from {span.first} to {span.last}")

# %% [markdown]
# ## The series, and as many that know nothing
#
# For each feature past errors are regressed on what it said, the fit is renewed on the past only, and the next forecasts are moved by what it
# predicts. The difference in CRPS, in people, is negative where it helps; its interval is over weeks.

# %%
from paxline.edge.supplements.folder import read_supplements
from paxline.edge.supplements.holidays import holiday_series
from paxline.errors import MissingData
from paxline.study.supplements import Kind, candidates_of, examine

there = folder / "supplementary"
series = list(read_supplements(there, known_by=history.known_by).series.values()) if there.is_dir() else []
try:
    series.append(holiday_series(span.weeks, known_by=history.known_by))
except MissingData as lacking:
    print(lacking)
candidates = [one for each in series for one in candidates_of(each)]
evidence = examine(candidates, record, placebos=1, refit_weeks=26, seed=1)
for trial in evidence.trials:
    if trial.overall is not None and trial.kind is Kind.KNOWABLE:
        told = f"{trial.overall.difference:+7,.0f} [{trial.overall.low:+,.0f}, {trial.overall.high:+,.0f}]"
        print(f"{trial.series:<38} {trial.features:<24} {told:<26} {trial.verdict.value}")
hindsight = sum(trial.kind is not Kind.KNOWABLE for trial in evidence.trials)
print(f"\nleft out here: {hindsight} trials with what was known only later, the most that such a series could give")
print(
    f"series that know nothing: {evidence.luck.better} better and {evidence.luck.worse} worse, of {len(evidence.luck.differences)}"
)

# %% [markdown]
# ## What follows
#
# Fitting a slope where there is none costs something, so "worse" is the ordinary outcome, and one "better" among many trials is what luck does. With the
# structural model in the ratio's place, 203 weeks and all days known, the answer is the same: [the measurement](../docs/measurements/supplements.md).
# Holidays do matter, but not as one more column: they belong in the model, by their days and offsets. What does help is a
# person who reads the news: `paxline shock add` ([declare a storm](../docs/howto/storm.md)).
#
# Next: [look, then compare with something simple](3_baselines.py).
