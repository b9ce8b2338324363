"""What a waltz can be played on. Pure values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """How a key sounds.

    Attributes:
        partials: at most so many.
        falling: how the partials' strengths fall, as a power of their number.
        stiffness: B at middle C; 0 for exact harmonics.
        quick, slow: decay rates per second of the first and second stage, of the first partial.
        damping: what each further partial adds to the quick rate.
        noise: of the hammer or plectrum.
        octaves: how far above the written pitch it sounds.
        rings: whether a key rings on after its note.
    """

    partials: int
    falling: float
    stiffness: float
    quick: float
    slow: float
    damping: float
    noise: float
    octaves: int = 0
    rings: bool = False


INSTRUMENTS = {
    "fortepiano": Instrument(
        partials=16, falling=1.15, stiffness=2.5e-4, quick=3.1, slow=1.1, damping=0.9, noise=0.05
    ),
    "harpsichord": Instrument(
        partials=24, falling=0.6, stiffness=4e-5, quick=3.4, slow=1.6, damping=0.35, noise=0.02
    ),
    "music box": Instrument(
        partials=4, falling=1.8, stiffness=0.9, quick=5.0, slow=1.3, damping=4.0, noise=0.01,
        octaves=1, rings=True,
    ),
}  # fmt: skip
