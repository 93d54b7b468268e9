import pytest
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
