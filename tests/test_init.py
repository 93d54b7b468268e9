import re
from importlib.metadata import version

import paxline


def test_the_version_is_semantic_and_that_of_what_is_installed() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", paxline.__version__)
    assert version("paxline") == paxline.__version__
