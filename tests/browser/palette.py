"""Pictures of pages made small: few colours, one byte for each point."""

import struct
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

COLOURS: Final = 96
"""Colours of a picture; a page has a dozen, and the edges of its letters mix them."""

_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_STEP: Final = 3


def png(points: NDArray[np.uint8], *, colours: int = COLOURS) -> bytes:
    """A picture (height × width × 3, red, green, blue) as PNG with at most so many colours."""
    height, width, _ = points.shape
    packed = points.astype(np.uint32) @ np.array([65_536, 256, 1], dtype=np.uint32)
    every, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    chosen = _chosen(every, counts, colours)
    nearest = _nearest(_spread(every), _spread(chosen))
    indices = nearest[places].reshape(height, width).astype(np.uint8)
    rows = np.hstack([np.zeros((height, 1), dtype=np.uint8), indices])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = _spread(chosen).astype(np.uint8).tobytes()
    parts = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")
    return _MAGIC + b"".join(_chunk(kind, body) for kind, body in parts)


def _chosen(every: NDArray[Any], counts: NDArray[Any], colours: int) -> NDArray[Any]:
    """The colours to keep: the most frequent of all, then of each neighbourhood the most frequent."""
    if len(every) <= colours:
        return every
    steps = (_neighbourhoods(every, counts, step) for step in range(_STEP, 8))
    heads = next(heads for heads in steps if len(heads) <= colours * 2)
    firm = np.argsort(-counts, kind="stable")[: colours // 4]
    others = heads[np.argsort(-counts[heads], kind="stable")]
    return every[np.concatenate([firm, others[~np.isin(others, firm)]])[:colours]]


def _neighbourhoods(every: NDArray[Any], counts: NDArray[Any], step: int) -> NDArray[Any]:
    """The place of the most frequent colour of each block of ``2 ** step`` shades a side."""
    names = (_spread(every) >> step) @ np.array([65_536, 256, 1], dtype=np.int64)
    order = np.lexsort((-counts, names))
    return order[np.unique(names[order], return_index=True)[1]]


def _spread(packed: NDArray[Any]) -> NDArray[np.int64]:
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.int64)


def _nearest(every: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[Any]:
    return np.argmin(((every[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2), axis=1)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
