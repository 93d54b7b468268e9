from pathlib import Path
from threading import Event

import pytest

from paxline.cli.live import trade
from paxline.errors import UsageError


def test_where_nothing_was_ever_armed_it_says_how(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing was ever armed in .*; `paxline arm` does that"):
        trade(tmp_path, exchange="", leave_resting=False, metrics_port=None, stopped=Event())
