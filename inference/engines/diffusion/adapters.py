"""LoRAs in one network that many jobs share: each changes the rows of those who asked for it.

    a job's thread:   with worn(adapters)      its hooks are on the layers, for as long as it runs
    who runs a batch: with rows([...])         says which rows wear what; hooks look at nothing else

A LoRA is a small product of two matrices beside a layer's own. Hooks add it behind the layer, and
to some rows only, so that one forward serves jobs with different LoRAs, weights, and none. The
weights of the network are never touched. Without a LoRA in use no layer has a hook.
Knows nothing of files or pipelines.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, Self

from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle
from typing_extensions import override


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What is added to one layer: `up` times `down`.

    Attributes:
        down: (rank, in), or (rank, in, height, width) of a convolution.
        up: (out, rank), or (out, rank, 1, 1).
    """

    down: Tensor
    up: Tensor


@dataclass(frozen=True, slots=True)
class Wrap:
    """What is added to a convolution so that it goes on at the opposite edge (see seams)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Adapter:
    """A LoRA, read; or what else is added behind layers.

    Attributes:
        version: equal for equal contents.
        parts: by the names of a pipeline's networks, and in them by the names of layers.
    """

    version: Hashable
    parts: Mapping[str, Mapping[str, Patch | Wrap]]

    @property
    def size_bytes(self) -> int:
        """Of its numbers."""
        patches = [patch for part in self.parts.values() for patch in part.values()]
        return sum(it.down.nbytes + it.up.nbytes for it in patches if isinstance(it, Patch))


class Glance(Protocol):
    """A picture that some rows look at while they are computed (see `gazing`)."""

    @property
    def layers(self) -> AbstractSet[str]:
        """Of the network, which it acts on."""

    def rows(self, begin: int, end: int) -> Self:
        """The same for some of its call's rows."""


Worn = tuple[tuple[Adapter | Glance, float], ...]
"""What one job wears: adapters and glances, each with its weight."""

Wearers = Sequence[tuple[int | None, Worn]]
"""How many rows wear what, in the order of the rows; None for all."""


class Wearing(ABC):
    """What rows of one network wear, by way of hooks on the layers that it concerns.

    Attributes:
        mounted: the layers that have hooks now; without any there is nothing to do.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wearers: dict[str, int] = {}
        self.mounted: dict[str, Sequence[RemovableHandle]] = {}
        self._own = threading.local()  # .rows: of the call that this thread makes

    @contextmanager
    def worn(self, worn: Worn) -> Iterator[None]:
        """Within it, all rows of this thread's own calls wear these, and others may be told to."""
        layers = {layer for garment, _ in worn for layer in self.concerned(garment)}
        self._mount(layers)
        try:
            with self.rows([(None, worn)]):
                yield
        finally:
            self._dismount(layers)

    @contextmanager
    def rows(self, wearers: Wearers) -> Iterator[None]:
        """Within it, this thread's calls have rows that wear different things."""
        before = self._now
        self._own.rows = wearers
        try:
            yield
        finally:
            self._own.rows = before

    @abstractmethod
    def concerned(self, garment: Adapter | Glance) -> AbstractSet[str]:
        """The layers of this network that something concerns, if it is of this kind."""

    @abstractmethod
    def _hooks(self, name: str) -> Sequence[RemovableHandle]:
        """Put the hooks on a layer."""

    @property
    def _now(self) -> Wearers:
        """Of the call that this thread makes."""
        rows: Wearers = getattr(self._own, "rows", ())
        return rows

    def _stretches(self, name: str, count: int) -> Iterator[tuple[int, int, Worn]]:
        """Begin and end of each stretch of rows at a layer, and what it wears."""
        counts = [count if rows is None else rows for rows, _ in self._now]
        if counts and sum(counts) != count:  # Sharing then computes the calls one by one
            raise ValueError(f"The layer {name} has {count} rows, the call {sum(counts)}.")
        begin = 0
        for rows, (_, worn) in zip(counts, self._now, strict=True):
            yield begin, begin + rows, worn
            begin += rows

    def _mount(self, layers: set[str]) -> None:
        with self._lock:
            for name in layers:
                self._wearers[name] = self._wearers.get(name, 0) + 1
                if name not in self.mounted:
                    self.mounted[name] = self._hooks(name)

    def _dismount(self, layers: set[str]) -> None:
        with self._lock:
            for name in layers:
                self._wearers[name] -= 1
                if not self._wearers[name]:
                    del self._wearers[name]
                    for hook in self.mounted.pop(name):
                        hook.remove()


