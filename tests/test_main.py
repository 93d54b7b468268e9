import runpy
import sys

import pytest

import paxline


def test_the_package_runs_as_a_module_and_tells_its_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["anything", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("paxline", run_name="__main__")
    assert ended.value.code in {0, None}
    assert capsys.readouterr().out == f"paxline {paxline.__version__}\n"
