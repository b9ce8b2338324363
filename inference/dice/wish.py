"""What somebody can wish of the dice game, and the request it becomes. Pure.

The engine reads its options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inference.dice.game import BARS, read_number, read_sums, sums_of
from inference.dice.instruments import INSTRUMENTS
from inference.errors import RequestRefused
from inference.request import Option, Request

MODEL = "dice"
WIDTH, HEIGHT = 1024, 1280
SOUNDS = ("mp3", "ogg")
SLOWEST, USUAL, FASTEST = 90, 222, 400
"""Eighths in a minute, three to a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read.

    Attributes:
        sums: of the bars that were thrown by hand, from the first on.
        instrument: one of INSTRUMENTS.
        eighths_per_minute: the tempo.
        sound: one of SOUNDS.
    """

    sums: tuple[int, ...] = ()
    instrument: str = "fortepiano"
    eighths_per_minute: int = USUAL
    sound: str = "mp3"


def request_of(
    *,
    seed: int,
    throws: str = "",
    number: str = "",
    instrument: str | None = None,
    tempo: int | None = None,
    sound: str | None = None,
) -> Request:
    """The request for one waltz, from what a member typed.

    Args:
        seed: throws the dice that nobody threw, in [0, 2**32).
        throws: sums of two dice, such as "7 11 3"; what is missing is thrown.
        number: of a waltz that somebody shared, instead of throws.
        instrument: one of INSTRUMENTS; None is the fortepiano.
        tempo: eighths in a minute, 90 to 400; None is 222.
        sound: "mp3" or "ogg"; None is the first.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    if throws.strip() and number.strip():
        raise RequestRefused("A waltz has throws or a number; keep one of them.")
    sums = sums_of(read_number(number)) if number.strip() else read_sums(throws)
    options: dict[str, Option] = {}
    if sums:
        options["throws"] = " ".join(map(str, sums))
    given = {"instrument": instrument, "tempo": tempo, "sound": sound}
    options |= {name: value for name, value in given.items() if value is not None}
    read_options(options)
    return Request(
        prompt=_words(sums), width=WIDTH, height=HEIGHT, seed=seed, model=MODEL, options=options
    )


def read_options(options: Mapping[str, Option]) -> Wished:
    """The options of a request.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    known = {"throws", "instrument", "tempo", "sound"}
    if unknown := sorted(set(options) - known):
        raise RequestRefused(f"The dice game knows no option “{unknown[0][:30]}”.")
    instrument = str(options.get("instrument", "fortepiano"))
    if instrument not in INSTRUMENTS:
        raise RequestRefused(
            f"There is no instrument “{instrument[:30]}”; choose one of: {', '.join(INSTRUMENTS)}."
        )
    sound = str(options.get("sound", SOUNDS[0]))
    if sound not in SOUNDS:
        raise RequestRefused(f"A waltz sounds as {' or '.join(SOUNDS)}, not as “{sound[:30]}”.")
    tempo = options.get("tempo", USUAL)
    if isinstance(tempo, bool) or not isinstance(tempo, int) or not SLOWEST <= tempo <= FASTEST:
        raise RequestRefused(
            f"The tempo is a whole number of eighths in a minute, {SLOWEST} to {FASTEST}."
        )
    sums = tuple(read_sums(str(options.get("throws", ""))))
    return Wished(sums=sums, instrument=instrument, eighths_per_minute=tempo, sound=sound)


def _words(sums: list[int]) -> str:
    if not sums:
        return "A waltz by two dice"
    if len(sums) == BARS:
        return f"A waltz by two dice: {', '.join(map(str, sums))}"
    return f"A waltz by two dice, begun with {', '.join(map(str, sums))}"
