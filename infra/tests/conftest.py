"""The template of the default choices, synthesized once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INFRA = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def template_file() -> Path:
    environment = {**os.environ, "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1"}
    subprocess.run([sys.executable, "app.py"], cwd=INFRA, env=environment, check=True, timeout=240)
    return INFRA / "cdk.out" / "paxline.template.json"


@pytest.fixture(scope="session")
def template(template_file: Path) -> dict[str, Any]:
    return json.loads(template_file.read_text(encoding="utf-8"))
