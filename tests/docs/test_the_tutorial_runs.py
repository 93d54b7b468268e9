"""Every notebook of the tutorial runs from its first cell to its last, on collected data and on made-up ones."""

import json
from pathlib import Path
from typing import Final

import pytest
from handbook.notebook import Cell, Kind, cells, main, run
from tests.promises.source import ROOT
from tests.promises.test_docs_tell_the_truth import dead_links
from tutorial.kit import collected, is_real, made_up

from paxline.edge.archive import read_archive
from paxline.market.listing import Listing

NOTEBOOKS: Final = sorted((ROOT / "tutorial").glob("[0-9]_*.py"))
FIGURES: Final = {"1_scrape": 1, "3_baselines": 3, "4_by_hand": 1}
"""How many figures each has at least."""

STATED: Final = {
    "3_baselines": (
        "published    277,990   re-computed    277,990",
        "published     43,282   re-computed     43,283   known beforehand     74,218",
    )
}
"""Lines that the notebook's own words rest on."""


def names(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def made_up_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up(tmp_path_factory.mktemp("made-up"))


def test_the_five_parts_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "1_scrape",
        "2_supplements",
        "3_baselines",
        "4_by_hand",
        "5_automated",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebooks_words_lead_somewhere(path: Path) -> None:
    words = [cell.text for cell in cells(path.read_text(encoding="utf-8")) if cell.kind is Kind.WORDS]
    assert words[0].startswith(f"# {path.stem[0]} · ")
    assert dead_links("\n".join(words), folder=path.parent) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebook_runs_on_made_up_data(path: Path, made_up_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAXLINE_DATA", str(made_up_folder))
    ran = run(path)
    assert "MADE UP" in ran.markdown or path.stem == "5_automated"
    assert ran.figures >= FIGURES.get(path.stem, 0)


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != "5_automated"], ids=names)
def test_a_notebook_runs_on_collected_data(path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAXLINE_DATA", str(shared_data))
    ran = run(path)
    assert "published by the TSA" in ran.markdown
    assert [line for line in STATED.get(path.stem, ()) if line not in ran.markdown] == []
    assert ran.figures >= FIGURES.get(path.stem, 0)


def test_the_made_up_folder_is_read_whole_and_says_what_it_is(made_up_folder: Path) -> None:
    archive = read_archive(made_up_folder)
    assert archive.rejected == ()
    assert len(archive.readings) > 1_500
    assert {one.result for one in archive.listings if isinstance(one, Listing)} == {None, "yes", "no"}
    assert archive.quotes
    assert not is_real(made_up_folder)


def test_the_data_are_those_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAXLINE_DATA", str(tmp_path))
    assert collected() == tmp_path


def test_cells_are_parted_by_their_marks() -> None:
    text = '"""Head."""\n# %% [markdown]\n# # Title\n#\n# Words.\n\n# %%\nx = 1\nx + 1\n# %%\n'
    assert list(cells(text)) == [Cell(Kind.WORDS, "# Title\n\nWords.", 3), Cell(Kind.CODE, "x = 1\nx + 1", 8)]


def test_a_cell_shows_what_it_prints_and_what_it_ends_with(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# %%\nprint('said')\n2 + 2\n# %%\nclass F:\n    def _repr_svg_(self): return '<svg/>'\n\nF()\n")
    ran = run(path)
    assert "```text\nsaid\n```\n\n```text\n4\n```" in ran.markdown
    assert '<figure class="figure"><svg/></figure>' in ran.markdown
    assert ran.figures == 1


def test_a_notebook_becomes_one_of_jupyters_with_what_it_showed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    drawing = "class F:\n    def _repr_svg_(self): return '<svg/>'\n\nF()\n"
    path.write_text(f"# %% [markdown]\n# Words.\n# %%\nprint('said')\n2 + 2\n# %%\n{drawing}")
    main([str(path)])
    made = json.loads(path.with_suffix(".ipynb").read_text(encoding="utf-8"))
    words, code, drawn = made["cells"]
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    assert [cell["id"] for cell in made["cells"]] == ["cell-0", "cell-1", "cell-2"]
    assert (words["cell_type"], words["source"]) == ("markdown", ["Words."])
    assert code["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": ["said\n"]},
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["4"]}},
    ]
    assert drawn["execution_count"] == 2
    assert set(drawn["outputs"][0]["data"]) == {"image/svg+xml", "text/plain"}


def test_a_cell_that_fails_ends_the_notebook_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# %%\nx = 1\n\n# %%\ny = 2\n1 / 0\n")
    with pytest.raises(ZeroDivisionError) as failed:
        run(path)
    assert failed.traceback[-1].lineno == 5
