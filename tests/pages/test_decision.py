import json
from dataclasses import replace
from io import StringIO

from rich.console import Console
from tests.desk.scenes import snapshot

from paxline.desk.decide import decide
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Rule, Snapshot
from paxline.pages.decision import decision_document, decision_lines, decision_screen


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


def test_in_one_or_two_lines_it_says_what_would_be_sent() -> None:
    decision = decide(snapshot(), Policy())
    what, risk = decision_lines(decision)
    assert what.startswith(f"The desk would send {len(decision.orders)} orders, on YES: ")
    assert what.count(" above ") == len(decision.orders)
    assert f"${decision.worst.dollars:.2f}" in risk


def test_in_one_line_it_says_why_nothing_would_be() -> None:
    (stopped,) = decision_lines(decide(replace(snapshot(), rule=Rule.UNSEEN), Policy()))
    assert stopped == "The desk would send nothing: the settlement rule: nobody has read it."
    (missing,) = decision_lines(decide(replace(snapshot(), forecast=None, release=None), Policy()))
    assert missing.endswith("no decision without the forecast and the published counts.")
