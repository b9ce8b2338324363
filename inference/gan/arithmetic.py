"""Words in the latent space: where pictures lie that show something, and how to get there.

    a picture of any latent - what it shows of the day + the night + the sea

A word's direction is the mean of latents whose pictures show it. To go there, a latent changes as
little as it can: what no word is about stays that of the seed. Pure numpy; knows no prompts.

Source: Radford et al. (2015; see network), section 6.3.2, whose vectors are means of three latents;
ours of some thousand, taken for directions, with one step for all words together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Latent = NDArray[np.float32]

_RIDGE = 0.05  # where two words mean nearly the same, neither is taken to the extreme


@dataclass(frozen=True, slots=True)
class Words:
    """What the generator's latents are known to mean.

    Attributes:
        names: as "hour: night".
        vectors: (len(names), latent_size) float32, unit length: the directions.
        reach: (len(names),) float32: how far along its direction pictures show it most surely.
    """

    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    reach: NDArray[np.float32]

    @classmethod
    def of_means(cls, names: tuple[str, ...], means: NDArray[np.float32]) -> Self:
        """From the mean latent of the pictures that show each, (len(names), latent_size)."""
        reach = np.linalg.norm(means, axis=1)
        return cls(names, means / np.maximum(reach, 1e-6)[:, None], reach)

    @property
    def means(self) -> NDArray[np.float32]:
        """What `of_means` takes."""
        return self.vectors * self.reach[:, None]


def steered(
    latent: Latent, wished: Mapping[str, float], words: Words, *, force: float = 1.0
) -> Latent:
    """The nearest latent whose picture should show what is wished.

    Args:
        latent: (latent_size,) float32, of a seed.
        wished: for each name what it weighs: 1 as far as its reach, 2 twice as far from the
            middle, -1 as far on the other side.
        words: the generator's; all names wished are among them.
        force: times that all go so far.
    """
    if not wished:
        return latent
    rows = [words.names.index(name) for name in wished]
    ways = words.vectors[rows].astype(np.float64)
    goals = force * words.reach[rows] * np.array(list(wished.values()))
    lacking = goals - ways @ latent
    shares = np.linalg.solve(ways @ ways.T + _RIDGE * np.eye(len(rows)), lacking)
    return (latent + shares @ ways).astype(np.float32)


def near(latent: Latent, other: Latent, share: float) -> Latent:
    """On the sphere from one latent to an independent one: 0 is the first, 1 the other.

    The sum of squares stays what it was where both are of one truncation.
    """
    kept, new = np.float32(np.cos(share * np.pi / 2)), np.float32(np.sin(share * np.pi / 2))
    return kept * latent + new * other
