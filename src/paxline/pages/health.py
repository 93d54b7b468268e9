"""What the checks found, as a table for a terminal and as plain data."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from paxline.run.health import Finding, Health, worst

_STYLES: Final[Mapping[Health, str]] = MappingProxyType(
    {Health.OK: "green", Health.WARNING: "bold yellow", Health.BAD: "bold red"}
)


def health_screen(findings: Sequence[Finding]) -> RenderableType:
    """One line for each finding, what to do under it, and what it all comes to."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for finding in findings:
        said = Text(finding.words)
        if finding.remedy:
            said.append(f"\n→ {finding.remedy}", style="bold")
        table.add_row(Text(finding.health.value, style=_STYLES[finding.health]), Text(finding.check), said)
    return Group(table, Text(""), Text(summary(findings), style="bold"))


def summary(findings: Sequence[Finding]) -> str:
    """What it all comes to, in one line."""
    of = {health: sum(finding.health is health for finding in findings) for health in Health}
    amiss = [f"{of[health]} {health.value}" for health in (Health.BAD, Health.WARNING) if of[health]]
    return f"{', '.join(amiss)}, {of[Health.OK]} ok" if amiss else f"all {of[Health.OK]} ok"


def health_document(findings: Sequence[Finding]) -> Mapping[str, object]:
    """The same as plain data: ``health`` is the worst of all."""
    checks = [
        {"check": one.check, "health": one.health.value, "words": one.words, "remedy": one.remedy} for one in findings
    ]
    return {"health": worst(tuple(findings)).value, "checks": checks}
