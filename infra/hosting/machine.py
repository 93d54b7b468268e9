"""The machine: one small arm64 instance that installs itself, takes the volume, and is reached without a door."""

from pathlib import Path

from aws_cdk import IgnoreMode, RemovalPolicy, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from hosting.choices import Choices
from hosting.rights import TAG

ROOT = Path(__file__).parents[2]
SHIPPED = ("src", "infra/machine", "requirements-hosted.lock", "LICENSE")
"""What the machine gets of the repository."""

ROOT_GIGABYTES = 8
"""The least that the system's image fits on."""


def code(scope: Construct) -> assets.Asset:
    """The program and the machine's own files, as one archive named after what it holds."""
    return assets.Asset(
        scope, "Code", path=str(ROOT), exclude=["*", *_let_in(), "**/__pycache__"], ignore_mode=IgnoreMode.GIT
    )


def log(scope: Construct) -> logs.LogGroup:
    """Where the journal of the machine goes: three months of it."""
    return logs.LogGroup(
        scope,
        "Log",
        log_group_name="/paxline/run",
        retention=logs.RetentionDays.THREE_MONTHS,
        removal_policy=RemovalPolicy.DESTROY,
    )


def instance(
    scope: Construct,
    *,
    choices: Choices,
    vpc: ec2.Vpc,
    group: ec2.SecurityGroup,
    role: iam.Role,
    starts: ec2.UserData,
) -> ec2.Instance:
    """The instance. New code or a new system image replaces it; EC2 moves it by itself off failing hardware."""
    made = ec2.Instance(
        scope,
        "Machine",
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        associate_public_ip_address=True,
        instance_type=ec2.InstanceType(choices.instance),
        machine_image=ec2.MachineImage.latest_amazon_linux2023(cpu_type=ec2.AmazonLinuxCpuType.ARM_64),
        role=role,
        security_group=group,
        require_imdsv2=True,
        ebs_optimized=True,
        credit_specification=ec2.CpuCredits.STANDARD,
        instance_initiated_shutdown_behavior=ec2.InstanceInitiatedShutdownBehavior.STOP,
        block_devices=[
            ec2.BlockDevice(
                device_name="/dev/xvda",
                volume=ec2.BlockDeviceVolume.ebs(
                    ROOT_GIGABYTES, encrypted=True, volume_type=ec2.EbsDeviceVolumeType.GP3, delete_on_termination=True
                ),
            )
        ],
        user_data=starts,
        user_data_causes_replacement=True,
    )
    Tags.of(made).add(*TAG)
    return made


def first_start(
    scope: Construct, *, shipped: assets.Asset, bucket: s3.Bucket, volume: ec2.Volume, log: logs.LogGroup, mail: str
) -> ec2.UserData:
    """What a new machine does once: fetch the code and run its installer with the names of what it may use."""
    region = Stack.of(scope).region
    data = ec2.UserData.for_linux()
    data.add_commands(
        "set -euo pipefail",
        "install -d /etc/paxline /opt/paxline",
        "cat >/etc/paxline/machine.env <<'NAMES'",
        f"AWS_DEFAULT_REGION={region}",
        f"PAXLINE_AWS_BUCKET={bucket.bucket_name}",
        f"PAXLINE_AWS_LOG={log.log_group_name}",
        f"PAXLINE_AWS_MAIL={mail}",
        f"PAXLINE_AWS_VOLUME={volume.volume_id}",
        "NAMES",
        f"aws s3 cp --only-show-errors {shipped.s3_object_url} /opt/paxline/code.zip --region {region}",
        "dnf install -y -q unzip",
        "unzip -q -o /opt/paxline/code.zip -d /opt/paxline/code",
        "bash /opt/paxline/code/infra/machine/install.sh",
    )
    return data


def _let_in() -> list[str]:
    """Rules that undo the exclusion of everything: each folder on the way, then all below it."""
    rules: list[str] = []
    for path in SHIPPED:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            way = "/".join(parts[:depth])
            rules += [f"!{way}/", f"{way}/*"]
        rules += [f"!{path}", f"!{path}/**"]
    return rules
