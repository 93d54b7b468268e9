"""What a synthesized stack costs in a month, from list prices that are assumed and dated.

The prices are those of us-east-1 in dollars, without tax and without any free tier of a new account; the lasting free
allowances count (ten metrics, ten alarms, 5 GB of logs, the first schedules and notices by mail). They were written
down in November 2026 from what was commonly published by then, and nobody's price list was asked: compare them with
AWS's own calculator before relying on the sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from paxline.errors import MissingData, UsageError

INSTANCE_HOUR: Final[Mapping[str, float]] = MappingProxyType(
    {"t4g.nano": 0.0042, "t4g.micro": 0.0084, "t4g.small": 0.0168, "t4g.medium": 0.0336}
)
"""Dollars an hour awake, Linux on demand."""

ADDRESS_HOUR: Final = 0.005
"""Dollars an hour of a public IPv4 address; a machine that sleeps has none."""

DISK_GIGABYTE: Final = 0.08
"""Dollars a month, gp3, asleep or awake."""

KEPT_GIGABYTE: Final = 0.023
"""Dollars a month, S3 Standard."""

KEPT: Final = 4.0
"""Gigabytes in the bucket that are assumed: a year of copies and pages."""

REQUESTS: Final = 0.05
"""Dollars a month assumed for requests and for traffic out."""

FREE: Final = 10
"""Alarms, and metrics of one's own, that cost nothing."""

ALARM: Final = 0.10
"""Dollars a month for each further alarm."""

METRIC: Final = 0.30
"""Dollars a month for each further metric."""

SECRET: Final = 0.40
"""Dollars a month for a secret in Secrets Manager."""

KEY: Final = 1.0
"""Dollars a month for an encryption key of one's own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the bill.

    Attributes:
        what: For a person.
        dollars: A month.
    """

    what: str
    dollars: float


def cost(template: Mapping[str, Any]) -> tuple[Item, ...]:
    """The bill of a month for a stack's template.

    Raises ``UsageError`` where it is no template of ours, ``MissingData`` where nobody noted a price.
    """
    try:
        hours = float(template["Metadata"]["paxline"]["HoursAMonth"])
        resources = list(template["Resources"].values())
    except (KeyError, TypeError, ValueError):
        raise UsageError("this is no template of `make synth`") from None
    return tuple(_items(resources, hours))


def _items(resources: list[Mapping[str, Any]], hours: float) -> Iterator[Item]:
    for machine in _of(resources, "AWS::EC2::Instance"):
        kind = str(machine["InstanceType"])
        if kind not in INSTANCE_HOUR:
            raise MissingData(f"no price of {kind} is noted; there are {', '.join(INSTANCE_HOUR)}")
        yield Item(f"{kind}, {hours:.0f} hours", hours * INSTANCE_HOUR[kind])
        yield Item(f"its address, {hours:.0f} hours", hours * ADDRESS_HOUR)
        size = sum(int(disk["Ebs"]["VolumeSize"]) for disk in machine.get("BlockDeviceMappings", ()))
        yield Item(f"its system disk, {size} GB", size * DISK_GIGABYTE)
    for volume in _of(resources, "AWS::EC2::Volume"):
        yield Item(f"the home's disk, {volume['Size']} GB", int(volume["Size"]) * DISK_GIGABYTE)
    yield Item(f"the bucket, {KEPT:.0f} GB assumed", KEPT * KEPT_GIGABYTE * len(_of(resources, "AWS::S3::Bucket")))
    alarms = _of(resources, "AWS::CloudWatch::Alarm")
    metrics = {one["MetricName"] for one in alarms if not str(one.get("Namespace", "")).startswith("AWS/")}
    yield Item(f"{len(alarms)} alarms, {FREE} of them free", max(len(alarms) - FREE, 0) * ALARM)
    yield Item(f"{len(metrics)} metrics, {FREE} of them free", max(len(metrics) - FREE, 0) * METRIC)
    yield Item("secrets", SECRET * len(_of(resources, "AWS::SecretsManager::Secret")))
    yield Item("keys", KEY * len(_of(resources, "AWS::KMS::Key")))
    yield Item("requests and traffic, assumed", REQUESTS)


def _of(resources: list[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [one.get("Properties", {}) for one in resources if one.get("Type") == kind]
