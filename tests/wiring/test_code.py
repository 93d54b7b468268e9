from pathlib import Path

import pytest

import paxline
from paxline.wiring.code import code_digest


def test_a_changed_line_changes_the_fingerprint_of_its_package_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("desk", "market"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(paxline, "__file__", str(tmp_path / "__init__.py"))
    before = code_digest(("desk",)), code_digest(("market",))
    (tmp_path / "desk" / "one.py").write_text("x = 2\n")
    assert code_digest(("desk",)) != before[0]
    assert code_digest(("market",)) == before[1]
