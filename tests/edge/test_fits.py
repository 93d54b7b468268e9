from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paxline.edge.fits import add_fit, read_fits
from paxline.errors import StoreError
from paxline.forecast.shipped import SHIPPED

FIT = replace(SHIPPED[-1], trained_through=date(2026, 3, 31), objective=-1.25)


def test_what_was_fitted_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    file = tmp_path / "fits.json"
    assert read_fits(file) == ()
    add_fit(file, FIT)
    add_fit(file, replace(FIT, trained_through=date(2026, 2, 28)))
    assert read_fits(file) == (replace(FIT, trained_through=date(2026, 2, 28)), FIT)
    again = replace(FIT, objective=-2.5)
    add_fit(file, again)
    assert read_fits(file)[-1] == again
    assert [one.name for one in tmp_path.iterdir()] == ["fits.json"]


@pytest.mark.parametrize("text", ["", "{}x", '[{"trained_through": "2026-01-01"}]', '[{"parameters": 3}]', "[7]"])
def test_a_file_that_holds_no_fits_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "fits.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="fit again"):
        read_fits(file)


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        add_fit(tmp_path / "nowhere" / "fits.json", FIT)
