import pytest
from tests.pages.proven import lost, proof

from paxline.pages.drawing import PROPERTIES
from paxline.pages.proof_charts import proof_figures, spread


def test_every_figure_answers_a_question_and_says_the_same_in_words() -> None:
    figures = proof_figures(proof())
    assert len(figures) == 10
    for figure in figures:
        assert "?" in figure.question
        assert figure.svg.startswith("<svg")
        assert figure.summary.endswith(".")
        assert not any(placeholder in figure.svg for placeholder in PROPERTIES)


def test_a_figure_says_its_numbers() -> None:
    error, *_ = proof_figures(proof())
    part = proof().part("B", "ours")
    assert part is not None
    assert f"{part.summaries[0].mae:,.0f}" in error.summary
    assert "ours" in error.svg
    assert "vague" in error.svg


def test_a_record_of_one_window_is_drawn_too() -> None:
    assert len(proof_figures(lost())) == 9


def test_labels_that_would_meet_are_moved_apart_upwards() -> None:
    moved = spread({"b": 1.05, "a": 1.0, "c": 3.0}, gap=0.5)
    assert moved == pytest.approx({"a": 1.0, "b": 1.5, "c": 3.0})
    assert spread({}, gap=1.0) == {}
