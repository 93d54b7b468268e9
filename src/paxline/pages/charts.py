"""The charts of one week."""

from typing import Final

from paxline.desk.appraisal import Appraisal
from paxline.forecast.distribution import median
from paxline.market.implied import ImpliedMarket
from paxline.pages import grammar as vl
from paxline.pages import words
from paxline.pages.drawing import CARD, INK, MARKET, OURS, POOLED, QUIET, Figure, Row, data, said_above, svg
from paxline.pages.prints import density, print_axis, print_range, strike_rules
from paxline.pages.week import YEAR, WeekPage, day_rows, recent_days

_Z80: Final = 1.2816
_RECENT_DAYS: Final = 70
_MARKS: Final = "dots ours, diamonds the pool, bars from bid to ask"


def figures(page: WeekPage) -> tuple[Figure, ...]:
    """The four charts of one week, in reading order."""
    return (density_figure(page), so_far_figure(page), rungs_figure(page), recent_figure(page))


def density_figure(page: WeekPage) -> Figure:
    """Our distribution of the print beside the market's, over the strikes."""
    ours = page.valuation.forecast.settlement
    ten, ninety = ours.quantile((0.1, 0.9))
    summary = (
        f"Ours has its middle at {words.millions(median(ours))} and 80 % of its weight between "
        f"{words.millions(ten)} and {words.millions(ninety)}."
    )
    if isinstance(page.valuation.market, ImpliedMarket):
        summary += f" The market's middle is {words.millions(page.valuation.market.distribution.loc)}."
    drawn = svg(density(page, "average of the week, millions; thin rules are strikes"), height=200, width=CARD)
    return Figure("What will the week average?", drawn, summary)


def so_far_figure(page: WeekPage) -> Figure:
    """The seven days, published or expected, beside the aligned days of a year earlier."""
    rows = day_rows(page)
    values: list[Row] = [
        {
            "day": f"{row.day:%a} {row.day.day}",
            "millions": row.passengers / 1e6,
            "low": (row.passengers - _Z80 * (row.sd or 0)) / 1e6,
            "high": (row.passengers + _Z80 * (row.sd or 0)) / 1e6,
            "before": row.year_earlier / 1e6 if row.year_earlier else None,
            "top": max(row.passengers + _Z80 * (row.sd or 0), row.year_earlier or 0) / 1e6,
            "kind": "published" if row.sd is None else "forecast",
        }
        for row in rows
    ]
    floor = min(float(str(v["low"])) for v in values if v["low"] is not None)
    floor = min([floor, *(float(str(v["before"])) for v in values if v["before"] is not None)]) - 0.08
    x = vl.shown("day:N", sort=None, title=None, axis=vl.Axis(labelAngle=0))
    scale = vl.Scale(domainMin=floor, nice=False, zero=False)
    y = vl.shown("millions:Q", scale=scale, axis=said_above("millions a day, not from 0; ticks: a year earlier"))
    colour = vl.shown("kind:N", legend=None, scale=vl.Scale(domain=["published", "forecast"], range=[INK, OURS]))
    base = vl.Chart(data(values)).encode(x=x)
    chart = vl.layer(
        base.mark("bar", size=34, opacity=0.75).encode(y=y, y2=vl.at(floor), color=colour),
        base.mark("rule", strokeWidth=6, opacity=0.45, color=OURS)
        .encode(y=vl.shown("low:Q", scale=scale), y2="high:Q")
        .only("datum.kind == 'forecast'"),
        base.mark("tick", color=QUIET, thickness=2, width=44).encode(y=vl.shown("before:Q", scale=scale)),
        base.mark("text", dy=-10, fontSize=11).encode(
            y=vl.shown("top:Q", scale=scale), text=vl.shown("millions:Q", format=".2f"), color=colour
        ),
    )
    known = sum(row.sd is None for row in rows)
    listed = "; ".join(f"{words.day(row.day)} {words.millions(row.passengers)}" for row in rows)
    summary = (
        f"{words.days(known)} published, the rest expected with 80 % intervals; ticks are a year earlier. {listed}."
    )
    return Figure("How is the week going?", svg(chart, height=220, width=CARD), summary)


def rungs_figure(page: WeekPage) -> Figure:
    """What each rung is worth to whom, on the scale of prints."""
    inside = _inside(page)
    drawn = svg(rungs(page, "strike, millions", above=_MARKS), height=220, width=CARD)
    listed = "; ".join(
        f"above {words.strike(rung.contract.strike)} ours {words.probability(rung.ours)}, "
        f"bid {words.cents(rung.quote.bid if rung.quote else None)}, "
        f"ask {words.cents(rung.quote.ask if rung.quote else None)}"
        for rung in inside
    )
    summary = f"Dots are ours, diamonds the pool, bars run from the market's bid to its ask. {listed}."
    return Figure("What is each rung worth?", drawn, summary)


