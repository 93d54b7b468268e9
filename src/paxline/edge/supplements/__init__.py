"""Data besides the counts: an economic index, search trends, hub weather, holidays, weather warnings. All optional."""

from paxline.edge.supplements.folder import Supplements, read_supplements

__all__ = ["Supplements", "read_supplements"]
