import json

import pytest
from tests.study.evidences import evidence

from paxline.study.clustered import clustered
from paxline.study.evidence import comparison, document, spread


def test_the_document_has_every_field_of_the_interface() -> None:
    said = json.loads(json.dumps(document(evidence()), allow_nan=False))
    assert [one["day"] for one in said["summary"]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    for one in said["summary"]:
        for score in ("brier", "logloss", "crps"):
            for name in ("model", "market", "market_clean", "pooled"):
                assert one[f"{score}_{name}"] >= 0
        assert one["skill_low"] <= one["skill"] <= one["skill_high"]
        assert one["n_events"] == 2
    assert len(said["rows"]) == 14
    assert said["odds"]["day"] == "Wed"
    assert said["overall"][0]["odds"] is None
    assert "selected" in said["fridays"]["selection"]


def test_days_on_which_the_pool_lost_are_named() -> None:
    assert evidence().lost == ()
    assert "Mon: Brier score" in evidence(2_390_000.0).lost


def test_comparisons_are_found_by_score_and_reference() -> None:
    summary = evidence().board.summaries[0]
    assert comparison(summary, "brier", "model").reference == "model"
    with pytest.raises(KeyError):
        comparison(summary, "rank", "model")


def test_a_spread_is_written_with_true_minus_signs() -> None:
    assert spread(clustered([-2000.0, -1000.0]), per=1000) == "−1.5 (−7.9 to +4.9)"
