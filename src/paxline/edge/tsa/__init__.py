"""The TSA's pages of daily counts: fetch one, recognise its layout, and take in what can be trusted.

``fetch`` brings bytes, ``layouts`` finds the rows, ``checks`` makes readings of them. Only ``fetch`` touches the
network; a stored page is read again by the same functions.
"""

from paxline.edge.tsa.checks import PageReadings, read_page
from paxline.edge.tsa.fetch import Manners, Missed, Wanted, fetch, fetch_in_turn
from paxline.edge.tsa.layouts import Layout, RawRow, RawTable, read_table
from paxline.edge.tsa.page import PLAIN_URL, NotModified, Page, Validators, archive_url

__all__ = [
    "PLAIN_URL",
    "Layout",
    "Manners",
    "Missed",
    "NotModified",
    "Page",
    "PageReadings",
    "RawRow",
    "RawTable",
    "Validators",
    "Wanted",
    "archive_url",
    "fetch",
    "fetch_in_turn",
    "read_page",
    "read_table",
]
