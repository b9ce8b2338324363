"""Pictures that some rows of a shared network look at: IP-Adapters without changing anybody else.

diffusers puts an IP-Adapter into a network for good: every call must bring a picture from then on.
Here it is two hooks on each layer that reads the words, for as long as a job looks at something:
the one hears what the layer asks (its query), the other adds what the picture answers before the
layer's last matrix. It is the arithmetic of diffusers' own processor, to the last bit, for the rows
of those who look, and nothing at all for the rest.

Source: IP-Adapter (Ye et al., 2023; arXiv:2308.06721), equation 4.
"""

import threading
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Self

from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle
from typing_extensions import override

from inference.engines.diffusion.adapters import Adapter, Glance, Wearing

READERS = "attn2"
"""What diffusers calls the attention that reads words."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """One picture, as the rows of one call see it; is a `Glance`.

    Attributes:
        tokens: (rows, tokens, width) that stand for it, in the order of the call's rows; where
            guidance leads away, those of no picture.
        keys, values: by layers' names, the matrices that read them, (inner, width).
        layers: those that look.
    """

    tokens: Tensor
    keys: Mapping[str, Tensor]
    values: Mapping[str, Tensor]
    layers: AbstractSet[str]

    def rows(self, begin: int, end: int) -> Self:
        """The same for some of the call's rows."""
        return replace(self, tokens=self.tokens[begin:end])


def readers(network: nn.Module) -> dict[str, Any]:
    """A network's layers that read words, by name, in the order that IP-Adapters count them."""
    names = getattr(network, "attn_processors", {})
    modules = dict(network.named_modules())
    layers = [name.removesuffix(".processor") for name in names]
    return {name: modules[name] for name in layers if name.endswith(READERS)}


class Gazing(Wearing):
    """The glances of one network."""

    def __init__(self, network: nn.Module) -> None:
        """Find the layers; nothing is changed yet."""
        super().__init__()
        self._layers = readers(network)
        self._asked = threading.local()  # .query: of the layer that this thread is in

    @override
    def concerned(self, garment: Adapter | Glance) -> AbstractSet[str]:
        return garment.layers if isinstance(garment, Look) else frozenset()

    @override
    def _hooks(self, name: str) -> Sequence[RemovableHandle]:
        layer = self._layers[name]
        hears = layer.to_q.register_forward_hook(lambda *call: self._hear(call[-1]))
        adds = layer.to_out[0].register_forward_pre_hook(
            lambda _, given: (self._added(name, layer.heads, given[0]), *given[1:])
        )
        return hears, adds

    def _hear(self, query: Tensor) -> None:
        """Is a forward hook."""
        self._asked.query = query

    def _added(self, name: str, heads: int, given: Tensor) -> Tensor:
        """What attention gave (rows, places, inner), with what the pictures answer."""
        query, self._asked.query = getattr(self._asked, "query", None), None
        if query is None:  # who looked has been cancelled since, or came just now
            return given
        answer = None
        for begin, end, worn in self._stretches(name, len(given)):
            for look, weight in worn:
                if isinstance(look, Look) and name in look.layers:
                    if answer is None:
                        answer = given.clone()
                    seen = _seen(query[begin:end], look, name, heads)
                    answer[begin:end] = answer[begin:end] + weight * seen
        return given if answer is None else answer


def _seen(query: Tensor, look: Look, name: str, heads: int) -> Tensor:
    """What rows of queries (rows, places, inner) find in their picture; the same shape."""

    def split(tensor: Tensor) -> Tensor:
        return tensor.view(len(tensor), -1, heads, tensor.shape[-1] // heads).transpose(1, 2)

    keys = functional.linear(look.tokens, look.keys[name])
    values = functional.linear(look.tokens, look.values[name])
    found = functional.scaled_dot_product_attention(split(query), split(keys), split(values))
    return found.transpose(1, 2).reshape(query.shape).to(query.dtype)
