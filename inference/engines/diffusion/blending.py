"""Pictures between others: of their words and of their noise, in any stock pipeline.

    pipeline --> encode_prompt    --> that of both ends --> in between, token by token
             --> prepare_latents  --> that of both seeds --> in between, on the sphere

Stands in for two methods of one run's pipeline, whatever its family. At an end a picture is the
very one of that end's words and seed; only the noise that some samplers add at their steps is that
of the run's own seeds throughout, so that it does not flicker.
"""

import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from inference.engines.diffusion.emphasis import Span
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import RequestRefused
from inference.morphing.sphere import slerp, slerp_whole

_METHODS = ("encode_prompt", "prepare_latents")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What a picture at the end of a way is made of.

    Attributes:
        prompt: as the model gets it.
        spans: the same in stretches of one weight; empty where nothing stands out.
        seed: of its noise.
    """

    prompt: str
    spans: tuple[Span, ...] = ()
    seed: int

    @property
    def words(self) -> Hashable:
        """Equal for ends of equal words."""
        return self.prompt, self.spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """One picture: how far between which ends, `way` in [0, 1]."""

    first: End
    second: End
    way: float


Answer = Any
"""A tensor, or several: what a pipeline's method gives."""

Tell = Callable[[End, Callable[..., Answer], Mapping[str, Any]], Answer]
"""Asks a pipeline's encode_prompt, with these arguments, for the words of an end."""


@contextmanager
def blending(pipeline: Pipeline, blends: Sequence[Blend], tell: Tell) -> Iterator[None]:
    """Within it, the pipeline's next call paints these pictures.

    Args:
        pipeline: of one run; called for as many pictures of one prompt.
        blends: one for each picture, in their order.
        tell: has the words of an end encoded.

    Raises:
        RequestRefused: the model is of a kind of which nothing can be between.
    """
    if not blends:
        yield
        return
    if not all(callable(getattr(pipeline, name, None)) for name in _METHODS):
        raise _no_way(pipeline)
    ends = [end for it in blends for end in (it.first, it.second)]
    encode, prepare = pipeline.encode_prompt, pipeline.prepare_latents

    def encoded(*args: Any, **kwargs: Any) -> Answer:  # noqa: ANN401 - passed through
        given = _named(encode, args, kwargs)
        answers = {end.words: tell(end, encode, given) for end in _first_of_each(ends, _words)}
        pairs = [(answers[it.first.words], answers[it.second.words]) for it in blends]
        return _between(pairs, [it.way for it in blends], slerp)

    def prepared(*args: Any, **kwargs: Any) -> Answer:  # noqa: ANN401 - passed through
        prepare(*args, **kwargs)  # the steps' noise is what these generators give after that
        given = _named(prepare, args, kwargs)
        answers = {
            end.seed: prepare(**given | {"generator": _seeded(end.seed, len(blends))})
            for end in _first_of_each(ends, _seed)
        }
        pairs = [(answers[it.first.seed], answers[it.second.seed]) for it in blends]
        return _between(pairs, [it.way for it in blends], slerp_whole)

    pipeline.encode_prompt, pipeline.prepare_latents = encoded, prepared
    try:
        yield
    except _Unlike as error:
        raise _no_way(pipeline) from error
    finally:  # the pipeline and its stand-ins would keep each other, and the networks, alive
        for name in _METHODS:
            delattr(pipeline, name)


class _Unlike(Exception):
    """Two answers have no common form."""


def _no_way(pipeline: Pipeline) -> RequestRefused:
    return RequestRefused(
        f"Between two pictures of a {type(pipeline).__name__} there is nothing that it can paint;"
        " choose another model, or leave it out."
    )


def _words(end: End) -> Hashable:
    return end.words


def _seed(end: End) -> Hashable:
    return end.seed


def _first_of_each(ends: Sequence[End], key: Callable[[End], Hashable]) -> list[End]:
    """In a fixed order, so that encoders are asked in one."""
    return list({key(end): end for end in reversed(ends)}.values())[::-1]


def _seeded(seed: int, count: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for _ in range(count)]


def _named(
    method: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a call by name."""
    found: dict[str, Any] = dict(inspect.signature(method).bind(*args, **kwargs).arguments)
    more: dict[str, Any] = found.pop("kwargs", {})
    return {**found, **more}


Curve = Callable[[Tensor, Tensor, float], Tensor]


def _between(pairs: Sequence[tuple[Answer, Answer]], ways: Sequence[float], curve: Curve) -> Answer:
    """Row by row between two answers of one form."""
    sample = pairs[0][0]
    match sample:
        case Tensor():
            return _rows(pairs, ways, curve)
        case list() | tuple():
            if any(len(it) != len(sample) for pair in pairs for it in pair):
                raise _Unlike
            parts = [
                _between([(one[place], other[place]) for one, other in pairs], ways, curve)
                for place in range(len(sample))
            ]
            return type(sample)(parts)
    return sample


def _rows(pairs: Sequence[tuple[Tensor, Tensor]], ways: Sequence[float], curve: Curve) -> Tensor:
    if len({tuple(it.shape) for pair in pairs for it in pair}) > 1:
        raise _Unlike
    first = pairs[0][0]
    if len(first) != len(pairs):  # it says where things lie, for all rows
        if not all(torch.equal(first, it) for pair in pairs for it in pair):
            raise _Unlike
        return first
    return torch.stack(
        [
            _row(one[place], other[place], way, curve)
            for place, ((one, other), way) in enumerate(zip(pairs, ways, strict=True))
        ]
    )


def _row(one: Tensor, other: Tensor, way: float, curve: Curve) -> Tensor:
    if way <= 0 or way >= 1 or torch.equal(one, other):
        return other if way >= 1 else one
    if one.is_floating_point() and one.ndim:
        return curve(one, other, way)
    return torch.maximum(one, other)  # a mask: what either of them reads
