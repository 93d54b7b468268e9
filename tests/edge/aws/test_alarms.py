import pytest

from paxline.edge.aws.alarms import newest_lines, ringing
from paxline.edge.aws.session import Names, client
from paxline.errors import MissingData


def test_only_our_alarms_that_ring_are_told(names: Names) -> None:
    cloudwatch = client("cloudwatch", names)
    for name in ("paxline-halted", "paxline-disk", "another"):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            MetricName="m",
            Namespace="n",
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
    assert ringing(cloudwatch) == ()
    for name in ("paxline-halted", "another"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    assert ringing(cloudwatch) == ("paxline-halted",)


def test_the_newest_lines_of_the_log_are_shown(names: Names) -> None:
    logs = client("logs", names)
    with pytest.raises(MissingData, match="log /paxline/run"):
        newest_lines(logs, "/paxline/run", most=2)
    logs.create_log_group(logGroupName="/paxline/run")
    assert newest_lines(logs, "/paxline/run", most=2) == ()
