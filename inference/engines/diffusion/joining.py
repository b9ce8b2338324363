"""Calls of one network as values: read, joined into one, and the answer cut apart again.

    read_call(forward, args, kwargs) --> Call --.
    read_call(forward, args, kwargs) --> Call --+--> joined --> forward --> parts
                                         Call --'

Denoisers take a batch of samples, and with it tensors that have a row for each sample: words, a
time, an embedding of the guidance, what a ControlNet told. Calls whose rows fit together may be one
call with all the rows. Pure; knows no threads, pipelines or jobs.
"""

import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.weak import WeakTensorKeyDictionary

Forward = Callable[..., Any]
"""A network's `forward`."""

_TIMES = ("timestep", "timesteps")
_SHARED = frozenset({"img_ids", "txt_ids", "image_rotary_emb", "freqs_cis", "pos_embed"})
"""Arguments that say where things lie, the same for every row, and so have no rows."""

_ADDED = frozenset({"down_block_additional_residuals", "mid_block_additional_residual"})
"""Arguments that are added to what a network computes: a call without them adds nothing."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        arguments: by name.
        rows: of the batch.
        kind: equal for calls that can be joined.
        adds: whether it brings what is added inside the network, as a ControlNet's answers are.
        form: which arguments there are and which of them have rows, whatever their sizes.
    """

    arguments: Mapping[str, Any]
    rows: int
    kind: Hashable
    form: Hashable
    adds: bool = False


class Fingerprints:
    """Tells whether two tensors hold the same numbers, looking at each tensor once."""

    def __init__(self) -> None:
        self._known = WeakTensorKeyDictionary()

    def of(self, tensor: Tensor) -> Hashable:
        """Equal for equal contents, shapes and types."""
        if tensor not in self._known:
            self._known[tensor] = {}
        versions: dict[int, Hashable] = self._known[tensor]
        if tensor._version not in versions:  # noqa: SLF001 - counts what changed it in place
            plain = tensor.detach().cpu().contiguous().reshape(-1)
            content = plain.view(torch.uint8).numpy().tobytes()
            versions.clear()
            versions[tensor._version] = (tuple(tensor.shape), tensor.dtype, content)  # noqa: SLF001
        return versions[tensor._version]  # noqa: SLF001


def takes_times(network: nn.Module) -> bool:
    """Whether a network's calls have rows with a time each, as denoisers' have."""
    parameters = inspect.signature(network.forward).parameters
    return any(name in parameters for name in _TIMES)


def read_call(
    signature: inspect.Signature,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    fingerprints: Fingerprints,
) -> Call | None:
    """A call as a value; None when nothing in it has rows.

    Raises:
        TypeError: the network takes no such arguments.
    """
    given = signature.bind(*args, **kwargs).arguments
    first = next((value for value in given.values() if isinstance(value, Tensor)), None)
    if first is None or first.ndim < 2:
        return None
    rows, arguments = len(first), dict[str, Any]()
    kinds: list[tuple[Hashable, ...]] = []
    for name, value in given.items():
        if value is None and signature.parameters[name].default is None:
            continue  # some pipelines say what is left out, and some leave it out
        if name in _TIMES:
            arguments[name] = _times(value, rows, first.device)
            kinds.append((name, first.device))
            continue
        arguments[name] = value
        if name not in _ADDED:
            kinds += [(name, *kind) for kind in _kinds(name, value, rows, fingerprints)]
    adds = bool(_ADDED & arguments.keys())
    return Call(arguments, rows, tuple(kinds), tuple(map(_without_sizes, kinds)), adds)


