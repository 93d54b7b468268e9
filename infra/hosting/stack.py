"""Everything together: one stack, and what it is called."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, CfnResource, Fn, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_ses as ses
from aws_cdk import aws_ssm as ssm
from constructs import Construct, IConstruct

from hosting import machine, network, rights, storage, timetable, watch
from hosting.choices import Choices

NAME = "paxline"


class Hosting(Stack):
    """One small machine that trades on paper, what it keeps, and who is told when it is silent."""

    def __init__(self, scope: Construct, choices: Choices) -> None:
        super().__init__(scope, NAME, description="paxline on one small machine", analytics_reporting=False)
        vpc = network.network(self)
        kept, code, log = storage.bucket(self), machine.code(self), machine.log(self)
        volume = storage.volume(self, gigabytes=choices.disk, zone=Fn.select(0, Fn.get_azs()))
        role = rights.role(self)
        rights.allow(role, bucket=kept, code=code, log=log, volume=volume, mail=choices.mail)
        one = machine.instance(
            self,
            choices=choices,
            vpc=vpc,
            group=network.way_out(self, vpc),
            role=role,
            starts=machine.first_start(self, shipped=code, bucket=kept, volume=volume, log=log, mail=choices.mail),
        )
        told, queue = watch.topic(self, mail=choices.mail), timetable.unheard(self)
        watch.ring(self, told)
        watch.recovery(self, one, told)
        watch.missed_errands(self, queue, told)
        day = timetable.errands(choices, machine=one.instance_id, alarms=[bell.name for bell in watch.BELLS])
        timetable.timetable(self, day, queue=queue)
        halt = ssm.StringParameter(
            self,
            "Halt",
            parameter_name="/paxline/halt",
            string_value="no",
            description="Anything but `no` stops trading; `paxline aws halt` writes why",
        )
        ses.CfnEmailIdentity(self, "Sender", email_identity=choices.mail)
        _budget(self, choices)
        self.template_options.metadata = {"paxline": {"HoursAMonth": f"{choices.hours_a_month:.1f}"}}
        for name, value in (
            ("Machine", one.instance_id),
            ("Bucket", kept.bucket_name),
            ("HaltSwitch", halt.parameter_name),
        ):
            CfnOutput(self, f"{name}Name", value=value)
        _explain(self)


def _budget(scope: Construct, choices: Choices) -> None:
    def mail(kind: str, share: int) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
        return budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                notification_type=kind,
                comparison_operator="GREATER_THAN",
                threshold=share,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=choices.mail)],
        )

    budgets.CfnBudget(
        scope,
        "Budget",
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_type="COST",
            time_unit="MONTHLY",
            budget_limit=budgets.CfnBudget.SpendProperty(amount=choices.budget, unit="USD"),
        ),
        notifications_with_subscribers=[mail("ACTUAL", 80), mail("FORECASTED", 100)],
    )


EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "Kept": {"CKV_AWS_18": "Access logs need a second bucket; one role and the owner have access"},
    "Log": {"CKV_AWS_158": "AWS's own key encrypts it; the log holds no secret"},
    "Alarms": {
        "CKV_AWS_26": "An alarm holds no secret; AWS's key does not admit CloudWatch, ours costs a dollar a month"
    },
    "Unheard": {"CKV_AWS_27": "SQS's own key encrypts it"},
    "Machine": {"CKV_AWS_88": "An address to go out by; nothing may come in, and a gateway costs five times the rest"},
    "Role": {"CKV_AWS_111": "The wildcards stand in rights.py, each with its reason"},
}
"""Checks of checkov that do not hold, by the resource's first word, each with its reason."""


def _explain(stack: Stack) -> None:
    """Write every exception beside the resource it is for."""
    for found in stack.node.find_all():
        reasons = _reasons(found, stack)
        if isinstance(found, CfnResource) and reasons:
            skips = [{"id": check, "comment": why} for check, why in reasons.items()]
            found.add_metadata("checkov", {"skip": skips})


def _reasons(found: IConstruct, stack: Stack) -> Mapping[str, str]:
    first = found.node.path.removeprefix(f"{stack.node.path}/").split("/")[0]
    return EXCEPTIONS.get(first, {})
