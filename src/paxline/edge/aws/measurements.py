"""What CloudWatch is told every few minutes; what cannot be measured is left out, and its silence rings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from paxline.edge.aws.session import asking

NAMESPACE: Final = "paxline"
"""Of the metrics; the machine may write to no other."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One look at everything that rings.

    Attributes:
        at: When (UTC).
        heartbeat: 1 where the loop has done something of late, else 0.
        stale_minutes: How far the newest figure is past its due; ``None`` where that cannot be told.
        differences: Figures of the exchange that are not the journal's; ``None`` where that cannot be told.
        drawdown: Lost share of the money put in, 0 or more; ``None`` where that cannot be told.
        halted: Reasons why trading is halted; ``None`` where that cannot be told.
        disk_free: Bytes free on the home's disk.
    """

    at: datetime
    heartbeat: int
    stale_minutes: float | None
    differences: int | None
    drawdown: float | None
    halted: int | None
    disk_free: int

    def figures(self) -> tuple[tuple[str, float], ...]:
        """What there is to tell, by the name of its metric."""
        every = (
            ("Heartbeat", self.heartbeat),
            ("StaleMinutes", self.stale_minutes),
            ("Differences", self.differences),
            ("DrawdownShare", self.drawdown),
            ("Halted", self.halted),
            ("DiskFreeGigabytes", self.disk_free / 1e9),
        )
        return tuple((name, float(value)) for name, value in every if value is not None)


def tell(cloudwatch: Any, measured: Measurement) -> None:
    """Send it in one call; raises ``SourceError`` or one of its kinds."""
    figures = [{"MetricName": name, "Value": value, "Timestamp": measured.at} for name, value in measured.figures()]
    with asking("taking measurements"):
        cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=figures)
