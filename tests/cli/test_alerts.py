import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from paxline.edge.store import Store
from paxline.run import notices
from paxline.testing import NOW

Run = Callable[..., Result]


def test_where_nothing_happened_nothing_is_told(run: Run) -> None:
    assert "there was nothing to tell yet" in run("alerts").stdout


def test_what_waits_is_shown_with_its_text_on_request_and_as_json(run: Run, tmp_path: Path) -> None:
    with Store.open(tmp_path / "paxline.sqlite") as store:
        store.add_notices([notices.halted("storm", since=NOW), notices.resumed(NOW)])
    shown = run("alerts", "--full", "--home", str(tmp_path)).stdout
    assert "waiting  halted: trading is halted: storm" in shown
    assert "paxline resume" in shown
    (alert,) = json.loads(run("alerts", "--last", "1", "--json", "--home", str(tmp_path)).stdout)["alerts"]
    assert (alert["title"], alert["state"], alert["tried_at"]) == ("trading goes on", "waiting", None)


def test_at_least_one_is_asked_for(run: Run) -> None:
    assert run("alerts", "--last", "0").exit_code != 0
