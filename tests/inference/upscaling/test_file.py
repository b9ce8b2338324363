"""Upscalers from files: every layout and spelling that is out there, and nothing that is not."""

import pickle
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from typing_extensions import override

from inference.errors import UpscalerUnreadable
from inference.upscalers import built_in_upscaler
from inference.upscaling.compact import CompactUpscaler
from inference.upscaling.dense import DenseUpscaler
from inference.upscaling.file import Upscaler, load_upscaler
from tests.inference.upscaling.published import (
    Weights,
    compact,
    compactly_enlarged,
    dense,
    densely_enlarged,
    numbered,
    trunked,
)

PICTURES = torch.rand(1, 3, 8, 4, generator=torch.Generator().manual_seed(1))

Load = Callable[[Weights], Upscaler]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Saves weights and loads the file."""

    def load(weights: Weights) -> Upscaler:
        save_file(weights, tmp_path / "lovely.safetensors")
        return load_upscaler(tmp_path / "lovely.safetensors")

    return load


def enlarged(upscaler: Upscaler) -> Tensor:
    with torch.inference_mode():
        pixels: Tensor = upscaler.network(PICTURES)
    return pixels


# --- What is out there --------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_a_compact_file_does_what_it_is_published_to_do(scale: int, load: Load) -> None:
    weights = compact(scale=scale)

    upscaler = load(weights)

    assert isinstance(upscaler.network, CompactUpscaler)
    assert (upscaler.name, upscaler.network.scale) == ("lovely", scale)
    torch.testing.assert_close(enlarged(upscaler), compactly_enlarged(weights, PICTURES, scale))


@pytest.mark.parametrize(("folded", "scale"), [(1, 4), (2, 2), (4, 1)])
@pytest.mark.parametrize("spelled", [dict, numbered, trunked], ids=["new", "first", "later"])
def test_a_dense_file_does_what_it_is_published_to_do_whatever_its_names(
    spelled: Callable[[Weights], Weights], folded: int, scale: int, load: Load
) -> None:
    weights = dense(folded=folded)

    upscaler = load(spelled(weights))

    assert isinstance(upscaler.network, DenseUpscaler)
    assert upscaler.network.scale == scale
    torch.testing.assert_close(enlarged(upscaler), densely_enlarged(weights, PICTURES, folded))


@pytest.mark.parametrize("doublings", [0, 1, 3])
def test_the_first_names_of_a_network_that_doubles_differently_are_understood(
    doublings: int, load: Load
) -> None:
    network = DenseUpscaler(features=4, growth=2, depth=1, doublings=doublings)
    ends = [f"conv_up{number + 1}" for number in range(doublings)] + ["conv_hr", "conv_last"]
    places = [*range(3, 3 * doublings + 1, 3), 3 * doublings + 2, 3 * doublings + 4]
    weights = dict(network.state_dict())
    for end, place in zip(ends, places, strict=True):
        for kind in ("weight", "bias"):
            weights[f"model.{place}.{kind}"] = weights.pop(f"{end}.{kind}")

    upscaler = load(weights)

    assert upscaler.network.scale == 2**doublings
    torch.testing.assert_close(enlarged(upscaler), network(PICTURES))


@pytest.mark.parametrize("wrapping", ["params", "params_ema", "state_dict", "params.module"])
@pytest.mark.parametrize("weights", [compact(), numbered(dense())], ids=["compact", "dense"])
def test_names_are_unwrapped(weights: Weights, wrapping: str, load: Load) -> None:
    wrapped = load({f"{wrapping}.{name}": tensor for name, tensor in weights.items()})

    assert torch.equal(enlarged(wrapped), enlarged(load(weights)))


def test_of_weights_and_their_averages_the_averages_are_taken(load: Load) -> None:
    weights = compact()
    both = {f"params.{name}": torch.zeros_like(tensor) for name, tensor in weights.items()}
    both |= {f"params_ema.{name}": tensor for name, tensor in weights.items()}

    assert torch.equal(enlarged(load(both)), enlarged(load(weights)))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_any_precision_is_computed_in_fp32(dtype: torch.dtype, load: Load) -> None:
    rough = {name: tensor.to(dtype) for name, tensor in dense().items()}
    expected = densely_enlarged({name: t.float() for name, t in rough.items()}, PICTURES, 1)

    upscaler = load(rough)

    assert {weight.dtype for weight in upscaler.network.parameters()} == {torch.float32}
    torch.testing.assert_close(enlarged(upscaler), expected)


@pytest.mark.parametrize(
    "network",
    [CompactUpscaler(features=4, depth=1, scale=2), DenseUpscaler(features=4, growth=2, depth=1)],
    ids=["compact", "dense"],
)
def test_what_we_save_is_loaded_again(network: CompactUpscaler | DenseUpscaler, load: Load) -> None:
    upscaler = load(network.state_dict())

    torch.testing.assert_close(enlarged(upscaler), network(PICTURES))


def test_the_random_numbers_of_others_are_left_alone(load: Load) -> None:
    before = torch.get_rng_state()

    load(dense())

    assert torch.equal(torch.get_rng_state(), before)


def test_mozarts_own_loads() -> None:
    own = built_in_upscaler()
    assert own is not None

    assert load_upscaler(own).network.scale in (2, 4)


# --- What is not --------------------------------------------------------------------------------


UNKNOWN = "is not of a layout that we know, which are RRDBNet and SRVGGNetCompact"
SIZES = "has other sizes than any upscaler that we know"


def without(weights: Weights, name: str) -> Weights:
    return {other: tensor for other, tensor in weights.items() if other != name}


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({}, "holds no upscaler"),
        ({"unet.weight": torch.zeros(4, 3, 3, 3)}, UNKNOWN),
        ({"conv_first.weight": torch.zeros(4, 3, 3, 3)}, UNKNOWN),
        ({"conv_first.weight": torch.zeros(4)}, UNKNOWN),
        ({"conv_first.weight": torch.zeros(())}, UNKNOWN),
        ({"body.0.weight": torch.zeros(1, 1, 1, 1)}, UNKNOWN),
        (without(compact(), "body.1.weight"), UNKNOWN),
        (without(dense(), "conv_hr.bias"), UNKNOWN),
        (without(numbered(dense()), "model.8.bias"), UNKNOWN),
        (compact() | {"body.7.running": torch.zeros(1)}, UNKNOWN),
        (compact() | {"body.0.weight": torch.zeros(6, 1, 3, 3)}, UNKNOWN),
        (dense() | {"conv_first.weight": torch.zeros(6, 1, 3, 3)}, UNKNOWN),
        (dense() | {"conv_first.weight": torch.zeros(6, 27, 3, 3)}, UNKNOWN),
        (dense() | {"conv_last.weight": torch.zeros(4, 6, 3, 3)}, UNKNOWN),
        (dense() | {"conv_last.bias": torch.zeros(0)}, SIZES),
        (dense() | {"conv_first.weight": torch.zeros(1025, 3, 1, 1)}, SIZES),
        (compact(scale=9), "does not enlarge 1 to 8 times"),
        (dense() | {"conv_last.bias": torch.tensor([0, 0, torch.nan])}, "not finite"),
        (dense() | {"conv_last.bias": torch.zeros(3, dtype=torch.int8)}, "other numbers than fp32"),
        ({f"w{number}": torch.zeros(1) for number in range(5001)}, "holds no upscaler"),
    ],
    ids=lambda value: None if isinstance(value, str) else str(len(value)),
)
def test_weights_of_another_kind_are_refused_with_a_sentence(
    weights: Weights, sentence: str, load: Load
) -> None:
    with pytest.raises(UpscalerUnreadable, match=r"^The upscaler “lovely.safetensors” .*\.$") as it:
        load(weights)

    assert sentence in str(it.value)


class Trap:
    """Unpickling it fails the test."""

    @override
    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return pytest.fail, ("It ran.",)


def truncated(file: Path) -> None:
    save_file(dense(), file)
    file.write_bytes(file.read_bytes()[:-100])


def endless(file: Path) -> None:
    file.write_bytes(struct.pack("<Q", 2**40) + b"{}")


def sparse(file: Path) -> None:
    with file.open("wb") as stream:
        stream.write(struct.pack("<Q", 2) + b"{}")
        stream.truncate(2**29 + 1)


NO_SAFETENSORS: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (lambda _: None, "is not there"),
    "folder": (Path.mkdir, "is not there"),
    "empty": (Path.touch, "is not a safetensors file, whatever its name says"),
    "pickle": (lambda file: file.write_bytes(pickle.dumps(Trap())), "is not a safetensors file"),
    "endless": (endless, "is not a safetensors file"),
    "truncated": (truncated, "is a damaged safetensors file; fetch it again"),
    "huge": (sparse, "is larger than 512 MiB"),
}


@pytest.mark.parametrize("case", NO_SAFETENSORS)
def test_what_is_no_safetensors_file_is_refused_with_a_sentence(case: str, tmp_path: Path) -> None:
    make, sentence = NO_SAFETENSORS[case]
    file = tmp_path / "x.safetensors"
    make(file)

    with pytest.raises(UpscalerUnreadable, match=rf"^The upscaler “x.safetensors” {sentence}.*\.$"):
        load_upscaler(file)


def test_a_pickle_by_its_own_name_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "x.pth"
    file.write_bytes(pickle.dumps(Trap()))

    with pytest.raises(UpscalerUnreadable, match=r"may hold a program; fetch it in the \.safe"):
        load_upscaler(file)
