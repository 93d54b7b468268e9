"""How much each member of a pool weighs, learned on past weeks by days known.

Members that did well on past weeks weigh more; what they did long ago fades. Half of a member's score is its own at
the same number of known days, half its mean over all of them, so that few weeks already say something.

Source: Vovk (1990), Aggregating strategies, for exponential weights.
"""

from typing import Final

import numpy as np

from paxline.forecast.kernels import Floats

HALF_LIFE_WEEKS: Final = 26.0
"""Age at which a past week counts half."""

KNOWN: Final = 5
"""Numbers of known days, 0 … 4, at which members are scored."""

TYPICAL_CRPS: Final = np.array([24_000.0, 20_500.0, 18_500.0, 15_500.0, 12_000.0])
"""Typical CRPS of the week's mean at 0 … 4 known days, passengers, by which scores are made comparable."""


def learned_weights(crps: Floats, ages: Floats) -> Floats:
    """Weights of the members by known days, shape ``(KNOWN, members)``, each row summing to 1.

    Args:
        crps: Past scores in passengers, shape ``(members, weeks, KNOWN)``; without weeks all members weigh the same.
        ages: Age of each of those weeks in weeks, shape ``(weeks,)``, not negative.
    """
    scaled = crps / TYPICAL_CRPS
    blended = 0.5 * scaled + 0.5 * scaled.mean(axis=2, keepdims=True)
    loss = np.einsum("mwk,w->km", blended, 0.5 ** (ages / HALF_LIFE_WEEKS))
    raw = np.exp(loss.min(axis=1, keepdims=True) - loss)
    return raw / raw.sum(axis=1, keepdims=True)
