"""What the bucket shows besides copies: every page as it came, once, and the report of each week as it stands."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from paxline.edge.aws.session import asking

PAGES: Final = "pages"
"""Folder of the bucket for pages as they came, by the year and month in which they were seen."""

REPORTS: Final = "reports"
"""Folder of the bucket for reports; the bucket keeps what each was before."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page as it came, and when it was seen (UTC)."""

    seen_at: datetime
    content: bytes

    @property
    def name(self) -> str:
        """The object's: when it was seen, and the beginning of its SHA-256."""
        digest = hashlib.sha256(self.content).hexdigest()[:16]
        return f"{PAGES}/{self.seen_at:%Y/%m/%Y%m%dT%H%M%SZ}-{digest}.html"


class Published:
    """Pages and reports in a bucket.

    Every method raises ``SourceError`` or one of its kinds where AWS does not do it.
    """

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def keep_pages(self, pages: Iterable[Sighting]) -> int:
        """Put those that are not there yet, and answer how many they were."""
        there, put = self._names(PAGES), 0
        for page in pages:
            if page.name not in there:
                self._put(page.name, page.content, kind="text/html")
                there.add(page.name)
                put += 1
        return put

    def keep_report(self, name: str, text: str) -> None:
        """Put a report in the place of an earlier one of its name."""
        self._put(f"{REPORTS}/{name}", text.encode(), kind="text/html; charset=utf-8")

    def _put(self, name: str, body: bytes, *, kind: str) -> None:
        with asking(f"keeping {name}"):
            self._s3.put_object(Bucket=self._bucket, Key=name, Body=body, ContentType=kind)

    def _names(self, folder: str) -> set[str]:
        found: set[str] = set()
        with asking(f"the list of {folder}"):
            for one in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{folder}/"):
                found |= {str(entry["Key"]) for entry in one.get("Contents", ())}
        return found
