import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Run = Callable[..., Result]


def test_offline_it_looks_at_this_machine_alone(run: Run) -> None:
    result = run("doctor", "--offline")
    assert result.exit_code == 0
    assert "TSA page" not in result.stdout
    assert "time zone" in result.stdout


def test_as_json_it_is_one_document(run: Run, world_home: Path) -> None:
    said = json.loads(run("doctor", "--offline", "--json", home=world_home).stdout)
    assert said["health"] in {"ok", "warning", "bad"}
    assert {"check", "health", "words", "remedy"} == said["checks"][0].keys()


def test_what_is_bad_ends_with_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paxline.toml").write_text("[nonsense]\n", encoding="utf-8")
    assert run("doctor", "--offline", home=tmp_path).exit_code == 1
