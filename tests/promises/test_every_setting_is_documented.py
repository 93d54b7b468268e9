"""``docs/settings.md`` knows every key of the settings with its default and its meaning, and no others."""

import re
from collections.abc import Iterator
from typing import Final

from tests.promises.source import ROOT

from paxline.edge.settings import ALERTS, DESK, LIMITS, LIVE, PAGE, WIDTHS
from paxline.edge.settings_file import meanings, written

DOCUMENT: Final = ROOT / "docs" / "settings.md"

Row = tuple[str, str, str, str]
"""Section, key, default, meaning."""


def rows(text: str) -> Iterator[Row]:
    """Every row of every section's table."""
    section = ""
    for line in text.splitlines():
        if head := re.fullmatch(r"## \[(\w+)\]", line):
            section = head[1]
        elif row := re.fullmatch(r"\| `(\w+)` \| `(.*?)` \| (.*) \|", line):
            yield section, row[1], row[2], row[3]


def settings() -> Iterator[Row]:
    """Every key there is."""
    for section in (DESK, LIMITS, WIDTHS, ALERTS, PAGE, LIVE):
        said, default = meanings(section.of), section.of()
        for key in section.keys:
            yield section.name, key, written(getattr(default, key)), said[key]


def test_the_document_and_the_settings_say_the_same() -> None:
    assert list(rows(DOCUMENT.read_text(encoding="utf-8"))) == list(settings())


def test_a_planted_key_and_a_wrong_default_are_seen() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert list(rows(text.replace("`port`", "`harbour`"))) != list(settings())
    assert list(rows(text.replace("`8321`", "`8322`"))) != list(settings())
