"""The store: every fact we ever took in, each with the instant it was known. SQLite, append-only."""

from paxline.edge.store.database import Added, Page, Store
from paxline.edge.store.known import Known

__all__ = ["Added", "Known", "Page", "Store"]
