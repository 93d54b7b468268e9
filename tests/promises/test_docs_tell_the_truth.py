"""The documentation points at things that exist, and every decision is written down in one form and indexed."""

import re
from pathlib import Path
from typing import Final

import pytest
from tests.promises.source import ROOT

DECISIONS: Final = ROOT / "docs" / "decisions"
PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PARTS: Final = ("Status", "Context", "Decision", "Consequences")


def dead_links(text: str, *, folder: Path) -> list[str]:
    """Every relative link in ``text`` that leads nowhere from ``folder``."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    targets = [found.partition("#")[0] for found in re.findall(r"\]\(([^)\s]+)\)", prose)]
    return [
        one
        for one in targets
        if one and "://" not in one and not one.startswith("mailto:")
        if not (folder / one).exists()
    ]


def unknown_targets(text: str, *, makefile: str) -> list[str]:
    """Every ``make`` target in code that the Makefile does not have."""
    known = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))
    code = re.findall(r"```.*?```|`[^`\n]*`", text, flags=re.DOTALL)
    named = [target for part in code for target in re.findall(r"(?:^`|^[ $]*)make ([a-z][a-z-]*)", part, re.MULTILINE)]
    return sorted(set(named) - known)


def malformed(text: str) -> list[str]:
    """What a decision lacks: a title that is a sentence, or one of its four parts in their order."""
    lines = [line for line in text.splitlines() if line.strip()]
    title = re.fullmatch(r"# \d{4} · (\S.* .*[^.])", lines[0]) if lines else None
    heads = [found[1] for line in lines[1:] if (found := re.match(r"\*\*(\w+)\.\*\* \S", line))]
    return [*([] if title else ["title"]), *(part for part in PARTS if part not in heads)]


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    assert dead_links(page.read_text(encoding="utf-8"), folder=page.parent) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_make_targets_named_in_the_documentation_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert unknown_targets(page.read_text(encoding="utf-8"), makefile=makefile) == []


@pytest.mark.parametrize("decision", decisions(), ids=lambda path: path.stem)
def test_a_decision_has_its_parts(decision: Path) -> None:
    assert malformed(decision.read_text(encoding="utf-8")) == []


def test_decisions_are_numbered_without_gaps_and_each_is_indexed_by_its_title() -> None:
    assert [path.name[:4] for path in decisions()] == [f"{n:04}" for n in range(1, len(decisions()) + 1)]
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for path in decisions():
        title = path.read_text(encoding="utf-8").splitlines()[0].partition(" · ")[2]
        assert f"[{title}]({path.name})" in index


def test_the_checks_see_what_is_planted() -> None:
    assert dead_links("[a](b.md) [c](https://x.y) `[d](e)` [f](#g)", folder=ROOT) == ["b.md"]
    assert unknown_targets("`make tea` or `make test`\nmake sense", makefile="test: check\n") == ["tea"]
    assert unknown_targets("```\n$ make cake\nmake test\n```", makefile="test: check\n") == ["cake"]
    assert malformed("# 0001 · Nouns\n\n**Status.** accepted") == ["title", "Context", "Decision", "Consequences"]
    assert malformed("# 0001 · We do this\n" + "\n".join(f"**{part}.** x" for part in PARTS)) == []
