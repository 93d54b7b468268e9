import json
from dataclasses import replace

from tests.study.backtests import report

from paxline.study.clustered import clustered
from paxline.study.mirrored import Placebo
from paxline.study.verdict import document, documents, supported, verdict, weeks_to_show


def test_few_events_never_support_a_profit() -> None:
    assert not supported(report())
    assert verdict(report())[0] == "No supported profit: 3 events are 3 observations."


def test_many_events_a_floor_above_zero_and_a_beaten_placebo_do() -> None:
    of = report()
    sure = clustered([1.0, 1.1] * 10)
    main = replace(of.main, floor=sure, middle=sure)
    better = replace(of, tried=(main, *of.tried[1:]), placebo=Placebo(4096, 10.0, 0.0, 3))
    assert supported(better)
    assert verdict(better)[0].startswith("A profit is supported")
    unbeaten = replace(better, placebo=Placebo(4096, 10.0, 0.0, 3000))
    assert not supported(unbeaten)
    assert "the floor or the placebo" in verdict(unbeaten)[0]


def test_half_of_the_claim_is_what_must_show() -> None:
    of = report()
    assert of.whole is not None
    whole = replace(of.whole, settled=clustered([-9.0, 0.0, 9.0]), claimed=clustered([4.0, 4.0, 4.0]))
    assert weeks_to_show(replace(of, whole=whole)) == 7.85 * 81 / 4
    assert weeks_to_show(replace(of, whole=None)) is None
    assert not any("Expected edge" in line for line in verdict(replace(of, whole=None)))


def test_a_profit_made_after_the_evening_is_called_a_position() -> None:
    of = report()
    assert of.whole is not None
    whole = replace(of.whole, marked=clustered([-1.0, -2.0]), settled=clustered([3.0, 4.0]))
    assert any("a position, not a spread" in line for line in verdict(replace(of, whole=whole)))
    unmarked = replace(of.whole, marked=None)
    assert not any("at the fill" in line for line in verdict(replace(of, whole=unmarked)))


def test_the_document_states_money_as_decimal_strings() -> None:
    said = json.loads(json.dumps(document(report()), allow_nan=False))
    for field in ("pnl_lower", "pnl_middle", "pnl_upper", "pnl_floor", "fees", "drawdown"):
        assert len(said[field].partition(".")[2]) == 6
    assert said["events"] == len(said["per_event"]) == 3
    assert said["orders"] == sum(event["orders"] for event in said["per_event"])
    assert said["configurations_tried"] == len(said["configurations"]) == 12
    assert {"mean", "low", "high"} == set(said["interval"])
    assert said["placebo"]["p"] == 0.125
    bare = document(replace(report(), placebo=None, whole=None, sources=None))
    assert bare["placebo"] is None
    assert bare["contract"] is None


def test_the_plain_makers_report_stands_inside_the_desks() -> None:
    assert documents(report(), report())["plain_maker"] == document(report())
