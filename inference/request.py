"""What a member asks for, as a value. Knows nothing of queues, devices or Discord."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

MAX_SEED = 2**32 - 1
MAX_COUNT = 4
MAX_BEST = 16
MAX_ADAPTERS = 4
MAX_ADAPTER_WEIGHT = 2
MAX_PICTURE_WEIGHT = 2

SAMPLERS = (
    "euler",
    "euler a",
    "heun",
    "dpm++ 2m",
    "dpm++ 2m karras",
    "dpm++ sde karras",
    "unipc",
    "ddim",
    "pndm",
    "lcm",
)
"""What a diffusion model can be asked to step with, where it does not matter to the model."""


Option = str | int | float | bool
"""One choice of an atelier's: whole in JSON."""

JOURNEY = "journey"
"""The option of a request for a film of which a model paints each of its `frames`."""


class Task(StrEnum):
    """What to do with the words and the inputs."""

    IMAGINE = "imagine"  # words (and a picture under "source", where the model takes one)
    VARY = "vary"  # near the picture under "source"; `strength` says how near
    UPSCALE = "upscale"  # the picture under "source" at `width` x `height`, twice its size


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One job's worth of pictures.

    Attributes:
        prompt: the words, as the engine gets them.
        width, height: of each picture, in pixels; engines refuse what they cannot make.
        seed: of the first picture, in [0, 2**32); picture i has `seed_of(i)`.
        model: its name in the catalogue; decides the engine.
        spans: the prompt in stretches, each with what it weighs beside the usual 1; joined they are
            the prompt. Empty where nothing stands out.
        negative: what to keep out.
        count: pictures in this job, 1 to 4.
        best: how many are painted, of which the `count` nearest to the words are kept; more than
            that, up to 16. None paints as many as are kept.
        steps, guidance: None leaves them to the model.
        sampler: one of SAMPLERS; None leaves it to the model.
        strength: how much of "source" to forget, 0 to 1. None leaves it to the engine.
        adapters: LoRAs by name, with what each weighs, -2 to 2.
        embeddings: those whose names stand in the words as <embedding:name>.
        options: what only this model's engine knows, by name; the engine refuses what it does not.
        control: the ControlNet that follows "control"; None where there is no such input.
        looker: the IP-Adapter that looks at "reference" and "style"; None where there is neither.
        weights: how much an input other than "source" and "mask" counts, 0 to 2, by its role; one
            that is left out counts as much as engines find usual.
        inputs: role -> sha256 of a picture in storage: "source" to start from, "mask" (what is
            white in it is painted anew), "control" for what is where, "reference" for what it
            shows, "style" for how.
        parent: (job, index) of the picture this one was made from.
    """

    prompt: str
    width: int
    height: int
    seed: int
    model: str
    task: Task = Task.IMAGINE
    spans: tuple[tuple[str, float], ...] = ()
    negative: str = ""
    count: int = 1
    best: int | None = None
    steps: int | None = None
    guidance: float | None = None
    sampler: str | None = None
    strength: float | None = None
    adapters: Mapping[str, float] = field(default_factory=dict)
    embeddings: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    control: str | None = None
    looker: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    parent: tuple[int, int] | None = None

    @property
    def journeys(self) -> bool:
        """Whether it is for a film of which a model paints every frame."""
        return JOURNEY in self.options

    @property
    def painted(self) -> int:
        """How many pictures are painted, whether all are kept or not; frames of films count."""
        frames = self.options.get("frames") if self.journeys else None
        if isinstance(frames, int):
            return frames
        return self.count if self.best is None else self.best

    @property
    def megapixels(self) -> float:
        """Of all that is painted, in millions of pixels: what a job's cost grows with.

        A job of another quality, or one that stops early, counts as so much more or less, and a
        film as all its frames.
        """
        return self._effort * self.painted * self.width * self.height / 1e6

    @property
    def _effort(self) -> float:
        """How long it takes beside the usual: by its manner (see manner), by a film's frames."""
        quality, stop = self.options.get("quality"), self.options.get("stop")
        frames = None if self.journeys else self.options.get("frames")
        longer = quality if isinstance(quality, int | float) else 1.0
        longer *= frames if isinstance(frames, int) else 1
        return longer * (stop / 100 if isinstance(stop, int | float) else 1.0)

    def seed_of(self, index: int) -> int:
        """The seed of picture `index`; counts on from the first and wraps at 2**32."""
        return (self.seed + index) % (MAX_SEED + 1)

    def only(self, index: int) -> Self:
        """The request that makes picture `index` of this one alone."""
        return replace(self, seed=self.seed_of(index), count=1, best=None)

    def to_json(self) -> str:
        """As one line; `from_json` gives an equal request back."""
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; fields that an older row lacks keep their defaults."""
        fields: dict[str, Any] = json.loads(text)
        fields["task"] = Task(fields["task"])
        if fields.get("parent") is not None:
            fields["parent"] = tuple(fields["parent"])
        fields["spans"] = tuple((words, weight) for words, weight in fields.get("spans", ()))
        fields["embeddings"] = tuple(fields.get("embeddings", ()))
        return cls(**fields)
