import sys

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from paxline.edge.aws.session import Names, asking, client
from paxline.errors import Blocked, MissingData, SourceError, Unreachable, UsageError


def test_names_are_read_from_the_environment_and_a_missing_bucket_is_told() -> None:
    assert Names.read({"PAXLINE_AWS_BUCKET": "b", "AWS_DEFAULT_REGION": "r"}) == Names("r", "b")
    with pytest.raises(UsageError, match="PAXLINE_AWS_BUCKET"):
        Names.read({}).needed_bucket()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ParameterNotFound", MissingData),
        ("AccessDeniedException", Blocked),
        ("ThrottlingException", SourceError),
    ],
)
def test_a_fault_of_aws_is_one_of_ours_and_names_what_was_asked(code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="the thing"), asking("the thing"):
        raise ClientError({"Error": {"Code": code}}, "Ask")


def test_a_network_that_is_down_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="EndpointConnectionError"), asking("the thing"):
        raise EndpointConnectionError(endpoint_url="https://example.com")


def test_without_boto3_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(MissingData, match=r"paxline\[aws\]"):
        client("s3", Names())


def test_without_a_region_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(UsageError, match=r"region.* Set AWS_DEFAULT_REGION, such as us-east-1\."):
        client("ssm", Names())
