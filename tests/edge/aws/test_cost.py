from typing import Any

import pytest

from paxline.edge.aws.cost import cost
from paxline.errors import MissingData, UsageError


def template(instance: str = "t4g.micro", alarms: int = 8) -> dict[str, Any]:
    disk = {"Ebs": {"VolumeSize": 8}}
    machine = {"InstanceType": instance, "BlockDeviceMappings": [disk]}
    kinds = [("EC2::Instance", machine), ("EC2::Volume", {"Size": 4}), ("S3::Bucket", {})]
    kinds += [("CloudWatch::Alarm", {"MetricName": f"M{n}", "Namespace": "paxline"}) for n in range(alarms)]
    resources = {str(n): {"Type": f"AWS::{kind}", "Properties": said} for n, (kind, said) in enumerate(kinds)}
    return {"Metadata": {"paxline": {"HoursAMonth": "334.8"}}, "Resources": resources}


def test_the_default_costs_less_than_six_dollars() -> None:
    assert sum(item.dollars for item in cost(template())) == pytest.approx(5.59, abs=0.01)


def test_what_goes_past_the_free_allowance_costs() -> None:
    more = sum(item.dollars for item in cost(template(alarms=12))) - sum(item.dollars for item in cost(template()))
    assert more == pytest.approx(2 * 0.10 + 2 * 0.30)


def test_a_price_that_nobody_noted_and_a_foreign_template_are_refused() -> None:
    with pytest.raises(MissingData, match=r"m7g\.large"):
        cost(template("m7g.large"))
    with pytest.raises(UsageError, match="make synth"):
        cost({"Resources": {}})