def rungs(page: WeekPage, heading: str | None, *, above: str | None) -> vl.Spec:
    """Ours as dots, the pool as diamonds, the market from its bid to its ask; ``above`` are words over them."""
    low, high = print_range(page)
    values: list[Row] = [
        {
            "x": rung.contract.strike / 1e6,
            "ours": rung.ours,
            "pooled": rung.pooled,
            "bid": rung.quote.bid.dollars if rung.quote and rung.quote.bid else 0.0,
            "ask": rung.quote.ask.dollars if rung.quote and rung.quote.ask else 1.0,
            "quoted": rung.quote is not None and (rung.quote.bid is not None or rung.quote.ask is not None),
        }
        for rung in _inside(page)
    ]
    base = vl.Chart(data(values)).encode(x=print_axis(heading, low, high))
    cents = said_above(above) if above else vl.Axis(title=None)
    cents |= vl.Axis(grid=False, tickCount=5, labelExpr="format(datum.value * 100, '.0f') + '¢'")
    y = vl.shown("ours:Q", scale=vl.Scale(domain=[0, 1]), axis=cents)
    return vl.layer(
        strike_rules(page, low, high).encode(x=print_axis(heading, low, high)),
        base.mark("line", color=OURS, strokeWidth=1, opacity=0.5).encode(y=y),
        base.mark("bar", size=26, opacity=0.55, color=MARKET)
        .encode(y=vl.shown("bid:Q", scale=vl.Scale(domain=[0, 1])), y2="ask:Q")
        .only("datum.quoted"),
        base.mark("point", shape="circle", filled=True, size=60, color=OURS, opacity=1).encode(y=y),
        base.mark("point", shape="diamond", size=80, color=POOLED, strokeWidth=2, opacity=1).encode(y="pooled:Q"),
    )


def _inside(page: WeekPage) -> list[Appraisal]:
    low, high = print_range(page)
    return [rung for rung in page.valuation.rungs if low <= rung.contract.strike / 1e6 <= high]


def recent_figure(page: WeekPage) -> Figure:
    """Ten weeks of counts beside the year before."""
    published = recent_days(page.history, until=page.week.sunday, count=_RECENT_DAYS)
    comparable = page.history.comparable
    expected = page.valuation.forecast.days
    days = [reading.day for reading in published] + [forecast.day for forecast in expected]
    before = {day: comparable[day - YEAR] for day in days if day - YEAR in comparable}
    values: list[Row] = [
        {"day": reading.day.isoformat(), "millions": reading.passengers / 1e6, "who": "this year"}
        for reading in published
    ]
    values += [
        {"day": day.isoformat(), "millions": reading.passengers / 1e6, "who": "year before"}
        for day, reading in before.items()
    ]
    fan: list[Row] = [
        {
            "day": f.day.isoformat(),
            "millions": f.mean / 1e6,
            "low": (f.mean - _Z80 * f.sd) / 1e6,
            "high": (f.mean + _Z80 * f.sd) / 1e6,
        }
        for f in expected
    ]
    x = vl.shown(
        "day:T",
        title=None,
        axis=vl.Axis(format="%-d %b", grid=False, tickCount=6),
    )
    scale = vl.Scale(zero=False)
    y = vl.shown("millions:Q", scale=scale, axis=said_above("millions a day, not from 0; dashed: a year before"))
    domain = ["this year", "year before"]
    colour = vl.shown("who:N", scale=vl.Scale(domain=domain, range=[INK, QUIET]), legend=None)
    dash = vl.shown("who:N", scale=vl.Scale(domain=domain, range=[[1, 0], [3, 3]]), legend=None)
    layers: list[vl.Chart] = [
        vl.Chart(data(values)).mark("line", strokeWidth=1.5).encode(x=x, y=y, color=colour, strokeDash=dash),
    ]
    if fan:
        base = vl.Chart(data(fan)).encode(x=x)
        layers.append(
            base.mark("rule", color=OURS, strokeWidth=5, opacity=0.4).encode(
                y=vl.shown("low:Q", scale=scale), y2="high:Q"
            )
        )
        layers.append(base.mark("point", color=OURS, filled=True, size=36, opacity=1).encode(y=y))
    last = published[-1] if published else None
    first = published[0] if published else None
    summary = "No counts are known yet."
    if last and first:
        summary = (
            f"Published counts from {words.day_of_year(first.day)} to {words.day_of_year(last.day)} beside the same "
            f"weekdays 364 days before, and the days still expected with 80 % intervals."
        )
    return Figure("How does it compare with last year?", svg(vl.layer(*layers), height=220, width=CARD), summary)
