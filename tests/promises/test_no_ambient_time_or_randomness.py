"""Time is an argument and randomness is a seed: nothing but ``edge/clock.py`` asks the machine for either."""

import ast
from typing import Final

import pytest
from tests.promises.source import defaults, dotted, functions, modules, origins

CLOCK: Final = "paxline.edge.clock"

BANNED: Final = frozenset(
    {
        "asyncio.sleep",
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "email.utils.formatdate",
        "email.utils.localtime",
        "os.getrandom",
        "os.times",
        "os.urandom",
        "time.clock_gettime",
        "time.ctime",
        "time.gmtime",
        "time.localtime",
        "time.monotonic",
        "time.monotonic_ns",
        "time.perf_counter",
        "time.perf_counter_ns",
        "time.process_time",
        "time.sleep",
        "time.time",
        "time.time_ns",
        "uuid.uuid1",
        "uuid.uuid4",
    }
)
BANNED_WHOLE: Final = ("random", "secrets")
"""Modules of which nothing may be used."""

SEEDABLE: Final = frozenset({"default_rng", "Generator", "SeedSequence", "PCG64", "BitGenerator"})
"""What of ``numpy.random`` carries its own state; the rest shares one."""

ASKS: Final = frozenset({"now", "today", "utcnow", "time", "monotonic", "perf_counter", "uuid4", "default_rng"})
"""Names whose call as a default would be answered once, when the module is loaded."""


def ambient(tree: ast.Module) -> list[str]:
    """Every place that asks the machine for the time or for chance: line and name."""
    names = origins(tree)
    found: set[tuple[int, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(node.lineno, a.name) for a in node.names if a.name.partition(".")[0] in BANNED_WHOLE}
        elif isinstance(node, ast.ImportFrom):
            whole = f"{node.module}".partition(".")[0] in BANNED_WHOLE
            asked = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {(node.lineno, name) for name in asked if whole or name in BANNED or _is_shared_chance(name)}
        elif isinstance(node, ast.Attribute):
            name = dotted(node, names)
            if name in BANNED or _is_shared_chance(name):
                found.add((node.lineno, name))
        elif isinstance(node, ast.Call) and _draws_without_seed(node, dotted(node.func, names)):
            found.add((node.lineno, f"{ast.unparse(node.func)} without a seed"))
    return [f"{line}: {name}" for line, name in sorted(found)]


def _is_shared_chance(name: str) -> bool:
    front, _, last = name.rpartition(".")
    return front == "numpy.random" and last not in SEEDABLE


def _draws_without_seed(call: ast.Call, name: str) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    seedless = all(isinstance(one, ast.Constant) and one.value is None for one in given)
    if name in {"numpy.random.default_rng", "numpy.random.SeedSequence", "numpy.random.PCG64"}:
        return seedless
    return name.endswith(".rvs") and "random_state" not in {keyword.arg for keyword in call.keywords}


def asked_once(tree: ast.Module) -> list[str]:
    """Every default, of a parameter or a field, that asks for the time or for chance when the module is loaded."""
    held = [default for function in functions(tree) for default in defaults(function.args)]
    held += [
        node.value
        for cls in ast.walk(tree)
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.AnnAssign) and node.value
    ]
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for default in held
        for node in ast.walk(default)
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in ASKS
    ]


def test_only_the_clock_asks_the_machine_for_time_and_nothing_asks_it_for_chance() -> None:
    asking = {name: ambient(tree) for name, tree in modules().items() if name != CLOCK}
    assert {name: places for name, places in asking.items() if places} == {}


def test_no_default_reads_the_world() -> None:
    asking = {name: asked_once(tree) for name, tree in modules().items()}
    assert {name: places for name, places in asking.items() if places} == {}


def test_the_clock_is_there_and_does_ask() -> None:
    assert ambient(modules()[CLOCK])


@pytest.mark.parametrize(
    "planted",
    [
        "from datetime import datetime\ndatetime.now(UTC)",
        "import datetime as dt\ndt.datetime.utcnow()",
        "import datetime\ndatetime.date.today()",
        "from datetime import date\nf = date.today",
        "import time\ntime.sleep(1)",
        "from time import monotonic",
        "from time import perf_counter as tick",
        "import random",
        "from random import choice",
        "import secrets",
        "import os\nos.urandom(8)",
        "from uuid import uuid4",
        "import uuid\nuuid.uuid1()",
        "import numpy as np\nnp.random.normal()",
        "import numpy as np\nnp.random.seed(1)",
        "from numpy import random\nrandom.rand(3)",
        "from numpy.random import rand",
        "import numpy as np\nnp.random.default_rng()",
        "from numpy.random import default_rng\ndefault_rng(None)",
        "import numpy as np\nnp.random.default_rng(seed=None)",
        "from scipy import stats\nstats.norm.rvs(size=3)",
    ],
)
def test_the_check_sees_what_is_planted(planted: str) -> None:
    assert ambient(ast.parse(planted))


@pytest.mark.parametrize(
    "allowed",
    [
        "from datetime import datetime, UTC\ndatetime(2026, 4, 27, tzinfo=UTC)",
        "import numpy as np\nnp.random.default_rng(7).normal()",
        "import numpy as np\nnp.random.default_rng(np.random.SeedSequence(seed))",
        "def f(clock):\n    return clock.now()",
        "from datetime import time\ntime(9, 0)",
    ],
)
def test_the_check_lets_pass_what_is_handed_in(allowed: str) -> None:
    assert ambient(ast.parse(allowed)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def f(day=date.today()): ...",
        "def f(*, at: datetime = clock.now()): ...",
        "f = lambda rng=default_rng(1): rng",
        "class A:\n    at: datetime = field(default_factory=datetime.now)",
    ],
)
def test_the_check_sees_a_planted_default(planted: str) -> None:
    assert asked_once(ast.parse(planted))


def test_the_check_lets_a_fixed_default_pass() -> None:
    assert asked_once(ast.parse("class A:\n    at: datetime = datetime(2026, 1, 1)\ndef f(n=1, *, m=()): ...")) == []
