"""Weights in a file: whole or cut short, numbers or not, in every format that models come in."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from inference import weights
from inference.weights import (
    has_small_numbers,
    header_trouble,
    is_checkpoint,
    read_tensors,
    value_trouble,
)

FORMATS = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


def write(file: Path, header: object, body: bytes = b"") -> Path:
    """A file with any header."""
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + body)
    return file


def saved(folder: Path, **tensors: Tensor) -> Path:
    file = folder / "weights.safetensors"
    save_file(tensors, file)
    return file


def entry(start: int, end: int, dtype: str = "F32", shape: tuple[int, ...] = (1,)) -> object:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("place", [0, -1])
def test_one_weight_that_is_no_number_is_found(
    place: int, value: float, dtype: torch.dtype, tmp_path: Path
) -> None:
    broken = torch.ones(1001, dtype=dtype)
    broken[place] = value

    file = saved(tmp_path, good=torch.ones(3, dtype=torch.float32), bad=broken)

    assert value_trouble(file) == "holds weights that are no numbers (in “bad”)"


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
def test_the_largest_and_smallest_numbers_are_numbers(dtype: torch.dtype, tmp_path: Path) -> None:
    range_ = torch.finfo(dtype)
    extremes = torch.tensor([range_.max, range_.min, range_.tiny, 0.0, -0.0], dtype=dtype)

    assert value_trouble(saved(tmp_path, a=extremes)) is None


def test_whole_numbers_are_never_broken(tmp_path: Path) -> None:
    ids = torch.tensor([0x7FC00000, -1, 0x7F800000], dtype=torch.int32)

    assert value_trouble(saved(tmp_path, ids=ids, empty=torch.zeros(0))) is None


def test_numbers_of_8_bits_are_passed_over_and_said(tmp_path: Path) -> None:
    file = saved(tmp_path, a=torch.full((4,), float("nan")).to(torch.float8_e4m3fn))

    assert value_trouble(file) is None
    assert has_small_numbers(file)
    assert not has_small_numbers(tmp_path / write(tmp_path / "x.safetensors", {}))


def test_a_file_is_read_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "SLICE_BYTES", 64)
    broken = torch.ones(1000)
    broken[777] = float("nan")

    assert value_trouble(saved(tmp_path, bad=broken)) is not None


def test_what_torch_writes_is_whole(tmp_path: Path) -> None:
    file = saved(tmp_path, a=torch.ones(3, 4), b=torch.ones(5, dtype=torch.bfloat16))

    assert header_trouble(file) is None
    assert {tensor.name: tensor.dtype for tensor in read_tensors(file)} == {"a": "F32", "b": "BF16"}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda it: it[:-5], "is cut short: 5 bytes are missing; pull it again"),
        (lambda it: it + b"12", "has 2 bytes too many at its end"),
        (lambda it: it[:20], "is cut short in its header; pull it again"),
        (lambda it: it[:4], "is not a safetensors file, whatever its name says"),
        (lambda _: b"", "is not a safetensors file, whatever its name says"),
        (lambda _: b"PK\x03\x04" * 9, "is not a safetensors file, whatever its name says"),
    ],
)
def test_what_is_wrong_with_its_length_is_said(
    spoil: Callable[[bytes], bytes], why: str, tmp_path: Path
) -> None:
    file = saved(tmp_path, a=torch.ones(100))

    file.write_bytes(spoil(file.read_bytes()))

    assert header_trouble(file) == why


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"a": entry(0, 4), "b": entry(8, 12)}, "has a hole or an overlap before “b”"),
        ({"a": entry(0, 4), "b": entry(2, 6)}, "has a hole or an overlap before “b”"),
        ({"a": entry(0, 8)}, "has a wrong size for “a”"),
        ({"a": entry(4, 0)}, "has a wrong size for “a”"),
        ({"a": entry(0, 4, "Q4_K")}, "has numbers of an unknown format (Q4_K)"),
        ({"a": 7}, "has a header that is not one of safetensors"),
        ({"a": {"dtype": "F32"}}, "has a header that is not one of safetensors"),
        ({"a": {"dtype": "F32", "data_offsets": 4}}, "has a header that is not one of safetensors"),
    ],
)
def test_a_header_that_does_not_fit_is_named(header: object, why: str, tmp_path: Path) -> None:
    file = write(tmp_path / "x.safetensors", header, b"\0" * 12)

    assert header_trouble(file) == why


def test_a_whole_model_in_one_file_is_told_from_a_part(tmp_path: Path) -> None:
    denoiser, decoder = torch.ones(1), torch.zeros(1)
    whole = {"model.diffusion_model.a": denoiser, "first_stage_model.b": decoder}
    (tmp_path / "x.safetensors").write_bytes(b"nothing")

    assert is_checkpoint(saved(tmp_path, **whole))
    assert not is_checkpoint(saved(tmp_path, **{"model.diffusion_model.a": denoiser}))
    assert not is_checkpoint(tmp_path / "x.safetensors")
