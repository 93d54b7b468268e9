"""Clients of AWS, and what goes wrong with them as errors of ours. boto3 comes with the extra ``aws``."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

from paxline.errors import Blocked, MissingData, SourceError, Unreachable, UsageError

SECONDS: Final = 10
"""How long a connection or an answer may take."""

ATTEMPTS: Final = 3
"""Tries of a call, with growing pauses."""

_NOT_THERE: Final = frozenset({"ParameterNotFound", "NoSuchKey", "NoSuchBucket", "404", "ResourceNotFoundException"})
_REFUSED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "ExpiredToken"})


@dataclass(frozen=True, slots=True)
class Names:
    """What the machine's parts are called.

    Attributes:
        region: Of AWS; empty for the one that AWS's own settings name.
        bucket: Of copies, pages and reports; empty where none is named.
        log: The log group.
        mail: Who sends and gets the brief; empty where none is named.
    """

    region: str = ""
    bucket: str = ""
    log: str = "/paxline/run"
    mail: str = ""

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> Self:
        """The names in the environment: ``PAXLINE_AWS_BUCKET``, ``…_LOG``, ``…_MAIL``, ``AWS_DEFAULT_REGION``."""
        return cls(
            variables.get("AWS_DEFAULT_REGION", ""),
            variables.get("PAXLINE_AWS_BUCKET", ""),
            variables.get("PAXLINE_AWS_LOG", "/paxline/run"),
            variables.get("PAXLINE_AWS_MAIL", ""),
        )

    def needed_bucket(self) -> str:
        """The bucket; raises ``UsageError`` where none is named."""
        if not self.bucket:
            raise UsageError("no bucket is named: set PAXLINE_AWS_BUCKET to the stack's output BucketName")
        return self.bucket


def client(service: str, names: Names) -> Any:
    """A client of one service; raises ``MissingData`` without boto3, ``UsageError`` without a region."""
    try:
        import boto3  # noqa: PLC0415 - an extra that most do without
        from botocore.config import Config  # noqa: PLC0415 - the same
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingData("AWS needs boto3, which comes with `pip install 'paxline[aws]'`") from None
    patience = Config(
        connect_timeout=SECONDS, read_timeout=SECONDS, retries={"mode": "standard", "max_attempts": ATTEMPTS}
    )
    try:
        return boto3.client(service, region_name=names.region or None, config=patience)
    except BotoCoreError as error:
        raise UsageError(f"AWS: {error} Set AWS_DEFAULT_REGION, such as us-east-1.") from error


@contextmanager
def asking(what: str) -> Generator[None]:
    """Turn what goes wrong into ``MissingData``, ``Blocked``, ``Unreachable`` or ``SourceError``, naming ``what``."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _NOT_THERE:
            raise MissingData(f"AWS has no {what}") from error
        if code in _REFUSED:
            raise Blocked(f"AWS refuses {what}: {code}") from error
        raise SourceError(f"AWS does not do {what}: {code}") from error
    except BotoCoreError as error:
        raise Unreachable(f"AWS cannot be asked for {what}: {type(error).__name__}") from error
