"""``paxline study scoreboard``: ours, the market's and the pool, scored on every recorded ladder."""

from pathlib import Path
from typing import TYPE_CHECKING

from paxline.cli.options import AsJson, Home, Markdown, Model, home_folder
from paxline.cli.output import print_json, say, show, write

if TYPE_CHECKING:
    from paxline.study.evidence import Evidence


def scoreboard(markdown: Markdown = None, model: Model = None, home: Home = None, as_json: AsJson = False) -> None:
    """Score our, the market's and the pooled distribution at the close of every recorded day, with running odds."""
    from rich.table import Table

    from paxline.pages.scoreboard import caveats, headline, scoreboard_markdown, tables
    from paxline.study.evidence import document

    found = _evidence(model, home)
    if markdown:
        write(markdown, scoreboard_markdown(found))
    if as_json:
        print_json(document(found))
        return
    show(headline(found))
    for line in caveats(found):
        show(line)
    for each in tables(found):
        drawn = Table(box=None, padding=(0, 2, 0, 0), title=f"\n{each.title}", title_justify="left")
        for i, heading in enumerate(each.headings):
            drawn.add_column(heading, justify="right" if i else "left")
        for row in each.rows:
            drawn.add_row(*row)
        show(drawn)


def _evidence(model: str | None, home: Path | None) -> "Evidence":
    from paxline.edge.clock import SystemClock
    from paxline.wiring.evidence import market_evidence
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.shelf import keep

    house = HomeFolder(home_folder(home))
    now = SystemClock().now()
    with house.store() as store:
        chosen = own_forecaster(model or BEST, home=house, shocks=store.shocks())
        made = market_evidence(store, as_of=now, forecaster=chosen, progress=say)
        if model in {None, BEST}:
            keep(house, made, made_at=now, inputs=store.history(now).digest)
        return made
