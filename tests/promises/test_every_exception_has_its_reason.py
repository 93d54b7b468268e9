"""What a gate would stop and may pass all the same says why, in the same line."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.promises.source import ROOT

FOLDERS = ("src", "tests", "benchmarks", "handbook", "tutorial")
EXCEPTION = re.compile(r"(?:noqa: [A-Z0-9]+(?:, ?[A-Z0-9]+)*|pyright: ignore\[[A-Za-z, ]+\])(?P<reason> - \S)?")
UNNAMED = re.compile(r"noqa(?!: [A-Z])|(?:pyright|type): ignore(?!\[)|type: ignore")


def without_reason(source: str) -> Iterator[int]:
    """The lines with an exception that names no rule, or no reason."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            unreasoned = any(not found["reason"] for found in EXCEPTION.finditer(token.string))
            if unreasoned or UNNAMED.search(token.string):
                yield token.start[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_exception_has_its_reason(folder: str) -> None:
    files: list[Path] = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [f"{file}:{line}" for file in files for line in without_reason(file.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa: S704",
        "x = 1  # noqa",
        "x = 1  # pyright: ignore[reportIndexIssue]",
        "x = 1  # pyright: ignore",
        "x = 1  # type: ignore[misc] - why",
        "x = 1  # noqa: S704 - why  # pyright: ignore[reportIndexIssue]",
    ],
)
def test_the_check_sees_an_exception_without_one(line: str) -> None:
    assert [*without_reason(line)] == [1]
    assert [*without_reason("x = 1  # noqa: S704, A001 - why")] == []
