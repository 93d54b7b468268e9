"""The blocks of Python in docs/extending.md run, one after the other, as they stand there."""

import re
from typing import Any, Final

from tests.promises.source import ROOT

PAGE: Final = ROOT / "docs" / "extending.md"
BLOCK: Final = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_every_block_of_the_page_runs(capsys: Any) -> None:
    text = PAGE.read_text(encoding="utf-8")
    space: dict[str, Any] = {"__name__": "extending"}
    blocks = list(BLOCK.finditer(text))
    for block in blocks:
        line = text[: block.start()].count("\n") + 1
        exec(compile("\n" * line + block[1], str(PAGE), "exec"), space)  # noqa: S102 - the repository's own page
    assert len(blocks) >= 6
    assert "last-weeks" in capsys.readouterr().out


def test_the_page_has_an_example_for_each_port() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for words in ("mine: Forecaster", "def submit(", "notifier: Notifier", "halted = (*seen.account.halted"):
        assert words in text
