"""Pictures beside a prompt: what flags say of those that were sent, and whether the model can.

    image       where the painting starts
    mask        white where the image is painted anew
    control     what is where; --control NAME reads it
    reference   what to take up; with --sref reference, its style alone
    --sref job:12, --sref job:12:3    the style of a picture of an earlier job

Pure; knows prompts and the catalogue, and not how a model looks at anything.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise
from math import log10

from inference.catalogue import Catalogue, Model
from inference.companions import TITLES, Companion
from inference.errors import AdapterNotFound
from inference.offers import Kind
from inference.request import MAX_PICTURE_WEIGHT
from prompts.errors import PromptError
from prompts.flags import Flags
from prompts.tree import Prompt

SOURCE, MASK, CONTROL, REFERENCE, STYLE = "source", "mask", "control", "reference", "style"
OWN = "reference"
"""After --sref: the style is that of the picture sent as reference."""

USUAL_STYLE = 100
"""What --sw is when nobody says: the style counts as much as it usually does."""

_DIFFUSION = "diffusion"
_JOB = re.compile(r"job:(\d{1,9})(?::([1-4]))?", re.ASCII)
_STRENGTHS = ((0.0, 1.0), (1.0, 0.6), (3.0, 0.1))  # of --iw: how much of the picture is forgotten
_REFERENCE_WEIGHT = 0.6  # at --iw 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What it comes to.

    Attributes:
        control, looker, weights, strength: as in a request.
        roles: what each picture that was sent is to the engine.
        style: (job, index from 0) of the picture whose style is taken.
    """

    control: str | None = None
    looker: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    strength: float | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    style: tuple[int, int] | None = None


def beside_of(
    prompt: Prompt, flags: Flags, sent: Set[str], model: Model, catalogue: Catalogue
) -> Beside:
    """What pictures and flags come to for the model that paints.

    Args:
        prompt: expanded.
        flags: its flags.
        sent: the roles of pictures that were sent.
        model: who paints.
        catalogue: where ControlNets and IP-Adapters are.

    Raises:
        PromptError: one sentence: something is missing, or the model cannot do it.
    """
    try:
        return _read(flags, sent, model, catalogue)
    except _Unfit as error:
        flag = next((flag.at for flag in prompt.flags if flag.name == error.flag), None)
        raise PromptError(str(error), text=prompt.typed, at=flag) from error


class _Unfit(Exception):
    """Its message is a sentence.

    Attributes:
        flag: the one that is to blame, if any.
    """

    def __init__(self, message: str, flag: str = "") -> None:
        super().__init__(message)
        self.flag = flag


def _read(flags: Flags, sent: Set[str], model: Model, catalogue: Catalogue) -> Beside:
    if MASK in sent and SOURCE not in sent:
        raise _Unfit("A mask says where to paint the image anew. Send an image with it.")
    control, weight = _control(flags, sent, model, catalogue)
    style, roles = _style(flags, sent)
    looks = STYLE in roles.values() or style is not None or REFERENCE in roles.values()
    looker = _looker(model, catalogue) if looks else None
    weights = {} if weight is None else {CONTROL: weight}
    if flags.sw is not None:
        weights[STYLE] = style_weight(flags.sw)
    strength = None
    if flags.iw is not None and SOURCE in sent:
        strength = strength_of(flags.iw)
    elif flags.iw is not None and REFERENCE in roles.values():
        weights[REFERENCE] = round(min(MAX_PICTURE_WEIGHT, _REFERENCE_WEIGHT * flags.iw), 3)
    elif flags.iw is not None:
        raise _Unfit("--iw weighs an image or a reference. Send one with it.", "iw")
    return Beside(
        control=control.name if control is not None else None,
        looker=looker.name if looker is not None else None,
        weights=weights,
        strength=strength,
        roles=roles,
        style=style,
    )


def still_sent(inputs: Mapping[str, str], flags: Mapping[str, str | None]) -> dict[str, str]:
    """The pictures of an earlier request, by the roles in which other words find them.

    Args:
        inputs: of the earlier request.
        flags: those of the other words, with what they say; None where that is drawn.
    """
    kept = {role: sha256 for role, sha256 in inputs.items() if role in (SOURCE, MASK, REFERENCE)}
    if CONTROL in inputs and "control" in flags:
        kept[CONTROL] = inputs[CONTROL]
    if STYLE in inputs and REFERENCE not in kept and flags.get("sref") == OWN:
        kept[REFERENCE] = inputs[STYLE]
    return kept


def strength_of(weight: float) -> float:
    """How much of a picture to forget, in [0.1, 1], where --iw says what it counts, 0 to 3."""
    for (before, most), (after, least) in pairwise(_STRENGTHS):
        if weight <= after:
            share = (weight - before) / (after - before)
            return round(most + share * (least - most), 3)
    return _STRENGTHS[-1][1]


