from collections.abc import Iterator

import pytest
from moto import mock_aws

from paxline.edge.aws.session import Names, client
from paxline.run.alerts import Kind, Message
from paxline.wiring.channels import open_channels

MESSAGE = Message((1,), Kind.BRIEF, "Good morning", "Two contracts rest.")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


def test_mail_goes_by_the_machine_s_role_beside_the_other_channels(account: None) -> None:
    told = open_channels(["json://127.0.0.1:1/", "aws-ses:owner@example.com"])
    assert told.names == ("JSON (1)", "aws-ses (2)")
    assert told.missed(MESSAGE) == ("JSON (1)", "aws-ses (2)"), "nobody listens, and the address is not verified"
    client("ses", Names()).verify_email_identity(EmailAddress="owner@example.com")
    assert told.send(MESSAGE) == ""
