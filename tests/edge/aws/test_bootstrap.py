import json
from pathlib import Path

from paxline.edge.aws.bootstrap import EXAMPLE, steps

ROOT = Path(__file__).parents[3]


def test_the_guide_tells_the_same_commands_in_the_same_order() -> None:
    guide = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    places = [guide.find(f"\n{step.command}\n") for step in steps(EXAMPLE)]
    assert min(places) > 0
    assert places == sorted(places)
    assert len(places) <= 10


def test_the_address_is_written_where_the_deployment_reads_it() -> None:
    assert json.loads((ROOT / "infra" / "cdk.json").read_text(encoding="utf-8"))["context"]["mail"] == EXAMPLE
    assert steps("me@there.org")[0].command == f"sed -i 's/{EXAMPLE}/me@there.org/' infra/cdk.json"