class Mixing(Wearing):
    """The adapters of one network."""

    def __init__(self, network: nn.Module, part: str) -> None:
        """Find the layers; nothing is changed yet.

        Args:
            network: whose calls take a batch.
            part: its name in adapters.
        """
        super().__init__()
        self._part = part
        self._layers = dict(network.named_modules())

    def worn_here(self) -> Hashable:
        """Equal for calls of this thread that wear equal things in this network; None: nothing."""
        found = [
            (adapter.version, weight)
            for _, worn in self._now
            for adapter, weight in worn
            if isinstance(adapter, Adapter) and self._part in adapter.parts
        ]
        return tuple(found) or None

    @override
    def concerned(self, garment: Adapter | Glance) -> AbstractSet[str]:
        return self._patches(garment).keys()

    @override
    def _hooks(self, name: str) -> Sequence[RemovableHandle]:
        hook = self._layers[name].register_forward_hook(
            lambda layer, given, answer: self._add(name, layer, given[0], answer)
        )
        return (hook,)

    def _patches(self, garment: Adapter | Glance) -> Mapping[str, Patch | Wrap]:
        return garment.parts.get(self._part, {}) if isinstance(garment, Adapter) else {}

    def _add(self, name: str, layer: nn.Module, given: Tensor, answer: Tensor) -> None:
        """Is a layer's forward hook: adds to the rows of its answer, in place."""
        for begin, end, worn in self._stretches(name, len(given)):
            for adapter, weight in worn:
                patch = self._patches(adapter).get(name)
                if patch is not None:
                    change = _change(layer, given[begin:end], patch)
                    answer[begin:end].add_(change, alpha=weight)


def _change(layer: nn.Module, given: Tensor, patch: Patch | Wrap) -> Tensor:
    if isinstance(patch, Wrap):
        return _beyond(layer, given)
    if isinstance(layer, nn.Conv2d):
        narrow = functional.conv2d(
            given,
            patch.down,
            stride=layer.stride,
            padding=layer.padding,
            dilation=layer.dilation,
        )
        return functional.conv2d(narrow, patch.up)
    return functional.linear(functional.linear(given, patch.down), patch.up)


def _beyond(layer: nn.Module, given: Tensor) -> Tensor:
    """What a convolution would add if beyond each edge it saw the opposite one, and not zeros."""
    assert isinstance(layer, nn.Conv2d)
    assert not isinstance(layer.padding, str)
    tall, wide = layer.padding
    margins = functional.pad(given, (wide, wide, tall, tall), mode="circular")
    margins[..., tall : tall + given.shape[-2], wide : wide + given.shape[-1]] = 0
    return functional.conv2d(
        margins,
        layer.weight,
        stride=layer.stride,
        dilation=layer.dilation,
        groups=layer.groups,
    )


def cut_rows(
    wearers: Sequence[tuple[int, Worn]], begin: int, end: int, *, padded: int
) -> list[tuple[int, Worn]]:
    """What the rows from `begin` to `end` wear, and nothing where they are padded with others.

    Args:
        wearers: how many rows wear what, of all rows in their order.
        begin: of the rows to be computed.
        end: behind the last of them.
        padded: to how many.
    """
    found = list[tuple[int, Worn]]()
    at = 0
    for rows, worn in wearers:
        inside = min(at + rows, end) - max(at, begin)
        if inside > 0:
            here = max(at, begin) - at
            found.append((inside, _some(worn, here, here + inside)))
        at += rows
    return [*found, (padded - (end - begin), ())]


def _some(worn: Worn, begin: int, end: int) -> Worn:
    """What some of a call's rows wear: adapters are alike for all of them, glances are not."""
    return tuple(
        (it if isinstance(it, Adapter) else it.rows(begin, end), weight) for it, weight in worn
    )


def shaped(layer: nn.Module | None, down: Tensor, up: Tensor) -> Patch | None:
    """The patch for a layer, or None when the layer takes none of these shapes.

    Args:
        layer: of a network.
        down: as in a file, where a matrix and a convolution over one pixel stand for each other.
        up: the same.
    """
    rank = len(down)
    inner: tuple[int, ...]
    outer: tuple[int, ...]
    match layer:
        case nn.Linear():
            inner, outer = (rank, layer.in_features), (layer.out_features, rank)
        case nn.Conv2d() if layer.groups == 1 and layer.padding_mode == "zeros":
            inner = (rank, layer.in_channels, *layer.kernel_size)
            outer = (layer.out_channels, rank, 1, 1)
        case _:
            return None
    if _bare(down.shape) != _bare(inner) or _bare(up.shape) != _bare(outer):
        return None
    return Patch(down=down.reshape(inner), up=up.reshape(outer))


def _bare(shape: Sequence[int]) -> tuple[int, ...]:
    """A shape without the sides of a kernel of one pixel."""
    plain = tuple(shape)
    return plain[:2] if plain[2:] == (1, 1) else plain
