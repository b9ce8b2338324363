"""Words and pictures meet: the shipped encoder ranks, an operator's folder is looked over first."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

from inference.catalogue import SHIPPED_ENCODER
from inference.errors import ModelNotFound
from inference.likeness import EYE, Eye, Likeness
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read

WISHES = ("a red sailboat at sea", "a castle at night", "an owl in a forest", "three green apples")


def painted(words: str) -> Image.Image:
    seeds = Seeds(layout=7, palette=7, hand=7)
    return paint(read(words).scene, width=64, height=64, seeds=seeds, show=lambda done, look: None)


@pytest.fixture(scope="module")
def shipped() -> Likeness:
    return Likeness()


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another CLIPModel, with random weights: 32 pixels a side, two tokens of text at a time."""
    folder = tmp_path_factory.mktemp("encoder") / "foreign"
    sides = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1}
    heads = {"num_attention_heads": 2}
    words = {"vocab_size": 2514, "max_position_embeddings": 4}
    words |= {"bos_token_id": 2512, "eos_token_id": 2513, "pad_token_id": 2513}
    config = CLIPConfig(
        text_config={**sides, **heads, **words},
        vision_config={**sides, **heads, "image_size": 32, "patch_size": 16},
        projection_dim=8,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        CLIPModel(config).save_pretrained(folder)
    tokenizer = CLIPTokenizer.from_pretrained(SHIPPED_ENCODER.parent / "mozart" / "tokenizer")
    tokenizer.model_max_length = 4
    tokenizer.save_pretrained(folder)
    return folder


def test_each_wish_is_nearest_to_the_picture_that_shows_it(shipped: Likeness) -> None:
    pictures = [painted(wish) for wish in WISHES]

    best = [int(np.argmax(shipped.scores(wish, pictures))) for wish in WISHES]

    assert best == [0, 1, 2, 3]


def test_rows_are_unit_vectors_of_one_space(shipped: Likeness) -> None:
    pictures = shipped.of_pictures([Image.new("RGB", (40, 300), "teal")] * 17)
    words = shipped.of_words(["teal", "", "a castle " * 200])

    assert (pictures.shape, words.shape) == ((17, 192), (3, 192))
    assert pictures.dtype == words.dtype == np.float32
    assert np.allclose(np.linalg.norm(np.concatenate([pictures, words]), axis=1), 1, atol=1e-5)


def test_words_beyond_one_reading_count_as_well(foreign: Path) -> None:
    rows = Likeness(foreign).of_words(["red sailboats", "red sailboats at night by a castle"])

    assert not np.allclose(rows[0], rows[1], atol=1e-3)


def test_threads_that_ask_at_once_get_the_same_answer(foreign: Path) -> None:
    likeness = Likeness(foreign)

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(likeness.of_words, [["a red boat"]] * 4))

    assert all(np.array_equal(told[0], row) for row in told)


@pytest.mark.parametrize(("crops", "alike"), [("true", True), ("false", False)])
def test_a_folder_says_whether_what_is_beside_the_middle_is_seen(
    crops: str, *, alike: bool, foreign: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(foreign, tmp_path / "eye")
    (folder / EYE).write_text(f'{{"do_center_crop": {crops}, "size": 32}}')
    plain = Image.new("RGB", (96, 32), "white")
    framed = plain.copy()
    framed.paste("black", (0, 0, 31, 32))

    one, other = Likeness(folder).of_pictures([plain, framed])

    assert np.allclose(one, other, atol=1e-5) is alike


def test_the_shipped_eye_squeezes_the_whole_picture_in() -> None:
    eye = Eye.read(SHIPPED_ENCODER, 224)

    seen = eye.see(Image.new("RGB", (300, 100), "white"))

    assert (seen.shape, float(seen.min()), float(seen.max())) == ((3, 128, 128), 1.0, 1.0)


def no_tokenizer(folder: Path) -> None:
    for file in folder.glob("*token*"):
        file.unlink()


def no_number(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    weights["logit_scale"] = torch.tensor(float("nan"))
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def a_program(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"cos\nsystem\n")


def other_sizes(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["hidden_size"] = 24
    (folder / "config.json").write_text(json.dumps(config))


def no_size(folder: Path) -> None:
    (folder / EYE).write_text('{"size": {"longest_edge": 10}, "do_center_crop": false}')


def nothing(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (no_tokenizer, "has no tokenizer"),
        (no_number, "weights that are no numbers"),
        (a_program, "may hold a program"),
        (other_sizes, "cannot be read as a CLIPModel"),
        (no_size, "names no size"),
        (nothing, "There is no encoder in"),
    ],
)
def test_a_folder_that_is_none_is_refused_in_a_sentence(
    harm: Callable[[Path], None], told: str, foreign: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(foreign, tmp_path / "encoder")
    harm(folder)

    with pytest.raises(ModelNotFound, match=told):
        Likeness(folder).of_words(["a fox"])
