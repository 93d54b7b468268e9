"""What outlives the machine: the bucket of copies, pages and reports, and the encrypted volume that holds the home."""

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_s3 as s3
from constructs import Construct

COPIES_KEPT_DAYS = 400
"""As long as the program itself keeps the newest copy of each week."""

REPLACED_KEPT_DAYS = 30
"""How long an object that was written over or deleted can be brought back."""


def bucket(scope: Construct) -> s3.Bucket:
    """A private, versioned, encrypted bucket that stays when the stack goes."""
    return s3.Bucket(
        scope,
        "Kept",
        versioned=True,
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        removal_policy=RemovalPolicy.RETAIN,
        lifecycle_rules=[
            s3.LifecycleRule(id="copies-age", prefix="backups/", expiration=Duration.days(COPIES_KEPT_DAYS)),
            s3.LifecycleRule(
                id="replaced-objects-go",
                noncurrent_version_expiration=Duration.days(REPLACED_KEPT_DAYS),
                abort_incomplete_multipart_upload_after=Duration.days(2),
            ),
        ],
    )


def volume(scope: Construct, *, gigabytes: int, zone: str) -> ec2.Volume:
    """The volume of the home; it stays when the machine or the stack goes."""
    return ec2.Volume(
        scope,
        "Home",
        availability_zone=zone,
        size=Size.gibibytes(gigabytes),
        volume_type=ec2.EbsDeviceVolumeType.GP3,
        encrypted=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