def _without_sizes(kind: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    """What an argument is, but not how large, nor what it says."""
    return tuple(it for it in kind if isinstance(it, str | torch.dtype))


def _times(value: Tensor | float, rows: int, device: torch.device) -> Tensor:
    """(rows,), from a number, one time for all, or one for each."""
    given = value if isinstance(value, Tensor) else torch.tensor(value, dtype=torch.float32)
    return given.to(device).reshape(-1).expand(rows)


def _kinds(
    name: str, value: object, rows: int, fingerprints: Fingerprints
) -> Iterator[tuple[Hashable, ...]]:
    """What has to be equal before two values of this argument can be joined."""
    match value:
        case Tensor() if _has_rows(name, value, rows):
            yield "rows", tuple(value.shape[1:]), value.dtype, value.device
        case Tensor():
            yield "shared", fingerprints.of(value), value.device
        case dict():
            yield "dict", len(value)
            for key, inner in value.items():
                for kind in _kinds(str(key), inner, rows, fingerprints):
                    yield key, *kind
        case list() | tuple():
            yield type(value).__name__, len(value)
            for inner in value:
                yield from _kinds(name, inner, rows, fingerprints)
        case _:
            yield _plain(value)


def _plain(value: object) -> tuple[Hashable, ...]:
    """Numbers and words are equal by what they say; of anything else only itself is."""
    match value:
        case None | bool() | int() | float() | str():
            return str(type(value)), value
    return "itself", id(value)


def _has_rows(name: str, tensor: Tensor, rows: int) -> bool:
    return name not in _SHARED and tensor.ndim > 0 and len(tensor) == rows


def joined(calls: Sequence[Call]) -> Call:
    """One call with the rows of all, which must be of one kind, in their order."""
    first = calls[0]
    if len(calls) == 1:
        return first
    arguments = {
        name: _join(name, [call.arguments[name] for call in calls], first.rows)
        for name in first.arguments
        if name not in _ADDED
    }
    adding = [call.arguments for call in calls if call.adds]
    for name in _ADDED & adding[0].keys() if adding else ():
        like = adding[0][name]
        given = [call.arguments.get(name, _nothing(like, call.rows)) for call in calls]
        arguments[name] = _join(name, given, first.rows)
    rows = sum(call.rows for call in calls)
    return replace(first, arguments=arguments, rows=rows, adds=bool(adding))


def _nothing(like: Any, rows: int) -> Any:  # noqa: ANN401 - a tensor, or several
    """What adds nothing, built like what another call adds."""
    if isinstance(like, Tensor):
        return like.new_zeros((rows, *like.shape[1:]))
    return type(like)(_nothing(inner, rows) for inner in like)


def _join(name: str, values: Sequence[Any], rows: int) -> Any:  # noqa: ANN401 - any argument
    """Joins equally built values; `rows` are those of the first."""
    first = values[0]
    match first:
        case Tensor() if name in _TIMES:
            dtype = first.dtype
            for value in values:
                dtype = torch.promote_types(dtype, value.dtype)
            return torch.cat([value.to(dtype) for value in values])
        case Tensor() if _has_rows(name, first, rows):
            return torch.cat(list(values))
        case dict():
            return {key: _join(str(key), [value[key] for value in values], rows) for key in first}
        case list() | tuple():
            parts = [_join(name, parts, rows) for parts in zip(*values, strict=True)]
            return type(first)(parts)
    return first


def cut(call: Call, begin: int, end: int, *, padded: int) -> Call:
    """The rows from `begin` to `end`, the last one repeated until there are `padded`."""

    def some(name: str, value: Any) -> Any:  # noqa: ANN401 - any argument
        match value:
            case Tensor() if name in _TIMES or _has_rows(name, value, call.rows):
                missing = padded - (end - begin)
                rows = value[begin:end]
                return torch.cat([rows, *[rows[-1:]] * missing]) if missing else rows
            case dict():
                return {key: some(str(key), inner) for key, inner in value.items()}
            case list() | tuple():
                return type(value)(some(name, inner) for inner in value)
        return value

    arguments = {name: some(name, value) for name, value in call.arguments.items()}
    return replace(call, arguments=arguments, rows=padded)


def parts(answer: Any, sizes: Sequence[int]) -> list[Any]:  # noqa: ANN401 - a network's output
    """A network's answer cut into as many rows for each call as it had; what has no rows is shared.

    Args:
        answer: a tensor, or tuples, lists, and diffusers' and transformers' outputs of tensors.
        sizes: rows of each call; may be fewer than the answer has.
    """
    match answer:
        case Tensor() if answer.ndim and len(answer) >= sum(sizes):
            return list(torch.split(answer[: sum(sizes)], list(sizes)))
        case Mapping():  # a ModelOutput is one; those made anew have the same fields
            cuts = {key: parts(value, sizes) for key, value in answer.items()}
            kind: Any = type(answer)
            return [
                kind(**{key: pieces[index] for key, pieces in cuts.items()})
                for index in range(len(sizes))
            ]
        case list() | tuple():
            inner = [parts(value, sizes) for value in answer]
            return [type(answer)(pieces[i] for pieces in inner) for i in range(len(sizes))]
    return [answer] * len(sizes)


def stacked(answers: Sequence[Any]) -> Any:  # noqa: ANN401 - a network's output
    """Answers to parts of one call as the answer to the whole; the opposite of `parts`."""
    first = answers[0]
    if len(answers) == 1:
        return first
    match first:
        case Tensor():
            return torch.cat(list(answers)) if first.ndim else first
        case Mapping():
            kind: Any = type(first)
            return kind(**{key: stacked([answer[key] for answer in answers]) for key in first})
        case list() | tuple():
            return type(first)(stacked(values) for values in zip(*answers, strict=True))
    return first


def is_finite(answer: Any) -> bool:  # noqa: ANN401 - a network's output
    """Whether no number in an answer overflowed."""
    match answer:
        case Tensor():
            return bool(answer.isfinite().all())
        case Mapping():
            return all(map(is_finite, answer.values()))
        case list() | tuple():
            return all(map(is_finite, answer))
    return True


def _near(one: Tensor, other: Tensor, tolerance: float) -> bool:
    if not other.isfinite().all():
        return False
    scale = float(one.abs().max()) if one.numel() else 0.0
    return torch.allclose(one, other, rtol=0, atol=tolerance * scale)


def alike(one: Any, other: Any, tolerance: float) -> bool:  # noqa: ANN401 - a network's output
    """Whether two answers differ by at most `tolerance` of the largest number in the first.

    Args:
        one: finite.
        other: any.
        tolerance: a share.
    """
    match one:
        case Tensor():
            if not one.is_floating_point():
                return bool(torch.equal(one, other))
            return _near(one.float(), other.float(), tolerance)
        case Mapping():
            return all(alike(one[key], other[key], tolerance) for key in one)
        case list() | tuple():
            return all(alike(a, b, tolerance) for a, b in zip(one, other, strict=True))
    return bool(one == other)
