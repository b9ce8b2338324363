"""What Mozart ships of its own model is small, in half precision, and loads without our code."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    CLIPModel,
    CLIPTextModel,
    CLIPTokenizer,
)

from inference.judge import read_judge
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.scene import Hour, Item, Place, Scene, Style
from inference.styling.names import MANNERS
from inference.styling.network import read_network
from inference.training.stock import library
from inference.translating.tasks import HOURS, Task
from inference.translating.translator import read_translator

MODELS = Path(__file__).resolve().parents[2] / "inference" / "models"
WEIGHTS = sorted(MODELS.rglob("*.safetensors"))
MAX_BYTES = 48_000_000


def test_all_weights_together_stay_small() -> None:
    assert 0 < sum(file.stat().st_size for file in WEIGHTS) <= MAX_BYTES


@pytest.mark.parametrize("file", WEIGHTS, ids=lambda file: str(file.relative_to(MODELS)))
def test_weights_are_in_half_precision(file: Path) -> None:
    kinds = {tensor.dtype for tensor in load_file(file).values()}

    assert torch.float16 in kinds
    assert not kinds & {torch.float32, torch.float64}


def test_the_card_names_data_licence_and_limits() -> None:
    card = (MODELS / "README.md").read_text()

    for section in ("## What it is", "## Data", "## Training", "## Scores", "## Limits"):
        assert section in card
    assert "MIT" in card


def test_the_judge_reads_from_its_file() -> None:
    judge, side = read_judge(MODELS / "judge.safetensors")

    told = judge(torch.zeros(1, 3, side, side))

    assert all(answers.isfinite().all() for answers in told.values())


def test_the_autoencoder_is_a_stock_one() -> None:
    vae = library.AutoencoderTiny.from_pretrained(MODELS / "mozart" / "vae")
    grey = torch.zeros(1, 3, 64, 96)

    with torch.no_grad():
        latents = vae.encode(grey).latents
        rebuilt = vae.decode(latents).sample

    assert latents.shape == (1, 4, 8, 12)
    assert rebuilt.shape == grey.shape
    assert (rebuilt - grey).abs().mean() < 0.15


def test_the_encoders_tell_words_apart() -> None:
    words = CLIPTokenizer.from_pretrained(MODELS / "mozart" / "tokenizer")
    text = CLIPTextModel.from_pretrained(MODELS / "mozart" / "text_encoder", dtype=torch.float32)
    clip = CLIPModel.from_pretrained(MODELS / "clip", dtype=torch.float32)
    ids = words(["two red cats", "a ship at night"], padding=True, return_tensors="pt")

    with torch.no_grad():
        hidden = text(**ids).last_hidden_state
        told = clip.get_text_features(**ids)

    assert hidden.shape[2] == text.config.hidden_size
    features = told if isinstance(told, torch.Tensor) else told.pooler_output
    assert torch.cosine_similarity(features[:1], features[1:]).item() < 0.9


def test_the_writer_is_a_stock_language_model_of_few_bytes() -> None:
    folder = MODELS / "writer"
    words = AutoTokenizer.from_pretrained(folder)
    writer: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    text = " a red fox => a red fox"
    ids = words("<|endoftext|>" + text, return_tensors="pt")

    told = writer.generate(**ids, max_new_tokens=40, do_sample=False)[0]

    assert sum(file.stat().st_size for file in folder.iterdir()) <= 10_000_000
    assert str(words.decode(told, skip_special_tokens=True)).startswith(text)
    assert told[-1] == words.eos_token_id


@pytest.mark.parametrize("task", HOURS)
def test_the_translator_comes_nearer_to_the_painters_own_hours(task: Task) -> None:
    translator = read_translator(MODELS / "translator.safetensors")
    other = Hour.DAY if task is Task.NIGHT else Hour.NIGHT
    given, wanted = (_meadow(hour) for hour in (other, Hour(task.value)))

    made = translator.translate(given, task)

    assert (made - wanted).abs().mean() < 0.75 * (given - wanted).abs().mean()


def test_the_translator_leaves_a_night_nearly_as_it_is() -> None:
    night = _meadow(Hour.NIGHT)

    made = read_translator(MODELS / "translator.safetensors").translate(night, Task.NIGHT)

    assert (made - night).abs().mean() < 0.04


def _meadow(hour: Hour) -> torch.Tensor:
    """A house in a meadow, (1, 3, 128, 128) in [0, 1]."""
    scene = Scene(items=(Item(subject="house"),), place=Place.MEADOW, hour=hour, style=Style.POSTER)
    seeds = Seeds(layout=5, palette=5, hand=5)
    image = paint(scene, width=128, height=128, seeds=seeds, show=lambda done, look: None)
    return torch.from_numpy(np.array(image)).movedim(-1, 0)[None].float() / 255


def test_the_network_of_styles_knows_the_names_that_instant_takes() -> None:
    network = read_network(MODELS / "styles.safetensors")

    assert {*network.styles} == {name for name, manner in MANNERS.items() if manner.instant}
