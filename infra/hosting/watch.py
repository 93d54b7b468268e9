"""What rings, and whom it tells: silence rings too."""

from dataclasses import dataclass

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from hosting.rights import NAMESPACE

PERIOD = Duration.minutes(5)
"""How often the machine measures itself."""

LOOKS = 3
"""Measurements in a row that ring."""


@dataclass(frozen=True, slots=True)
class Bell:
    """One alarm over one metric of ours.

    Attributes:
        name: Of the alarm.
        metric: As ``paxline aws measure`` sends it.
        rings: How the metric compares to ``at`` when it rings.
        at: The threshold, in the metric's unit.
        says: What it means, for the mail.
    """

    name: str
    metric: str
    rings: cloudwatch.ComparisonOperator
    at: float
    says: str


_OVER = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
_UNDER = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD

BELLS = (
    Bell("paxline-heartbeat", "Heartbeat", _UNDER, 1, "paxline does not run, or its machine is gone"),
    Bell("paxline-stale", "StaleMinutes", _OVER, 90, "No quote or count came in for so many minutes past its due"),
    Bell("paxline-difference", "Differences", _OVER, 0, "The exchange's figures are not those of the journal"),
    Bell("paxline-drawdown", "DrawdownShare", _OVER, 0.05, "This share of the money put in is lost"),
    Bell("paxline-halted", "Halted", _OVER, 0, "Trading is halted"),
    Bell("paxline-disk", "DiskFreeGigabytes", _UNDER, 1, "The home's disk is nearly full"),
)
"""In the order of the mail's urgency."""


def topic(scope: Construct, *, mail: str) -> sns.Topic:
    """Where every alarm goes, and on by mail."""
    made = sns.Topic(scope, "Alarms", enforce_ssl=True)
    made.add_subscription(subscriptions.EmailSubscription(mail))
    return made


def ring(scope: Construct, told: sns.Topic) -> None:
    """An alarm for every bell; missing data ring."""
    for bell in BELLS:
        alarm = cloudwatch.Alarm(
            scope,
            bell.metric,
            alarm_name=bell.name,
            alarm_description=bell.says,
            metric=cloudwatch.Metric(namespace=NAMESPACE, metric_name=bell.metric, period=PERIOD, statistic="Maximum"),
            comparison_operator=bell.rings,
            threshold=bell.at,
            evaluation_periods=LOOKS,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(told))
        alarm.add_ok_action(actions.SnsAction(told))


def recovery(scope: Construct, machine: ec2.Instance, told: sns.Topic) -> None:
    """Move the machine to other hardware when its own fails."""
    alarm = cloudwatch.Alarm(
        scope,
        "Hardware",
        alarm_name="paxline-hardware",
        alarm_description="The hardware under the machine failed; it is moved",
        metric=cloudwatch.Metric(
            namespace="AWS/EC2",
            metric_name="StatusCheckFailed_System",
            dimensions_map={"InstanceId": machine.instance_id},
            period=Duration.minutes(1),
            statistic="Maximum",
        ),
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold=1,
        evaluation_periods=2,
        # A machine that sleeps has no hardware to check; whether it should be awake is the heartbeat's question.
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.Ec2Action(actions.Ec2InstanceAction.RECOVER), actions.SnsAction(told))


def missed_errands(scope: Construct, queue: sqs.Queue, told: sns.Topic) -> None:
    """Tell of an errand of the timetable that could not be done."""
    alarm = cloudwatch.Alarm(
        scope,
        "MissedErrand",
        alarm_name="paxline-missed-errand",
        alarm_description=f"A schedule of {Stack.of(scope).stack_name} could not do its errand",
        metric=queue.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum"),
        comparison_operator=_OVER,
        threshold=0,
        evaluation_periods=1,
        # An empty queue measures nothing after six hours.
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(told))
