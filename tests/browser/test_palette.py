import struct
import zlib
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.browser.palette import png


def read(picture: bytes) -> NDArray[np.uint8]:
    """The points of a picture that ``png`` wrote."""
    width, height = struct.unpack(">II", picture[16:24])
    bodies: dict[bytes, bytes] = {}
    place = 8
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        kind, body = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        assert struct.unpack(">I", picture[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + body)
        bodies[kind] = body
        place += 12 + length
    rows = np.frombuffer(zlib.decompress(bodies[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    return np.frombuffer(bodies[b"PLTE"], dtype=np.uint8).reshape(-1, 3)[rows[:, 1:]]


def test_a_picture_of_few_colours_is_kept_as_it_is() -> None:
    points = np.random.default_rng(1).choice([0, 90, 180, 255], size=(7, 13, 3)).astype(np.uint8)
    assert (read(png(points)) == points).all()


@pytest.mark.parametrize("colours", [4, 16, 64])
def test_many_colours_become_few_near_ones_and_frequent_ones_stay(colours: int) -> None:
    points = np.full((60, 60, 3), (27, 31, 35), dtype=np.uint8)
    points[:20] = np.random.default_rng(2).integers(0, 256, size=(20, 60, 3), dtype=np.uint8)
    seen = read(png(points, colours=colours))
    assert (seen[20:] == points[20:]).all()
    assert len(np.unique(seen.reshape(-1, 3), axis=0)) <= colours


def test_more_colours_are_never_further_off() -> None:
    points = np.random.default_rng(3).integers(0, 256, size=(20, 60, 3), dtype=np.uint8)
    far = [float(np.abs(read(png(points, colours=n)).astype(int) - points).mean()) for n in (64, 16, 4)]
    assert all(fewer >= more for more, fewer in pairwise(far))


def test_a_frequent_colour_stays_beside_a_more_frequent_neighbour() -> None:
    points = np.random.default_rng(4).integers(0, 256, size=(60, 60, 3), dtype=np.uint8)
    points[:20], points[20:30] = (39, 63, 53), (44, 58, 55)
    seen = read(png(points, colours=64))
    assert (seen[:30] == points[:30]).all()
