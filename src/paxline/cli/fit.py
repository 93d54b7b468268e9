"""``paxline fit``: the model's hyper-parameters, fitted on what is stored."""

from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.history import hinting, with_counts
from paxline.cli.options import AsJson, AsOf, Home, home_folder, read_day, read_instant
from paxline.cli.output import print_json, say, show

if TYPE_CHECKING:
    from paxline.forecast.fit import Evaluation

Since = Annotated[
    str, typer.Option("--since", metavar="DAY", help="Fit so that the weeks from this day on score best.")
]


def fit(as_of: AsOf = None, since: Since = "2021-09-01", home: Home = None, as_json: AsJson = False) -> None:
    """Fit the model's parameters on what was known at an instant, for this home's later forecasts. Takes minutes."""
    from dataclasses import asdict

    from paxline.edge.clock import SystemClock
    from paxline.edge.fits import add_fit
    from paxline.forecast.fit import ROUNDS, fit_history
    from paxline.wiring.home import Home as HomeFolder

    clock = SystemClock()
    started = clock.now()
    instant = read_instant(as_of, now=started) if as_of else started
    first = read_day(since)
    folder = HomeFolder(home_folder(home))
    with folder.store() as store:
        history = with_counts(store.history(instant))
    say(f"fitting on {len(history.comparable):,} days; this takes minutes")

    def told(evaluation: "Evaluation") -> None:
        seconds = (clock.now() - started).total_seconds()
        say(f"round {evaluation.turn} of {ROUNDS}: objective {evaluation.objective:.3f} after {seconds:.0f} s")

    with hinting("name an earlier --since, or load older counts with `paxline ingest --archive DIR`"):
        found = fit_history(history, since=first, observe=told)
    add_fit(folder.fits, found)
    if as_json:
        print_json({**asdict(found), "trained_through": found.trained_through.isoformat()})
        return
    show(f"fitted through {found.trained_through}: objective {found.objective:.3f}, CRPS {found.mean_crps:,.0f}")
    show(f"kept in {folder.fits}; used for forecasts of later days in this home")
