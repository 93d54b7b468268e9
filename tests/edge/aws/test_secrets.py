import json
import logging
import traceback

import pytest
from botocore.exceptions import ClientError

from paxline.edge.aws import secrets as module
from paxline.edge.aws.secrets import Secrets
from paxline.edge.aws.session import Names, client
from paxline.errors import Blocked, MissingData, PaxlineError, SourceError, UsageError

KEPT = {"key_id": "an-id", "pem": "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n"}


def keep(names: Names, **secret: str | bytes) -> None:
    client("secretsmanager", names).create_secret(Name="paxline/demo", **secret)


def test_a_key_and_its_id_are_read_together(names: Names) -> None:
    keep(names, SecretString=json.dumps(KEPT))
    assert Secrets(names).key("paxline/demo") == ("an-id", KEPT["pem"].strip())


def test_a_changed_secret_is_the_key_from_the_next_reading_on(names: Names) -> None:
    keep(names, SecretString=json.dumps(KEPT))
    client("secretsmanager", names).put_secret_value(
        SecretId="paxline/demo", SecretString=json.dumps(KEPT | {"key_id": "another"})
    )
    assert Secrets(names).key("paxline/demo")[0] == "another"


def test_a_secret_that_is_not_there_or_is_being_deleted_is_no_key(names: Names) -> None:
    with pytest.raises(MissingData, match="no secret paxline/demo"):
        Secrets(names).key("paxline/demo")
    keep(names, SecretString=json.dumps(KEPT))
    client("secretsmanager", names).delete_secret(SecretId="paxline/demo")
    with pytest.raises(SourceError, match="does not do secret paxline/demo"):
        Secrets(names).key("paxline/demo")


@pytest.mark.parametrize(
    "secret",
    [
        "hush",
        "",
        "[]",
        '"hush"',
        '{"pem": "hush"}',
        '{"key_id": "hush"}',
        '{"key_id": 7, "pem": "hush"}',
        '{"pem": "hu',
    ],
)
def test_what_is_no_key_is_refused_and_not_quoted(
    names: Names, secret: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    keep(names, **({"SecretString": secret} if secret else {"SecretBinary": b"hush"}))
    with pytest.raises(UsageError, match="key_id and pem") as caught:
        Secrets(names).key("paxline/demo")
    shown = "".join((*traceback.format_exception(caught.value), caplog.text, *capfd.readouterr()))
    assert "hush" not in shown
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", Blocked),
        ("DecryptionFailure", SourceError),
        ("InternalServiceError", SourceError),
        ("ThrottlingException", SourceError),
    ],
)
def test_a_fault_of_the_keeper_names_the_secret_alone(
    names: Names, monkeypatch: pytest.MonkeyPatch, code: str, kind: type[PaxlineError]
) -> None:
    class Failing:
        def get_secret_value(self, **_asked: str) -> None:
            raise ClientError({"Error": {"Code": code}}, "GetSecretValue")

    monkeypatch.setattr(module, "client", lambda *_: Failing())
    with pytest.raises(kind, match="paxline/demo"):
        Secrets(names).key("paxline/demo")
