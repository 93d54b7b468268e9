import socket
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from typer.testing import CliRunner

from paxline.cli import app
from paxline.errors import UsageError


@pytest.mark.parametrize(
    "wrong",
    [["--port", "0"], ["--port", "70000"], ["--model", "crystal"], ["--week", "2026-04-25"], ["--as-of", "now"]],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_served(wrong: list[str]) -> None:
    result = CliRunner().invoke(app, ["serve", "--no-open", *wrong])
    assert isinstance(result.exception, UsageError)


def test_settings_that_are_refused_are_refused_before_anything_is_served(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paxline.toml").write_text("[page]\nport = 80\n", encoding="utf-8")
    result = run("serve", "--no-open", "--port", "8321", home=tmp_path)
    assert isinstance(result.exception, UsageError)
    assert "a port lies between 1024 and 65535" in str(result.exception)
    assert "making the pages" not in result.stderr


def test_the_port_is_the_settings_unless_another_is_named(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "paxline.toml").write_text(f"[page]\nport = {port}\n", encoding="utf-8")
        result = run("serve", "--no-open", home=tmp_path)
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith(f"port {port} of the loopback cannot be had")
    assert str(result.exception).endswith("name another with --port")
