import json
from io import StringIO

from rich.console import Console

from paxline.pages.health import health_document, health_screen, summary
from paxline.run.health import bad, ok, warning

FOUND = (
    ok("home", "a folder"),
    warning("copies", "old", remedy="run [b]"),
    bad("settings", "no TOML", remedy="mend it"),
)


def test_each_finding_stands_with_what_to_do_about_it() -> None:
    written = StringIO()
    Console(width=100, file=written).print(health_screen(FOUND))
    text = written.getvalue()
    assert "→ run [b]" in text
    assert text.rstrip().endswith("1 bad, 1 warning, 1 ok")


def test_where_nothing_is_amiss_it_says_so() -> None:
    assert summary(FOUND[:1]) == "all 1 ok"


def test_as_data_the_worst_heads_them_all() -> None:
    document = json.loads(json.dumps(dict(health_document(FOUND))))
    assert document["health"] == "bad"
    assert document["checks"][1] == {"check": "copies", "health": "warning", "words": "old", "remedy": "run [b]"}
