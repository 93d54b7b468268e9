"""The licences of everything that a user installs with paxline, as a page: `make licences` writes it."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Final

from packaging.requirements import Requirement

ROOT_PACKAGE: Final = "paxline"

HEAD: Final = """\
# Licences

paxline is under the MIT licence. What is installed with it, extras apart, and under which licence, as each package says
itself; written by `make licences`, and tested to be current. Nothing of them is in the repository or the wheel.

| package | licence |
| --- | --- |
"""

OSI: Final = "License :: OSI Approved :: "


def page() -> str:
    """The page."""
    return HEAD + "".join(f"| {name} | {licence(distribution(name))} |\n" for name in sorted(installed()))


def installed() -> frozenset[str]:
    """Everything that paxline needs on this platform, however far down, by its normalised name; paxline apart."""
    found: set[str] = set()
    waiting = [Requirement(ROOT_PACKAGE)]
    while waiting:
        wanted = waiting.pop()
        for below in _needs(wanted):
            name = normalised(below.name)
            if name not in found:
                found.add(name)
                waiting.append(below)
    return frozenset(found)


def licence(of: Distribution) -> str:
    """What a package says of its licence: its expression, else its classifiers, else its own words."""
    said = of.metadata.json
    if expression := said.get("license_expression"):
        return str(expression)
    classified = [one.removeprefix(OSI) for one in said.get("classifier") or [] if one.startswith(OSI)]
    if classified:
        return "; ".join(classified)
    words = str(said.get("license") or "").strip().splitlines()
    return words[0] if words else "not stated"


def normalised(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(wanted: Requirement) -> Iterator[Requirement]:
    try:
        requires = distribution(wanted.name).requires or []
    except PackageNotFoundError:
        return
    for text in requires:
        below = Requirement(text)
        extras = wanted.extras or {""}
        if below.marker is None or any(below.marker.evaluate({"extra": extra}) for extra in extras):
            yield below


if __name__ == "__main__":
    sys.stdout.write(page())
