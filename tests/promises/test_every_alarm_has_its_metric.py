"""An alarm over a metric that nobody sends rings for ever, or never: both sides name the same ones."""

import ast

from tests.promises.source import ROOT, parse

from paxline.edge.aws.measurements import NAMESPACE, Measurement
from paxline.testing import NOW

HOSTING = ROOT / "infra" / "hosting"
EVERY = Measurement(NOW, heartbeat=1, stale_minutes=0.0, differences=0, drawdown=0.0, halted=0, disk_free=0)


def watched() -> set[str]:
    """The metric of every ``Bell`` in the description of the alarms."""
    calls = [node for node in ast.walk(parse(HOSTING / "watch.py")) if isinstance(node, ast.Call)]
    bells = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Bell"]
    return {ast.literal_eval(bell.args[1]) for bell in bells}


def test_the_alarms_watch_what_is_measured_and_all_of_it() -> None:
    assert watched() == {name for name, _ in EVERY.figures()}


def test_both_sides_name_the_same_namespace() -> None:
    named = [node for node in parse(HOSTING / "rights.py").body if isinstance(node, ast.Assign)]
    assert NAMESPACE in [ast.literal_eval(one.value) for one in named if ast.unparse(one.targets[0]) == "NAMESPACE"]
