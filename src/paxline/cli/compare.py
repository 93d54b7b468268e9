"""``paxline study compare``: the same weeks in the backtest, on paper and on the account."""

from paxline.cli.options import AsJson, Home, Model, home_folder
from paxline.cli.output import print_json, say, show


def compare(model: Model = None, home: Home = None, as_json: AsJson = False) -> None:
    """Compare what was claimed, what filled and what it made: backtest, paper and account, week by week."""
    from rich.table import Table

    from paxline.edge.clock import SystemClock
    from paxline.edge.settings import read_settings
    from paxline.pages.compare import HEADINGS, comparison_document, comparison_rows, comparison_words
    from paxline.wiring.comparing import comparison
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.shelf import keep

    house = HomeFolder(home_folder(home))
    policy, now = read_settings(house.settings).policy, SystemClock().now()
    with house.store() as store:
        by = own_forecaster(model or BEST, home=house, shocks=store.shocks())
        found = comparison(house, store, policy=policy, forecaster=by, now=now, progress=say)
        if model in {None, BEST}:
            keep(house, found, made_at=now, inputs=store.history(now).digest)
    if as_json:
        print_json(dict(comparison_document(found)))
        return
    rows = comparison_rows(found)
    if rows:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for i, heading in enumerate(HEADINGS):
            table.add_column(heading, justify="right" if i > 1 else "left")
        for row in rows:
            table.add_row(*row)
        show(table)
    for words in comparison_words(found):
        show(words)
