"""A scripted exchange: httpx's mock transport, a clock moved by hand, and everything that was asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import pytest

from paxline.edge.kalshi.allowance import BASIC_READS, Allowance, Bucket
from paxline.edge.kalshi.http import PRODUCTION, Call, KalshiHttp, Patience, open_client
from paxline.testing import ManualClock

Answer = dict[str, Any] | tuple[int, Any] | bytes | Exception
"""A body, a status with its body, bytes that are no JSON, or no answer at all."""


def _response(said: dict[str, Any] | tuple[int, Any] | bytes) -> httpx.Response:
    if isinstance(said, bytes):
        return httpx.Response(200, content=said)
    status, body = said if isinstance(said, tuple) else (200, said)
    return httpx.Response(status, content=json.dumps(body).encode())


@dataclass
class Scripted:
    """Gives its answers one after the other; the last one again and again."""

    answers: list[Answer]
    clock: ManualClock = field(default_factory=ManualClock)
    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])
    calls: list[Call] = field(default_factory=list[Call])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(said, Exception):
            raise said
        return _response(said)

    def http(self, *, patience: Patience | None = None, allowance: Allowance = BASIC_READS) -> KalshiHttp:
        client = open_client(PRODUCTION, transport=httpx.MockTransport(self))
        return KalshiHttp(
            client,
            self.clock,
            np.random.default_rng(7),
            Bucket(allowance, self.clock),
            observe=self.calls.append,
            patience=patience or Patience(),
        )


@pytest.fixture
def scripted() -> Callable[..., Scripted]:
    return lambda *answers: Scripted(list(answers))
