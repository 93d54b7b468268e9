from dataclasses import replace

from paxline.edge.aws.measurements import Measurement, tell
from paxline.edge.aws.session import Names, client
from paxline.testing import NOW

SEEN = Measurement(NOW, heartbeat=1, stale_minutes=3.0, differences=0, drawdown=0.01, halted=1, disk_free=2_500_000_000)


def test_every_figure_arrives_under_its_name(names: Names) -> None:
    cloudwatch = client("cloudwatch", names)
    tell(cloudwatch, SEEN)
    told = {one["MetricName"] for one in cloudwatch.list_metrics(Namespace="paxline")["Metrics"]}
    assert told == {"Heartbeat", "StaleMinutes", "Differences", "DrawdownShare", "Halted", "DiskFreeGigabytes"}


def test_what_cannot_be_told_is_left_out_rather_than_nought() -> None:
    assert "StaleMinutes" not in dict(replace(SEEN, stale_minutes=None).figures())
    assert dict(SEEN.figures())["DiskFreeGigabytes"] == 2.5
