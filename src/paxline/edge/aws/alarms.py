"""What rings, and what the machine last wrote in its log."""

from typing import Any, Final

from paxline.edge.aws.session import asking

PREFIX: Final = "paxline-"
"""Begins the name of every alarm of ours."""


def ringing(cloudwatch: Any) -> tuple[str, ...]:
    """The names of our alarms that ring; raises ``SourceError`` or one of its kinds."""
    with asking("the alarms"):
        answer = cloudwatch.describe_alarms(AlarmNamePrefix=PREFIX, StateValue="ALARM")
    rings = (one for one in answer["MetricAlarms"] if one["StateValue"] == "ALARM")
    return tuple(sorted(str(one["AlarmName"]) for one in rings))


def newest_lines(logs: Any, group: str, *, most: int) -> tuple[str, ...]:
    """The newest lines of the log's newest stream, oldest first; ``MissingData`` where there is no such log."""
    with asking(f"log {group}"):
        streams = logs.describe_log_streams(logGroupName=group, orderBy="LastEventTime", descending=True, limit=1)
        found: list[str] = []
        for stream in streams["logStreams"]:
            answer = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], limit=most)
            found += [str(event["message"]) for event in answer["events"]]
    return tuple(found)
