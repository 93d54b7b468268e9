import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from moto import mock_aws
from typer.testing import Result

from paxline.edge.store import Store
from paxline.errors import MissingData, SourceError, UsageError
from paxline.testing import WEEK, reading

Run = Callable[..., Result]
REGION = "us-east-1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("PAXLINE_AWS_BUCKET", "kept")
    monkeypatch.setenv("PAXLINE_AWS_MAIL", "owner@example.com")
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="kept")
        ssm = boto3.client("ssm")
        ssm.put_parameter(Name="/paxline/halt", Value="no", Type="String")
        yield ssm


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "home" / "paxline.sqlite") as store:
        store.add_readings([reading(WEEK.monday, 2_500_000)])
    return tmp_path / "home"


def test_the_owner_halts_looks_and_lifts(run: Run, account: Any, home: Path) -> None:
    run("aws", "halt", "--why", "the storm")
    assert json.loads(run("aws", "status", "--json").stdout) == {
        "halted": "the storm",
        "ringing": [],
        "newest_copy": None,
    }
    run("aws", "obey", home=home)
    assert (home / "HALT").read_text() == "AWS: the storm\n"
    run("aws", "resume")
    assert "not halted" in run("aws", "status").stdout


def test_a_copy_goes_to_the_bucket_and_comes_back(run: Run, account: Any, home: Path) -> None:
    assert "no copy yet" in run("aws", "restore", "newest", "--if-any", home=home).stdout
    name = run("aws", "backup", home=home).stdout.split()[-1]
    assert run("aws", "restore", home=home).stdout.strip() == name
    assert name in run("aws", "restore", "newest", home=home).stdout


def test_a_key_and_settings_are_kept_and_not_shown(run: Run, account: Any, tmp_path: Path) -> None:
    text = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(text)
    said = run("aws", "key", "demo", "--id", "an-id", "--file", str(tmp_path / "key.pem")).stdout
    assert "kept" in said
    assert "an-id" not in said
    kept = account.get_parameter(Name="/paxline/kalshi/demo/key-pem", WithDecryption=True)
    assert kept["Parameter"]["Value"].encode() == text
    (tmp_path / "paxline.toml").write_text("# a word\n[desk]\n")
    run("aws", "settings", str(tmp_path / "paxline.toml"))
    kept = account.get_parameter(Name="/paxline/settings", WithDecryption=True)
    assert kept["Parameter"]["Value"] == "[desk]\n"


def test_what_cannot_be_meant_is_refused(run: Run, account: Any, tmp_path: Path) -> None:
    for words in (
        ("key", "moon", "--id", "x", "--file", "y"),
        ("settings", str(tmp_path / "none")),
        ("cost", str(tmp_path / "none")),
    ):
        assert isinstance(run("aws", *words).exception, UsageError)


def test_measurements_and_mail_go_out(run: Run, account: Any, home: Path) -> None:
    run("aws", "measure", home=home)
    told = {one["MetricName"] for one in boto3.client("cloudwatch").list_metrics(Namespace="paxline")["Metrics"]}
    assert {"Heartbeat", "Halted"} <= told
    assert isinstance(run("aws", "mail").exception, MissingData | SourceError)
    boto3.client("ses").verify_email_identity(EmailAddress="owner@example.com")
    assert "SES took it" in run("aws", "mail").stdout


def test_the_log_is_told_and_a_missing_one_too(run: Run, account: Any) -> None:
    assert isinstance(run("aws", "logs").exception, MissingData)
    boto3.client("logs").create_log_group(logGroupName="/paxline/run")
    assert run("aws", "logs").stdout == ""


def test_the_bill_is_added_up(run: Run, tmp_path: Path) -> None:
    machine = {"Type": "AWS::EC2::Instance", "Properties": {"InstanceType": "t4g.nano"}}
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"Metadata": {"paxline": {"HoursAMonth": "100"}}, "Resources": {"M": machine}}))
    assert json.loads(run("aws", "cost", str(file), "--json").stdout)["dollars_a_month"] == 0.97
    assert "before tax" in run("aws", "cost", str(file)).stdout


def test_the_way_from_an_empty_account_is_told_for_the_owner(run: Run) -> None:
    told = run("aws", "bootstrap", "me@there.org").stdout.splitlines()
    assert told[-2:] == ["# 10. See how it stands: it trades on paper.", ".venv/bin/paxline aws status"]
    assert sum("me@there.org" in line for line in told) == 2


def test_pages_and_the_report_go_to_the_bucket_once_there_is_a_report(run: Run, account: Any, home: Path) -> None:
    assert isinstance(run("aws", "publish", home=home).exception, MissingData)
