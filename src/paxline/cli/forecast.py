"""``paxline forecast``: the distribution of one week's settlement print."""

from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import (
    AsJson,
    AsOf,
    Home,
    Model,
    WeekOption,
    home_folder,
    read_question,
    read_strikes,
)
from paxline.cli.output import iso, print_json, show

if TYPE_CHECKING:
    from paxline.wiring.outlook import Outlook

Strikes = Annotated[
    str | None,
    typer.Option("--strikes", metavar="A,B,…", help="Strikes in people; the week's listed ladder by default."),
]


def forecast(
    week: WeekOption = None,
    as_of: AsOf = None,
    model: Model = None,
    strikes: Strikes = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Forecast a week's settlement print as a distribution, from what was known at an instant."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.forecasters import BEST
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.outlook import outlook
    from paxline.wiring.remembered import remembered_forecaster

    now = SystemClock().now()
    chosen, instant = read_question(week, as_of, now=now)
    asked = read_strikes(strikes) if strikes else None
    folder = HomeFolder(home_folder(home))
    with folder.store() as store:
        by = remembered_forecaster(model or BEST, home=folder, store=store)
        seen = outlook(store, week=chosen, as_of=instant, forecaster=by, strikes=asked)
    if as_json:
        print_json(_document(seen))
    else:
        show(_text(seen))


def _document(seen: "Outlook") -> dict[str, object]:
    from paxline.forecast.distribution import exceedance, median

    forecast = seen.forecast
    settlement = forecast.settlement
    levels = [i / 100 for i in range(1, 100)]
    latest = seen.history.latest_day
    return {
        "week_end": forecast.week.sunday.isoformat(),
        "as_of": iso(forecast.as_of),
        "model": forecast.model,
        "latest_day": latest.isoformat() if latest else None,
        "known_days": {day.isoformat(): reading.passengers for day, reading in forecast.known_days.items()},
        "suspect": {day.isoformat(): r.doubt for day, r in forecast.known_days.items() if r.doubt},
        "mean": settlement.mean,
        "median": median(settlement),
        "sd": settlement.sd,
        "quantiles": {f"{p:.2f}": q for p, q in zip(levels, settlement.quantile(levels).tolist(), strict=True)},
        "days": [{"day": d.day.isoformat(), "mean": d.mean, "sd": d.sd} for d in forecast.days],
        "ladder": [
            {"strike": strike, "p_above": p}
            for strike, p in zip(seen.ladder.strikes, exceedance(settlement, seen.ladder.strikes).tolist(), strict=True)
        ],
        "shocks": [
            {"from": of.first.isoformat(), "to": of.last.isoformat(), "effect": of.effect, "spread": of.spread}
            | {"note": of.note}
            for of in forecast.shocks
        ],
        "inputs_digest": seen.digest,
    }


def _text(seen: "Outlook") -> str:
    from paxline.forecast.distribution import exceedance, median
    from paxline.pages import words

    forecast = seen.forecast
    settlement = forecast.settlement
    low, high = settlement.quantile((0.1, 0.9))
    lines = [
        f"{forecast.week}, as of {words.instant(forecast.as_of)}, by the model {forecast.model!r}",
        f"median {words.millions(median(settlement))}, 80 % {words.millions(low)} to {words.millions(high)}",
        f"{words.days(len(forecast.known_days))} published; the last known count is {seen.history.latest_day}",
        *(
            f"suspect: {words.day(d)} shows {r.passengers:,}: {r.doubt}"
            for d, r in forecast.known_days.items()
            if r.doubt
        ),
        *(f"declared: {words.shock(shock)}" for shock in forecast.shocks),
        "",
        *(f"{words.day(d.day):>10}  {d.mean:>11,.0f} ± {d.sd:,.0f}" for d in forecast.days),
        "",
        *(
            f"above {words.strike(strike)}  {words.probability(p)}"
            for strike, p in zip(seen.ladder.strikes, exceedance(settlement, seen.ladder.strikes).tolist(), strict=True)
        ),
    ]
    return "\n".join(lines)
