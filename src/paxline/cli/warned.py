"""``paxline study warned``: what a declared shock would have been worth."""

from paxline.cli.options import AsJson, Home
from paxline.cli.output import print_json, say, show


def warned(home: Home = None, as_json: AsJson = False) -> None:
    """Replay six announced disruptions with and without a shock declared two days ahead: a scenario, not a score."""
    from rich.table import Table

    from paxline.cli.history import stored_history
    from paxline.forecast.structural import StructuralModel
    from paxline.study.warned import document, worth
    from paxline.study.warned import warned as replay

    history = stored_history(home)
    say("replaying six weeks, twice")
    pairs = replay(StructuralModel(), history)
    if as_json:
        print_json(document(pairs))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("week ending", "known", "settled", "error", "error if warned", "CRPS", "CRPS if warned"):
        table.add_column(heading, justify="right")
    for pair in pairs:
        plain, told = pair.plain, pair.told
        table.add_row(
            plain.week.sunday.isoformat(),
            str(plain.known),
            f"{plain.actual:,.0f}",
            f"{plain.median - plain.actual:+,.0f}",
            f"{told.median - told.actual:+,.0f}",
            f"{plain.crps:,.0f}",
            f"{told.crps:,.0f}",
        )
    for one in worth(pairs):
        table.add_row(
            "all six",
            str(one.known),
            "",
            f"{one.mae_plain:,.0f}",
            f"{one.mae_told:,.0f}",
            f"{one.crps_plain:,.0f}",
            f"{one.crps_told:,.0f}",
            style="bold",
        )
    show(table)
