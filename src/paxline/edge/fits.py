"""Hyper-parameters that a user fitted, as a JSON file: one entry for each fit, oldest first."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from paxline.errors import StoreError
from paxline.forecast.kernels import Parameters
from paxline.forecast.shipped import Fit


def read_fits(file: Path) -> tuple[Fit, ...]:
    """The fits in ``file``, none where it is not there; ``StoreError`` where it is not such a file."""
    if not file.exists():
        return ()
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        fits = [_fit(entry) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{file} holds no fits that can be read ({error}); remove it, or fit again") from error
    return tuple(sorted(fits, key=lambda fit: fit.trained_through))


def add_fit(file: Path, fit: Fit) -> None:
    """Add a fit to ``file``, in the place of one trained through the same day; the file is replaced at once."""
    kept = [one for one in read_fits(file) if one.trained_through != fit.trained_through]
    fits = sorted([*kept, fit], key=lambda one: one.trained_through)
    entries = [{**asdict(one), "trained_through": one.trained_through.isoformat()} for one in fits]
    draft = file.with_suffix(".draft")
    try:
        draft.write_text(json.dumps(entries, indent=1), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def _fit(entry: dict[str, object]) -> Fit:
    numbers = entry["parameters"]
    if not isinstance(numbers, dict):
        raise TypeError("parameters are named numbers")
    return Fit(
        trained_through=date.fromisoformat(str(entry["trained_through"])),
        parameters=Parameters(**{str(name): float(value) for name, value in numbers.items()}),
        objective=float(str(entry["objective"])),
        mean_crps=float(str(entry["mean_crps"])),
    )
