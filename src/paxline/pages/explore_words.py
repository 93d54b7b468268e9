"""What the sections of the exploratory report are made of: tables, findings, estimates in words."""

from collections.abc import Callable
from dataclasses import dataclass
from math import expm1

from paxline.pages import words
from paxline.pages.drawing import Figure
from paxline.study.series import Estimate


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report.

    Attributes:
        caption: What it shows.
        head: The columns' headings; the first heads the rows.
        rows: Cells as text, as many as headings.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answer.

    Attributes:
        question: The heading.
        figure: The drawing, or ``None``.
        findings: Sentences computed from the figures.
        tables: The figures themselves.
        method: How they were made, in small print.
        broad: Whether it takes the whole width.
    """

    question: str
    figure: Figure | None
    findings: tuple[str, ...]
    tables: tuple[Table, ...]
    method: str
    broad: bool = False


def signed(change: float) -> str:
    """A relative change with its sign, such as ``+1.3%``."""
    return words.signed_percent(change)


def share(part: float) -> str:
    """A share without a sign, such as ``1.3%``."""
    return f"{part:.1%}".replace("-", "−")


def effect(of: Estimate) -> str:
    """An estimated log-ratio as a change with its interval and n: ``+3.2% (95 %: +1.0% to +5.4%, n = 6)``."""
    return _estimated(of, lambda value: signed(expm1(value)))


def effect_interval(of: Estimate) -> str:
    """An estimated log-ratio as a change with its interval: ``+3.2% (+1.0% to +5.4%)``."""
    if of.low is None or of.high is None:
        return signed(expm1(of.mean))
    return f"{signed(expm1(of.mean))} ({signed(expm1(of.low))} to {signed(expm1(of.high))})"


def changed(of: Estimate) -> str:
    """An estimated relative change with its interval and n."""
    return _estimated(of, signed)


def distance(of: Estimate) -> str:
    """An estimated share, which has no sign, with its interval and n."""
    return _estimated(of, share)


def _estimated(of: Estimate, shown: Callable[[float], str]) -> str:
    if of.low is None or of.high is None:
        return f"{shown(of.mean)} (n = {of.n}, no interval)"
    return f"{shown(of.mean)} (95 %: {shown(of.low)} to {shown(of.high)}, n = {of.n:,})"


def count_of(n: int, noun: str) -> str:
    """So many of something, such as ``1 week`` or ``3 weeks``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
