"""Secrets Manager: a Kalshi key under its name, read and never shown.

A secret is a JSON object of two texts, ``key_id`` and ``pem``: a key and its id are changed together or not at all.
"""

import json
from typing import Final

from paxline.edge.aws.session import Names, asking, client
from paxline.errors import UsageError

_PARTS: Final = ("key_id", "pem")


class Secrets:
    """The account's secrets; AWS is asked for nothing until one is wanted."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def key(self, name: str) -> tuple[str, str]:
        """The id and the PEM text of the key kept as ``name``.

        Raises ``MissingData`` where there is none or no boto3, ``UsageError`` without a region or where the secret is
        no key, ``SourceError`` or one of its kinds where AWS does not tell it. None of them quotes it.
        """
        with asking(f"secret {name}"):
            answer = client("secretsmanager", self._names).get_secret_value(SecretId=name)
        try:
            read = json.loads(answer.get("SecretString", ""))
        except ValueError:
            # What the parser says quotes the text.
            read = None
        parts = [read.get(part) for part in _PARTS] if isinstance(read, dict) else []
        key_id, pem = (part.strip() if isinstance(part, str) else "" for part in parts or ("", ""))
        if not key_id or not pem:
            raise UsageError(f"the secret {name} is not a JSON object with the texts {' and '.join(_PARTS)}")
        return key_id, pem
