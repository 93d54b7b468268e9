"""Copies of a home in a bucket: one object for each database, and a last one that says the copy is whole."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from paxline.edge.aws.session import asking
from paxline.errors import MissingData, SourceError, StoreError

FOLDER: Final = "backups"
"""Of the bucket."""

MANIFEST: Final = "whole.json"
"""Written last: a copy without it was cut short and is none. Holds every file's SHA-256 in hexadecimal."""

_NAME: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_FILE: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.sqlite(\.gz)?", re.ASCII)


class Shelf:
    """The copies in a bucket.

    Every method raises ``SourceError`` or one of its kinds where AWS does not do it.
    """

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, folder: Path) -> str:
        """Upload a checked copy, its manifest last; answers its name."""
        digests: dict[str, str] = {}
        for file in sorted(file for file in folder.iterdir() if _FILE.fullmatch(file.name)):
            digests[file.name] = _digest(file)
            with asking(f"keeping {folder.name}/{file.name}"), file.open("rb") as body:
                # The service itself compares what arrived with the digest.
                checksum = base64.b64encode(bytes.fromhex(digests[file.name])).decode()
                key = self._key(folder.name, file.name)
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ChecksumSHA256=checksum)
        if not digests:
            raise StoreError(f"{folder} holds no database")
        with asking(f"keeping {folder.name}/{MANIFEST}"):
            body = json.dumps(digests, sort_keys=True).encode()
            self._s3.put_object(Bucket=self._bucket, Key=self._key(folder.name, MANIFEST), Body=body)
        return folder.name

    def names(self) -> tuple[str, ...]:
        """The names of whole copies, oldest first."""
        found: set[str] = set()
        with asking("the list of copies"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{FOLDER}/"):
                found |= {str(one["Key"]) for one in page.get("Contents", ())}
        parts = [key.split("/") for key in found if key.endswith(f"/{MANIFEST}")]
        return tuple(sorted(part[1] for part in parts if len(part) == 3 and _NAME.fullmatch(part[1])))

    def get(self, name: str, shelf: Path) -> Path:
        """Download a whole copy to the folder ``shelf`` and compare it with its manifest; answers its folder there.

        Raises ``MissingData`` where there is no such copy, ``StoreError`` where what came is not what was kept; then
        nothing is left of it.
        """
        if name not in self.names():
            raise MissingData(f"the bucket holds no whole copy {name!r}")
        unfinished, made = shelf / f".{name}.unfinished", shelf / name
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            for file, digest in self._manifest(name).items():
                self._fetch(name, file, unfinished / file)
                if _digest(unfinished / file) != digest:
                    raise StoreError(f"{name}/{file} came back damaged")
            shutil.rmtree(made, ignore_errors=True)
            unfinished.rename(made)
        except OSError as fault:
            raise StoreError(f"{name} could not be written to {shelf}: {fault.strerror}") from fault
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        return made

    def _manifest(self, name: str) -> Mapping[str, str]:
        with asking(f"{name}/{MANIFEST}"):
            body = self._s3.get_object(Bucket=self._bucket, Key=self._key(name, MANIFEST))["Body"].read()
        try:
            found = {str(file): str(digest) for file, digest in json.loads(body).items()}
        except (ValueError, AttributeError) as error:
            raise SourceError(f"{name}/{MANIFEST} cannot be read") from error
        # A name is made into a path.
        if not found or not all(_FILE.fullmatch(file) for file in found):
            raise SourceError(f"{name}/{MANIFEST} names files that are no databases")
        return found

    def _fetch(self, name: str, file: str, target: Path) -> None:
        with asking(f"{name}/{file}"), target.open("wb") as out:
            for chunk in self._s3.get_object(Bucket=self._bucket, Key=self._key(name, file))["Body"].iter_chunks():
                out.write(chunk)

    def _key(self, name: str, file: str) -> str:
        return f"{FOLDER}/{name}/{file}"


def _digest(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()
