import json
from dataclasses import replace
from io import StringIO

from rich.console import Console
from tests.desk.scenes import snapshot

from paxline.desk.decide import decide
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Rule, Snapshot
from paxline.pages.decision import decision_document, decision_screen


def shown(scene: Snapshot) -> str:
    console = Console(width=160, record=True, file=StringIO())
    console.print(decision_screen(decide(scene, Policy())))
    return console.export_text()


def test_every_rung_has_its_reason_and_what_stands() -> None:
    text = shown(snapshot())
    assert "2.40 M" in text
    assert "around 76.8¢" in text
    assert "orders to send" in text


def test_what_is_missing_and_which_limit_stops_is_said_first() -> None:
    assert "! No decision without the forecast." in shown(replace(snapshot(), forecast=None))
    assert "! The settlement rule: nobody has read it." in shown(replace(snapshot(), rule=Rule.UNSEEN))


def test_for_a_machine_it_is_one_json_document_with_every_rung_and_breach() -> None:
    scene = replace(snapshot(), rule=Rule.UNSEEN)
    said = json.loads(json.dumps(decision_document(decide(scene, Policy()))))
    assert said["week_end"] == "2026-04-26"
    assert said["breaches"][0]["limit"] == "rule"
    assert all(rung["reason"] for rung in said["rungs"])
    traded = decision_document(decide(snapshot(), Policy()))
    assert {order["price"] for order in traded["orders"]} <= {
        rung["targets"][0]["price"] for rung in traded["rungs"] if rung["targets"]
    }
