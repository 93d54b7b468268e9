"""The collected descriptions and recordings of the exchange; tests say so where they are not there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

SHARED = Path(__file__).parents[3] / "shared"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the collected material (../shared) is not here")
    return SHARED


@pytest.fixture(scope="session")
def schemas(shared: Path) -> dict[str, Any]:
    text = (shared / "kalshi" / "specs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)["components"]["schemas"]  # noqa: S506 - a safe loader, in C where there


@pytest.fixture(scope="session")
def recorded(shared: Path) -> Callable[[str], bytes]:
    return lambda name: (shared / "kalshi" / "recorded" / f"{name}.json").read_bytes()


@pytest.fixture(scope="session")
def raw(shared: Path) -> Callable[[str], Any]:
    def read(name: str) -> Any:
        return json.loads((shared / "data" / "kalshi_raw" / f"{name}.json").read_text(encoding="utf-8"))

    return read
