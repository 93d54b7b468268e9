"""A folder of collected data (CSV): what was published, listed and quoted, each with the instant it was known."""

from paxline.edge.archive.folder import Archive, read_archive

__all__ = ["Archive", "read_archive"]
