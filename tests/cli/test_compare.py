import json
from collections.abc import Callable

from typer.testing import Result

Run = Callable[..., Result]


def test_an_empty_home_says_what_is_missing(run: Run) -> None:
    said = run("study", "compare").stdout
    assert "There is nothing to compare yet." in said
    document = json.loads(run("study", "compare", "--json").stdout)
    assert (document["weeks"], document["shared"]) == ([], [])
