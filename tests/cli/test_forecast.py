import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.wiring.forecasters import FORECASTERS

Run = Callable[..., Result]
ASKED = ("forecast", "--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z")


@pytest.mark.parametrize("model", sorted(FORECASTERS))
def test_every_model_answers_with_the_whole_document(run: Run, world_home: Path, model: str) -> None:
    said = json.loads(run(*ASKED, "--model", model, "--json", home=world_home).stdout)
    assert (said["week_end"], said["as_of"], said["model"]) == ("2026-04-26", "2026-04-23T13:05:00Z", model)
    assert sorted(said["known_days"]) == ["2026-04-20", "2026-04-21", "2026-04-22"]
    assert [day["day"] for day in said["days"]] == ["2026-04-23", "2026-04-24", "2026-04-25", "2026-04-26"]
    quantiles = [said["quantiles"][f"{i / 100:.2f}"] for i in range(1, 100)]
    assert quantiles == sorted(quantiles)
    assert said["quantiles"]["0.50"] == pytest.approx(said["median"])
    p = [rung["p_above"] for rung in said["ladder"]]
    assert p == sorted(p, reverse=True)
    assert len(said["inputs_digest"]) == 64


def test_asked_twice_it_says_the_same_and_other_knowledge_has_another_digest(run: Run, world_home: Path) -> None:
    once, twice = (run(*ASKED, "--json", home=world_home).stdout for _ in range(2))
    assert once == twice
    later = run("forecast", "--week", "2026-04-26", "--as-of", "2026-04-24T13:05Z", "--json", home=world_home).stdout
    assert json.loads(later)["inputs_digest"] != json.loads(once)["inputs_digest"]


def test_strikes_of_ones_own_and_words(run: Run, world_home: Path) -> None:
    said = json.loads(run(*ASKED, "--strikes", "2450000,2400000", "--json", home=world_home).stdout)
    assert [rung["strike"] for rung in said["ladder"]] == [2_400_000, 2_450_000]
    text = run(*ASKED, home=world_home).stdout
    assert "median " in text
    assert "3 days published; the last known count is 2026-04-22" in text
    assert text.count("above ") == 21
