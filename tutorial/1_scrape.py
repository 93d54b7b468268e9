# %% [markdown]
# # 1 · From the page to a fact
#
# The TSA shows how many people it screened: the current year on one page, each past year on a page of its own. This part
# reads such a page, and meets the three things that go wrong in every scraper of it: the page is not always the page,
# a row is not always a count, and a count is not always what it was.

# %% [markdown]
# ## The address
#
# Pages are asked for one at a time, with pauses, with an honest name, and only where they changed. `fetch` needs a network and
# a client, so it is not called here; what it brings is a `Page`: bytes, the address that answered, and when they were seen.

# %%
from datetime import UTC, datetime

from paxline.edge.tsa import PLAIN_URL, Page, archive_url, read_page

print("this year  ", PLAIN_URL)
print("a past one ", archive_url(2023))

# %% [markdown]
# ## A page, made here
#
# Five weeks in the form of the current year's page, newest first, the figures made up. Three faults that pages have had are in it: a figure
# that is no number, one whose digit slipped, and a day that comes twice with different figures.

# %%
from datetime import date, timedelta

of_week = (2_510_347, 2_198_751, 2_340_118, 2_611_402, 2_688_054, 2_301_967, 2_602_113)
days = [date(2026, 4, 23) - timedelta(days=back) for back in range(35)]
rows = [(f"{day.month}/{day.day}/{day.year}", f"{of_week[day.weekday()] + 371 * day.day:,}") for day in days]
rows[2] = (rows[2][0], "21,98,750")
rows[4] = (rows[4][0], "26,602,110")
rows.insert(6, (rows[6][0], "2,688,045"))
table = "".join(f"<tr><td>{day}</td><td>{people}</td></tr>" for day, people in rows)
html = (
    "<html><head><title>TSA checkpoint travel numbers</title></head><body><h1>TSA checkpoint travel numbers</h1>"
    f"<table><thead><tr><th>Date</th><th>Numbers</th></tr></thead><tbody>{table}</tbody></table></body></html>"
)
page = Page(PLAIN_URL, html.encode(), seen_at=datetime(2026, 4, 24, 13, 5, tzinfo=UTC))
found = read_page(page, known={})
for reading in sorted(found.readings, key=lambda one: one.day)[-6:]:
    print(
        f"{reading.day:%a %d %b}  {reading.passengers:>9,}  {reading.vintage.value}, known {reading.known_at:%d %b %H:%MZ}"
    )

# %% [markdown]
# What cannot be trusted is a value too: it carries the day, what stood there, and why it was left out. Nothing is guessed, and the other
# rows come in.

# %%
for rejected in found.rejected:
    print(rejected.reason)

# %% [markdown]
# ## A fact with two times
#
# A reading is about a **day** and was known from an **instant**. A history is made of readings and refuses what was known later than it
# claims to know: this is the whole protection against seeing tomorrow, and it costs one comparison.

# %%
from paxline.counts.history import History
from paxline.errors import LookAhead

early = datetime(2026, 4, 23, 13, 0, tzinfo=UTC)
try:
    print(History(early, found.readings))
except LookAhead as refusal:
    print(type(refusal).__name__, "·", refusal)

# %% [markdown]
# ## All that was collected
#
# Years of such facts are kept in a folder of CSV files. Where one lies beside the repository it is read; else the tutorial goes on with a made-up
# folder of the same form, and says so.

# %%
from kit import collected, is_real

from paxline.edge.archive import read_archive

folder = collected()
archive = read_archive(folder)
history = History.of(archive.readings, known_by=archive.latest_instant)
print("published by the TSA" if is_real(folder) else "MADE UP: no figure below is real")
print(
    f"{len(history.published):,} published days, {len(history.restated):,} restated, {len(archive.rejected)} rows left out"
)
print(f"to {history.latest_day}, known by {history.known_by:%Y-%m-%d %H:%MZ}")

# %%
from kit import figure

from paxline.pages.explore_charts import trend_chart
from paxline.study.explore import explore

seen = explore(history)
figure(trend_chart(seen.trend))

# %% [markdown]
# ## The number that counts is not the number on the page
#
# In January the year before moves to its own page, and every day of it is restated. The contracts settled on what was published at the time.
# Whoever scrapes the archive today and calls it history has the wrong number for every day, by more than a rung in some weeks.

# %%
from paxline.study.series import Lacking

if isinstance(seen.restatement, Lacking):
    print(seen.restatement.reason)
else:
    for year in seen.restatement.years:
        print(
            f"{year.year}: published over restated {year.mean:+.2%} on average, {year.flipped} of {year.weeks} weeks would settle differently"
        )

# %% [markdown]
# The same from the command line: `paxline ingest`, and `paxline ingest --archive DIR`. Next: [what else one might know](2_supplements.py).
