"""Words into a Scene, and which of them were not understood. Never fails, whatever it reads."""

from dataclasses import dataclass, replace

from inference.painter.hearing import gather
from inference.painter.scene import (
    MAX_COUNT,
    MAX_ITEMS,
    Hour,
    Place,
    Relation,
    Scene,
    Season,
    Weather,
)

_SHOWN = (
    "sailboat",
    "castle",
    "cat",
    "owl",
    "whale",
    "tree",
    "flower",
    "train",
    "robot",
    "balloon",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood.

    Attributes:
        scene: to be painted.
        unknown: content words that mean nothing to the painter, in order, each once.
        nearest: (word, subject) where a thing it cannot draw became the nearest it can.
        too_many: whether more was asked for than it puts into one picture.
    """

    scene: Scene
    unknown: tuple[str, ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    too_many: bool = False

    @property
    def note(self) -> str:
        """One sentence for the member, at most 300 characters; empty when all was understood."""
        advice = f"It draws {', '.join(_SHOWN)} and more; a diffusion model takes free words."
        if self.nearest:
            swaps = _listed(
                [f"{_one(subject)} for “{word[:24]}”" for word, subject in self.nearest[:3]]
            )
            return f"The painter drew the nearest it knows: {swaps}. {advice}"
        if self.unknown:
            words = _listed([f"“{word}”" for word in self.unknown[:4]])
            it = "it" if len(self.unknown) == 1 else "them"
            return f"The painter does not know {words} and left {it} out. {advice}"
        if self.too_many:
            return (
                f"The painter puts at most {MAX_ITEMS} kinds of things, {MAX_COUNT} of each,"
                " into one picture."
            )
        return ""


def read(words: str, negative: str = "") -> Reading:
    """Understand a prompt, and leave out what `negative` names."""
    notes = gather(words)
    unwanted = notes.without | _named(negative)
    kept = [i for i, item in enumerate(notes.items) if item.subject not in unwanted]
    items = [notes.items[i] for i in kept]
    nearest = [pair for pair in notes.nearest if pair[1] not in unwanted]
    scene = Scene(
        items=tuple(items[:MAX_ITEMS]),
        relations=_among(notes.relations, kept[:MAX_ITEMS]),
        place=notes.place,
        hour=notes.hour,
        weather=frozenset(kind for kind in notes.weather if kind not in unwanted),
        season=notes.season,
        palette=notes.palette,
        style=notes.style,
        without=frozenset(unwanted),
    )
    scene = settled(scene, understood=notes.heard and not (notes.unknown and not notes.items))
    return Reading(
        scene=scene,
        unknown=tuple(dict.fromkeys(notes.unknown)),
        nearest=tuple(dict.fromkeys(nearest)),
        too_many=notes.too_many or len(items) > MAX_ITEMS,
    )


def _among(relations: list[Relation], kept: list[int]) -> tuple[Relation, ...]:
    """The relations between items that are left, by their new numbers."""
    number = {old: new for new, old in enumerate(kept)}
    return tuple(
        replace(bond, one=number[bond.one], other=number[bond.other])
        for bond in relations
        if bond.one in number and bond.other in number
    )


def settled(scene: Scene, *, understood: bool) -> Scene:
    """Resolve what contradicts or implies something else."""
    hour, place, weather = scene.hour, scene.place, scene.weather
    if scene.season is Season.WINTER:
        weather |= {Weather.SNOW} if place not in (None, Place.SNOW) else frozenset()
        place = place or Place.SNOW
    if hour is None and scene.weather & {Weather.STARS, Weather.MOON}:
        hour = Hour.NIGHT
    if hour is None and Weather.SUN in scene.weather:
        hour = Hour.DAY
    bare = not scene.items and place is None and hour is None and not scene.weather
    if bare:
        place = Place.MEADOW if understood else Place.ABSTRACT
    swimmers = ("fish", "octopus")
    if place in (Place.SEA, None) and scene.items and scene.items[0].subject in swimmers:
        place = Place.UNDERWATER
    return replace(scene, hour=hour, place=place, weather=weather)


def _named(negative: str) -> set[str]:
    """The names of everything mentioned in words of refusal."""
    notes = gather(negative)
    names = {item.subject for item in notes.items} | notes.without
    names |= {kind.value for kind in notes.weather}
    names |= {notes.place.value} if notes.place else set()
    return names


def _one(subject: str) -> str:
    return f"an {subject}" if subject[0] in "aeou" else f"a {subject}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
