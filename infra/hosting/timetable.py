"""What happens at which Eastern time: the machine wakes and sleeps, copies are made, and the watch begins and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from hosting.choices import WATCH_FROM, WATCH_TO, ZONE, Choices, later

COPY = "systemctl start paxline-backup.service"
"""What the machine is asked to do before it sleeps."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One call of AWS's own interface, every day.

    Attributes:
        name: Of the schedule.
        at: Eastern time.
        call: Service and action, as the scheduler spells them.
        says: What the call is given.
    """

    name: str
    at: time
    call: str
    says: Mapping[str, object]


def errands(choices: Choices, *, machine: str, alarms: Sequence[str]) -> tuple[Errand, ...]:
    """Every errand of a day, for the machine and the alarms of these names.

    The watch begins once the machine has had time to start. Each alarm is then set to OK by hand: one that has been
    ringing unheard all night rings anew at its next look, and is heard.
    """
    awake, dusk = later(choices.wake, WATCH_FROM), later(choices.sleep, -WATCH_TO)
    one, watched = {"InstanceIds": [machine]}, {"AlarmNames": list(alarms)}
    copies = {"DocumentName": "AWS-RunShellScript", **one, "Parameters": {"commands": [COPY]}}
    checks = (
        Errand(
            f"check-{name}",
            later(awake, 5),
            "cloudwatch:setAlarmState",
            {"AlarmName": name, "StateValue": "OK", "StateReason": "The day's watch begins"},
        )
        for name in alarms
    )
    return (
        Errand("wake", choices.wake, "ec2:startInstances", one),
        Errand("watch", awake, "cloudwatch:enableAlarmActions", watched),
        *checks,
        Errand("rest", dusk, "cloudwatch:disableAlarmActions", watched),
        Errand("copy", dusk, "ssm:sendCommand", copies),
        Errand("sleep", choices.sleep, "ec2:stopInstances", one),
    )


def unheard(scope: Construct) -> sqs.Queue:
    """Where calls go that failed for an hour."""
    return sqs.Queue(scope, "Unheard", encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True)


def timetable(scope: Construct, day: Sequence[Errand], *, queue: sqs.Queue) -> None:
    """Schedules for every errand, done by a role that may do these and nothing else."""
    role = _role(scope, day, queue)
    for errand in day:
        scheduler.CfnSchedule(
            scope,
            "".join(word.title() for word in ("at", *errand.name.split("-"))),
            schedule_expression=f"cron({errand.at.minute} {errand.at.hour} * * ? *)",
            schedule_expression_timezone=ZONE,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=f"arn:{Stack.of(scope).partition}:scheduler:::aws-sdk:{errand.call}",
                role_arn=role.role_arn,
                input=Stack.of(scope).to_json_string(dict(errand.says)),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=queue.queue_arn),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=20
                ),
            ),
        )


def _role(scope: Construct, day: Sequence[Errand], queue: sqs.Queue) -> iam.Role:
    here = Stack.of(scope)
    role = iam.Role(
        scope,
        "Timekeeper",
        assumed_by=iam.ServicePrincipal(
            "scheduler.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": here.account}}
        ),
    )
    machines = sorted({str(one) for errand in day for one in _list(errand.says.get("InstanceIds"))})
    alarms = sorted({str(one) for errand in day for one in _list(errand.says.get("AlarmNames"))})
    instances = [here.format_arn(service="ec2", resource="instance", resource_name=name) for name in machines]
    watched = [f"arn:{here.partition}:cloudwatch:{here.region}:{here.account}:alarm:{name}" for name in alarms]
    document = f"arn:{here.partition}:ssm:{here.region}::document/AWS-RunShellScript"
    for actions, resources in (
        (["ec2:StartInstances", "ec2:StopInstances"], instances),
        (["cloudwatch:DisableAlarmActions", "cloudwatch:EnableAlarmActions", "cloudwatch:SetAlarmState"], watched),
        (["ssm:SendCommand"], [*instances, document]),
        (["sqs:SendMessage"], [queue.queue_arn]),
    ):
        role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
    return role


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