def style_weight(percent: float) -> float:
    """What a style counts, 0 to 2, where --sw says it in 0 to 1,000: ten times the usual is 2."""
    share = percent / USUAL_STYLE
    return round(share if share <= 1 else 1 + log10(share), 3)


# ---- a ControlNet


def _control(
    flags: Flags, sent: Set[str], model: Model, catalogue: Catalogue
) -> tuple[Companion | None, float | None]:
    """Who reads the picture of what is where, and how much that counts."""
    if flags.control is None:
        if CONTROL in sent:
            raise _Unfit(f"Say how to read the control picture. {_ways(model, catalogue)}")
        return None, None
    if CONTROL not in sent:
        raise _Unfit("--control reads a picture. Send one as control.", "control")
    name, weight = _named(flags.control)
    _refuse_other_engines(model, Kind.CONTROLNET, "control", "control")
    try:
        return _fitting(name, model, catalogue), weight
    except AdapterNotFound as error:
        raise _Unfit(str(error), "control") from error


def _named(value: str) -> tuple[str, float | None]:
    name, colon, number = value.strip().rpartition(":")
    if not colon:
        return number.strip(), None
    try:
        weight = float(number)
    except ValueError:
        weight = -1
    if not 0 <= weight <= MAX_PICTURE_WEIGHT:
        raise _Unfit(
            f"A control weighs from 0 to {MAX_PICTURE_WEIGHT}, such as --control {name[:40]}:0.8.",
            "control",
        )
    return name.strip(), weight


def _fitting(name: str, model: Model, catalogue: Catalogue) -> Companion:
    """The ControlNet of that name, or the one of those that begin with it that fits the model.

    Raises:
        AdapterNotFound: there is none.
    """
    begun = [
        it
        for it in _those(Kind.CONTROLNET, model, catalogue)
        if it.name.lower().startswith(f"{name.lower()}-")
    ]
    exact = any(it.name == name for it in catalogue.companions if it.kind is Kind.CONTROLNET)
    if not exact and begun:
        return begun[0]
    return catalogue.companion(Kind.CONTROLNET, name, model)


def _ways(model: Model, catalogue: Catalogue) -> str:
    names = controls_of(model, catalogue)
    if not names:
        return f"There is no ControlNet for {model.title}. Leave the picture out."
    return f"Write --control and one of: {', '.join(names[:10])}."


def controls_of(model: Model, catalogue: Catalogue) -> list[str]:
    """The names of the ControlNets that as far as their headers tell fit a model."""
    if model.engine != _DIFFUSION:
        return []
    return [it.name for it in _those(Kind.CONTROLNET, model, catalogue)]


# ---- pictures to look at


def _style(flags: Flags, sent: Set[str]) -> tuple[tuple[int, int] | None, dict[str, str]]:
    """The picture of a job whose style is taken, and what those that were sent are."""
    roles = {role: role for role in sorted(sent)}
    if flags.sref is None:
        return None, roles
    value = flags.sref.strip().lower()
    if value == OWN:
        if REFERENCE not in sent:
            raise _Unfit("--sref reference takes a picture. Send one as reference.", "sref")
        return None, roles | {REFERENCE: STYLE}
    if job := _JOB.fullmatch(value):
        return (int(job[1]), int(job[2] or 1) - 1), roles
    raise _Unfit(
        "--sref takes job:12 for the first picture of job 12, job:12:3 for its third, or reference"
        " for the picture that you send as reference.",
        "sref",
    )


def _looker(model: Model, catalogue: Catalogue) -> Companion:
    """The IP-Adapter that fits the model."""
    _refuse_other_engines(model, Kind.IP_ADAPTER, "reference", "sref")
    if found := _those(Kind.IP_ADAPTER, model, catalogue):
        return found[0]
    raise _Unfit(
        f"{model.title} looks at no other pictures: there is no IP-Adapter for it here. Leave the"
        " reference out, or choose another model.",
        "sref",
    )


def _those(kind: Kind, model: Model, catalogue: Catalogue) -> list[Companion]:
    """Those that as far as their headers tell fit a model, by name; those that tell come first."""
    found = [
        it
        for it in catalogue.companions
        if it.kind is kind and (not it.family or not model.family or it.family == model.family)
    ]
    return sorted(found, key=lambda it: (it.family is None, it.name))


def _refuse_other_engines(model: Model, kind: Kind, what: str, flag: str) -> None:
    if model.engine != _DIFFUSION:
        raise _Unfit(
            f"{model.title} takes no {TITLES[kind]}s. Leave the {what} out, or choose another"
            " model.",
            flag,
        )
