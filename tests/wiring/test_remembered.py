from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from paxline.counts.history import History
from paxline.counts.shocks import Shock
from paxline.errors import StoreError
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.forecast.structural import StructuralModel
from paxline.testing import NOW, WEEK
from paxline.wiring.remembered import Hearth, Remembered, remembering


@pytest.fixture(scope="module")
def known() -> History:
    return make_world(WEEK, as_of=NOW, seed=7).history


def kept(folder: Path) -> int:
    return len(list(folder.iterdir()))


def test_the_second_answer_is_the_first_without_the_work(
    known: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = Remembered(StructuralModel(), tmp_path / "forecasts")
    first = by.forecast(known, WEEK)
    assert first == StructuralModel().forecast(known, WEEK)
    monkeypatch.setattr(StructuralModel, "forecast", None)
    assert by.forecast(known, WEEK) == first
    later = History(NOW + timedelta(seconds=1), known.readings)
    assert by.forecast(later, WEEK) == replace(first, as_of=later.known_by)


def test_a_week_all_published_is_kept_as_the_mixture_it_is(tmp_path: Path) -> None:
    late = make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7).history
    by = Remembered(StructuralModel(), tmp_path)
    assert by.forecast(late, WEEK) == by.forecast(late, WEEK)
    assert kept(tmp_path) == 1


def test_whatever_could_change_a_forecast_makes_another(known: History, tmp_path: Path) -> None:
    storm = Shock(WEEK.sunday, WEEK.sunday, effect=-0.2, spread=0.1, note="storm", declared_at=NOW)
    earlier = known.as_of(NOW - timedelta(days=1))
    model = StructuralModel()
    slower = replace(model.fits[-1], objective=0.0)
    Remembered(model, tmp_path).forecast(known, WEEK)
    Remembered(model, tmp_path).forecast(known, WEEK.plus(1))
    Remembered(model, tmp_path).forecast(earlier, WEEK)
    said = Remembered(replace(model, shocks=(storm,)), tmp_path).forecast(known, WEEK)
    Remembered(replace(model, fits=(*model.fits[:-1], slower)), tmp_path).forecast(known, WEEK)
    assert kept(tmp_path) == 5
    assert Remembered(replace(model, shocks=(storm,)), tmp_path).forecast(known, WEEK) == said
    assert said.shocks == (storm,)


def test_a_broken_copy_is_made_anew(known: History, tmp_path: Path) -> None:
    by = Remembered(StructuralModel(), tmp_path)
    first = by.forecast(known, WEEK)
    (file,) = tmp_path.iterdir()
    file.write_text("{", encoding="utf-8")
    assert by.forecast(known, WEEK) == first
    assert file.read_text(encoding="utf-8") != "{"


def test_a_folder_that_cannot_be_written_is_named(known: History, tmp_path: Path) -> None:
    (tmp_path / "forecasts").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="forecasts"):
        Remembered(StructuralModel(), tmp_path / "forecasts").forecast(known, WEEK)


def test_only_what_takes_work_is_kept(tmp_path: Path) -> None:
    assert remembering(RATIO, folder=tmp_path) is RATIO
    by = remembering(StructuralModel(), folder=tmp_path)
    assert by.name == "structural"
    assert list(by.walk(make_world(WEEK, as_of=NOW, seed=7).history, [])) == []


def test_a_hearth_keeps_the_model_warm_as_long_as_it_is_the_same(known: History, tmp_path: Path) -> None:
    hearth, model = Hearth(), StructuralModel()
    warm = hearth.warm(model)
    assert hearth.warm(replace(model)) is warm
    assert hearth.warm(replace(model, fits=model.fits[:-1])) is not warm
    said = remembering(model, folder=tmp_path, hearth=hearth).forecast(known, WEEK)
    direct = model.forecast(known, WEEK)
    assert said.settlement.mean == pytest.approx(direct.settlement.mean, rel=1e-9)
    assert kept(tmp_path) == 1
    assert remembering(RATIO, folder=tmp_path, hearth=hearth) is RATIO
