"""LoRA files of many forms, what is refused of them, and what is kept on the device."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from inference.companions import Companion
from inference.engines.diffusion.lora import Rack, read_lora
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import RequestRefused
from inference.offers import Kind
from tests.inference.engines.diffusion.loras import (
    ATTENTION,
    EVERYTHING,
    Deltas,
    stock,
    write_lora,
)

TITLE = "The LoRA “ink”"
ENCODER = ("unet", "text_encoder")


@pytest.fixture(scope="module")
def sd15(models: Path) -> Pipeline:
    return stock(models / "sd15")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ink.safetensors"


def deltas_of(file: Path, pipeline: Pipeline) -> Deltas:
    parts = read_lora(file, TITLE, "sd15", pipeline)
    return {
        part: {
            name: torch.einsum("or,r...->o...", patch.up.flatten(1), patch.down)
            for name, patch in patches.items()
        }
        for part, patches in parts.items()
    }


def assert_adds(found: Deltas, expected: Deltas) -> None:
    assert {part: set(layers) for part, layers in found.items()} == {
        part: set(layers) for part, layers in expected.items()
    }
    for part, layers in expected.items():
        for name, delta in layers.items():
            torch.testing.assert_close(found[part][name], delta)


@pytest.mark.parametrize("layers", [ATTENTION, EVERYTHING])
@pytest.mark.parametrize("form", ["kohya", "peft"])
def test_every_layer_gets_what_the_file_says(
    form: str, layers: str, sd15: Pipeline, file: Path
) -> None:
    expected = write_lora(file, sd15, seed=1, form=form, layers=layers, parts=ENCODER)

    assert_adds(deltas_of(file, sd15), expected)


def test_the_old_form_of_diffusers_is_read(sd15: Pipeline, file: Path) -> None:
    expected = write_lora(file, sd15, seed=1, form="peft", layers=r"attn\d\.to_[qkv]$")
    rename(file, lambda name: name.replace(".to_", ".processor.to_").replace(".lora_", "_lora_"))
    rename(file, lambda name: name.replace("_lora_A", "_lora.down").replace("_lora_B", "_lora.up"))

    assert_adds(deltas_of(file, sd15), expected)


def test_the_block_names_that_sdxl_came_with_are_read(models: Path, file: Path) -> None:
    sdxl = stock(models / "sdxl")
    parts = ("unet", "text_encoder", "text_encoder_2")
    expected = write_lora(file, sdxl, seed=1, layers=r"attentions.*attn|self_attn", parts=parts)
    blocks = {
        "down_blocks_1_attentions_0": "input_blocks_3_1",
        "mid_block_attentions_0": "middle_block_1",
        "up_blocks_0_attentions_0": "output_blocks_0_1",
        "up_blocks_0_attentions_1": "output_blocks_1_1",
    }
    for ours, theirs in blocks.items():
        rename(file, partial(swapped, ours=ours, theirs=theirs))

    assert_adds(deltas_of(file, sdxl), expected)


def test_a_file_that_names_blocks_in_two_ways_is_refused(models: Path, file: Path) -> None:
    """diffusers 0.42.1 would leave half of it out in silence."""
    sdxl = stock(models / "sdxl")
    write_lora(file, sdxl, seed=1, layers=r"attentions.*attn")
    rename(
        file,
        partial(swapped, ours="down_blocks_1_attentions_0", theirs="input_blocks_3_1"),
    )

    assert "another family" in refusal(file, sdxl)


def swapped(name: str, *, ours: str, theirs: str) -> str:
    return name.replace(ours, theirs)


def test_scales_in_a_header_are_taken(sd15: Pipeline, file: Path) -> None:
    plain = write_lora(file, sd15, seed=1, form="peft", layers=r"attn1\.to_[qk]$", rank=4)
    noted = {"unet.lora_alpha": 2, "unet.r": 4, "unet.alpha_pattern": {"attn1.to_k": 8}}
    save_file(load_file(file), file, {"lora_adapter_metadata": json.dumps(noted)})

    found = deltas_of(file, sd15)

    for name, delta in plain["unet"].items():
        scale = 2.0 if name.endswith("to_k") else 0.5
        torch.testing.assert_close(found["unet"][name], scale * delta)


def rename(file: Path, new: Callable[[str], str]) -> None:
    save_file({new(name): tensor for name, tensor in load_file(file).items()}, file)


def with_more(file: Path, **more: Tensor) -> None:
    save_file(load_file(file) | {name.replace("__", "."): it for name, it in more.items()}, file)


def refusal(file: Path, pipeline: Pipeline) -> str:
    with pytest.raises(RequestRefused) as caught:
        read_lora(file, TITLE, "sd15", pipeline)
    sentence = str(caught.value)
    assert sentence.startswith(TITLE)
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x__lokr_w1", "a LoKr"),
        ("x__hada_w1_a", "a LoHa"),
        ("x__dora_scale", "a DoRA"),
        ("x__lora_mid__weight", "a LoRA in three pieces"),
        ("x__diff_b", "more than a LoRA"),
        ("x__lora_B__bias", "a LoRA with biases"),
    ],
)
def test_kinds_that_cannot_be_run_are_named(
    name: str, kind: str, sd15: Pipeline, file: Path
) -> None:
    write_lora(file, sd15, seed=1)
    with_more(file, **{name: torch.zeros(2, 2)})

    assert f"is {kind}, which cannot be run here" in refusal(file, sd15)


def test_numbers_that_are_none_are_refused(sd15: Pipeline, file: Path) -> None:
    write_lora(file, sd15, seed=1)
    state = load_file(file)
    next(it for it in state.values() if it.ndim)[0, 0] = float("nan")
    save_file(state, file)

    assert "holds weights that are no numbers" in refusal(file, sd15)


def test_a_file_that_is_cut_short_is_refused(sd15: Pipeline, file: Path) -> None:
    write_lora(file, sd15, seed=1)
    file.write_bytes(file.read_bytes()[:-100])

    assert "is cut short" in refusal(file, sd15)


def test_another_thing_than_a_lora_is_refused(sd15: Pipeline, file: Path) -> None:
    save_file({"weight": torch.zeros(2, 2)}, file)

    assert "is no LoRA" in refusal(file, sd15)


@pytest.mark.parametrize(
    "more",
    [
        {"lora_unet_nowhere__lora_down__weight": torch.zeros(4, 32)},
        {
            "lora_unet_nowhere__lora_down__weight": torch.zeros(4, 32),
            "lora_unet_nowhere__lora_up__weight": torch.zeros(32, 4),
        },
        {
            "lora_unet_conv_in__lora_down__weight": torch.zeros(4, 4, 5, 5),
            "lora_unet_conv_in__lora_up__weight": torch.zeros(16, 4, 1, 1),
        },
        {
            "lora_te2_text_model_x__lora_down__weight": torch.zeros(4, 32),
            "lora_te2_text_model_x__lora_up__weight": torch.zeros(32, 4),
        },
        {"lora_unet_stray__alpha": torch.tensor(1.0)},
        {"stray": torch.zeros(1)},
    ],
)
def test_one_name_or_shape_that_does_not_fit_is_enough(
    more: dict[str, Tensor], sd15: Pipeline, file: Path
) -> None:
    write_lora(file, sd15, seed=1)
    with_more(file, **more)

    assert "another family than that of the model “sd15”" in refusal(file, sd15)


def test_a_model_that_takes_none_says_so(file: Path, models: Path) -> None:
    pixart = stock(models / "pixart")

    with pytest.raises(RequestRefused, match="“pixart” takes no LoRAs"):
        read_lora(file, TITLE, "pixart", pixart)


# ---- the rack


def companion(file: Path) -> Companion:
    return Companion(name=file.stem, kind=Kind.LORA, file=file)


def test_what_is_used_stays_and_the_least_lately_used_goes(sd15: Pipeline, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.safetensors" for name in "abc"]
    for seed, file in enumerate(files):
        write_lora(file, sd15, seed=seed)
    size = Rack("sd15", sd15).take(companion(files[0])).size_bytes
    rack = Rack("sd15", sd15, most_bytes=2 * size)

    first, second = (rack.take(companion(file)) for file in files[:2])
    assert rack.take(companion(files[0])) is first
    rack.take(companion(files[2]))

    assert rack.take(companion(files[0])) is first
    assert rack.take(companion(files[1])) is not second


def test_a_file_that_changed_is_read_again(sd15: Pipeline, file: Path) -> None:
    rack = Rack("sd15", sd15)
    write_lora(file, sd15, seed=1)
    before = rack.take(companion(file))

    write_lora(file, sd15, seed=2, rank=8)

    assert rack.take(companion(file)).version != before.version


def test_a_file_that_is_gone_is_refused(sd15: Pipeline, file: Path) -> None:
    with pytest.raises(RequestRefused, match="is gone; leave it out"):
        Rack("sd15", sd15).take(companion(file))
