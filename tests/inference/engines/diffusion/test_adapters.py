"""Adapters in one network: each on the rows of those who wear it, and nowhere else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn
from typing_extensions import override

from inference.engines.diffusion.adapters import Adapter, Mixing, Patch, Worn, cut_rows, shaped

SOON_S = 60


class Network(nn.Module):
    """A linear layer, a convolution, and a layer that nothing goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, stride=2, padding=1)
        self.line = nn.Linear(3, 4)

    @override
    def forward(self, given: Tensor) -> Tensor:
        answer: Tensor = self.line(self.conv(given).mean((2, 3)))
        return answer


@pytest.fixture
def network() -> Network:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Network().requires_grad_(requires_grad=False)


def adapter(seed: int, *layers: str) -> Adapter:
    draw = torch.Generator().manual_seed(seed)
    shapes = {"line": ((2, 3), (4, 2)), "conv": ((2, 2, 3, 3), (3, 2, 1, 1))}
    patches = {
        layer: Patch(*(torch.randn(shape, generator=draw) for shape in shapes[layer]))
        for layer in layers
    }
    return Adapter(version=seed, parts={"net": patches})


def folded(network: Network, worn: Worn, given: Tensor) -> Tensor:
    """What the network would answer with the adapters in its own weights."""
    copy = Network()
    copy.load_state_dict(network.state_dict())
    for one, weight in worn:
        assert isinstance(one, Adapter)
        for name, patch in one.parts["net"].items():
            assert isinstance(patch, Patch)
            delta = torch.einsum("or,r...->o...", patch.up.flatten(1), patch.down)
            copy.get_parameter(f"{name}.weight").data += weight * delta
    with torch.no_grad():
        return copy(given)  # type: ignore[no-any-return]  # modules answer anything


def pictures(rows: int) -> Tensor:
    return torch.randn(rows, 2, 8, 8, generator=torch.Generator().manual_seed(3))


BOTH, LINE = adapter(1, "conv", "line"), adapter(2, "line")


def test_each_row_gets_what_its_owner_wears(network: Network) -> None:
    mixing, given = Mixing(network, "net"), pictures(7)
    crowd: list[tuple[int, Worn]] = [
        (2, ((BOTH, 0.5),)),
        (1, ()),
        (3, ((BOTH, -1.0), (LINE, 2.0))),
        (1, ((LINE, 1.0),)),
    ]

    with mixing.worn(((BOTH, 1.0), (LINE, 1.0))), mixing.rows(crowd):
        found = network(given)

    rows = torch.split(given, [count for count, _ in crowd])
    expected = [folded(network, worn, some) for (_, worn), some in zip(crowd, rows, strict=True)]
    torch.testing.assert_close(found, torch.cat(expected))
    assert torch.equal(network(given), folded(network, (), given))


def test_layers_have_hooks_only_while_somebody_wears_something(network: Network) -> None:
    mixing = Mixing(network, "net")

    with mixing.worn(((LINE, 1.0),)):
        with mixing.worn(((BOTH, 1.0),)):
            assert set(mixing.mounted) == {"line", "conv"}
        assert set(mixing.mounted) == {"line"}

    assert not mixing.mounted
    assert not any(layer._forward_hooks for layer in network.modules())


def test_what_one_thread_wears_is_not_on_another(network: Network) -> None:
    mixing, given, dressed, seen = Mixing(network, "net"), pictures(2), *two_events()

    def wear() -> Tensor:
        with mixing.worn(((BOTH, 1.0),)):
            dressed.set()
            assert seen.wait(SOON_S)
            answer: Tensor = network(given)
            return answer

    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(wear)
        assert dressed.wait(SOON_S)
        plain = network(given)
        seen.set()
        worn = run.result(SOON_S)

    assert torch.equal(plain, folded(network, (), given))
    torch.testing.assert_close(worn, folded(network, ((BOTH, 1.0),), given))


def two_events() -> tuple[threading.Event, threading.Event]:
    return threading.Event(), threading.Event()


def test_rows_that_are_not_those_of_the_call_are_an_error(network: Network) -> None:
    mixing = Mixing(network, "net")

    with (
        mixing.worn(((BOTH, 1.0),)),
        mixing.rows([(3, ((BOTH, 1.0),))]),
        pytest.raises(ValueError, match="has 4 rows, the call 3"),
    ):
        network(pictures(4))


def test_a_network_that_an_adapter_leaves_alone_is_worn_by_nobody(network: Network) -> None:
    mixing = Mixing(network, "other")

    with mixing.worn(((BOTH, 1.0),)):
        assert mixing.worn_here() is None
        assert not mixing.mounted


def test_what_is_worn_is_known_by_version_and_weight(network: Network) -> None:
    mixing = Mixing(network, "net")

    with mixing.worn(((BOTH, 1.0), (LINE, 0.5))):
        assert mixing.worn_here() == ((1, 1.0), (2, 0.5))
    assert mixing.worn_here() is None


def test_a_piece_of_a_batch_has_its_own_rows_and_padding() -> None:
    one, other = ((BOTH, 1.0),), ((LINE, 1.0),)

    assert cut_rows([(3, one), (2, ()), (4, other)], 2, 6, padded=8) == [
        (1, one),
        (2, ()),
        (1, other),
        (4, ()),
    ]


@pytest.mark.parametrize(
    ("layer", "down", "up", "fits"),
    [
        (nn.Linear(3, 4), (2, 3), (4, 2), True),
        (nn.Linear(3, 4), (2, 3, 1, 1), (4, 2, 1, 1), True),
        (nn.Conv2d(3, 4, 1), (2, 3), (4, 2), True),
        (nn.Conv2d(3, 4, 3), (2, 3, 3, 3), (4, 2, 1, 1), True),
        (nn.Conv2d(3, 4, 3), (2, 3), (4, 2), False),
        (nn.Conv2d(4, 4, 1, groups=2), (2, 4), (4, 2), False),
        (nn.Linear(3, 4), (2, 4), (4, 2), False),
        (nn.Linear(3, 4), (2, 3), (4, 3), False),
        (nn.LayerNorm(3), (2, 3), (3, 2), False),
        (None, (2, 3), (3, 2), False),
    ],
)
def test_a_patch_fits_a_layer_or_not(
    layer: nn.Module | None, down: tuple[int, ...], up: tuple[int, ...], *, fits: bool
) -> None:
    assert (shaped(layer, torch.zeros(down), torch.zeros(up)) is not None) is fits
