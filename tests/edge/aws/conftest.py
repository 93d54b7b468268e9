"""A made-up account, held in memory."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from paxline.edge.aws.session import Names

REGION = "us-east-1"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield Names(region=REGION, bucket="kept", mail="owner@example.com")
