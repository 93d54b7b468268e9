"""What the machine may do, action by action. Every wildcard has its reason beside it."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

NAMESPACE = "paxline"
"""Of the metrics."""

TAG = ("paxline", "machine")
"""What marks the machine: rights over machines hold for this tag alone."""

PARAMETERS = (
    "halt",
    "settings",
    *(f"kalshi/{world}/{part}" for world in ("demo", "production") for part in ("key-id", "key-pem")),
)
"""Below ``/paxline/``; the four of the key are written by ``paxline aws key`` as SecureString."""

FOLDERS = ("backups", "pages", "reports")
"""Of the bucket."""

AGENT = (
    "ssm:DescribeAssociation",
    "ssm:DescribeDocument",
    "ssm:GetDocument",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
)
"""What the agent of Systems Manager needs; AWS's own policy adds reading every parameter of the account."""


def role(scope: Construct) -> iam.Role:
    """The role of the machine, without any right yet."""
    return iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))


def allow(
    role: iam.Role, *, bucket: s3.Bucket, code: assets.Asset, log: logs.LogGroup, volume: ec2.Volume, mail: str
) -> None:
    """Give the machine what it needs, and no more."""
    here = Stack.of(role)
    parameters = [
        here.format_arn(service="ssm", resource="parameter", resource_name=f"paxline/{name}") for name in PARAMETERS
    ]
    _may(role, "ReadsItsParameters", ["ssm:GetParameter"], parameters)
    # Wildcard: objects below three folders have no other name. There is no right to delete.
    _may(role, "KeepsObjects", ["s3:GetObject", "s3:PutObject"], [bucket.arn_for_objects(f"{f}/*") for f in FOLDERS])
    listed = {"StringLike": {"s3:prefix": [f"{folder}/*" for folder in FOLDERS]}}
    _may(role, "ListsObjects", ["s3:ListBucket"], [bucket.bucket_arn], listed)
    _may(role, "FetchesTheCode", ["s3:GetObject"], [code.bucket.arn_for_objects(code.s3_object_key)])
    # Wildcard: a log stream is named by the machine.
    _may(role, "Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], [log.log_group_arn])
    # Wildcard: metrics have no name of their own; the condition holds them to one namespace.
    _may(role, "Measures", ["cloudwatch:PutMetricData"], ["*"], {"StringEquals": {"cloudwatch:namespace": NAMESPACE}})
    # Wildcard: the agent's actions know no resources.
    _may(role, "IsReachedByItsOwner", AGENT, ["*"])
    # Wildcard: a machine's name is not known before it is; the tag holds it to ours.
    machines = here.format_arn(service="ec2", resource="instance", resource_name="*")
    _may(
        role,
        "TakesTheVolume",
        ["ec2:AttachVolume"],
        [here.format_arn(service="ec2", resource="volume", resource_name=volume.volume_id)],
    )
    _may(
        role, "TakesItItself", ["ec2:AttachVolume"], [machines], {"StringEquals": {f"aws:ResourceTag/{TAG[0]}": TAG[1]}}
    )
    identity = here.format_arn(service="ses", resource="identity", resource_name=mail)
    _may(role, "SendsTheBrief", ["ses:SendRawEmail"], [identity], {"StringEquals": {"ses:FromAddress": mail}})


def _may(
    role: iam.Role,
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: dict[str, object] | None = None,
) -> None:
    role.add_to_policy(
        iam.PolicyStatement(sid=sid, actions=list(actions), resources=list(resources), conditions=conditions)
    )
