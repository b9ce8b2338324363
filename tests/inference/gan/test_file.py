"""Generators in files: what was written is read, and nothing else."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from inference.errors import GeneratorUnreadable
from inference.gan.arithmetic import Words
from inference.gan.file import read_generator, read_words, write_generator
from inference.gan.network import Generator, draw_latent, pictures

LATENT = draw_latent(1, 1.0, size=6)[None]


def test_what_is_read_makes_the_pictures_that_were_written(
    generator: Generator, tmp_path: Path
) -> None:
    write_generator(generator, tmp_path / "whole.safetensors", dtype=torch.float32)

    read = read_generator(tmp_path / "whole.safetensors")

    assert (pictures(read, LATENT) == pictures(generator, LATENT)).all()
    assert not any(weight.requires_grad for weight in read.parameters())


def test_half_precision_costs_no_more_than_a_shade(generator: Generator, file: Path) -> None:
    read = pictures(read_generator(file), LATENT).astype(int)

    assert np.abs(read - pictures(generator, LATENT)).max() <= 2
    assert next(read_generator(file).parameters()).dtype is torch.float32


def test_words_are_read_as_they_were_written(generator: Generator, tmp_path: Path) -> None:
    means = np.array([[3, 0, 0, 4, 0, 0], [0, 0, -2, 0, 0, 0]], np.float32)
    words = Words.of_means(("hour: night", "place: sea"), means)
    write_generator(generator, tmp_path / "gan.safetensors", words)

    read = read_words(tmp_path / "gan.safetensors")

    assert read.names == ("hour: night", "place: sea")
    assert read.reach.tolist() == [5, 2]
    assert np.allclose(read.means, means)


def test_a_file_that_says_nothing_of_words_has_none(file: Path) -> None:
    assert read_words(file).names == ()


def test_more_words_than_directions_are_refused(file: Path) -> None:
    with safe_open(file, "pt") as opened:
        told = opened.metadata()
    save_file(load_file(file), file, {**told, "words": '["hour: night"]'})

    with pytest.raises(GeneratorUnreadable, match="has other words than directions for them"):
        read_words(file)


def spoilt(file: Path, how: str) -> Path:
    weights = load_file(file)
    with safe_open(file, "pt") as opened:
        told = opened.metadata()
    name = "generator.body.0.weight"
    match how:
        case "is not there":
            return file.with_name("nowhere.safetensors")
        case "may hold a program":
            return file.rename(file.with_suffix(".pt"))
        case "is cut short":
            file.write_bytes(file.read_bytes()[:-5])
        case "is not a safetensors file":
            file.write_bytes(b"\x89PNG\r\n" * 9)
        case "holds no generator":
            save_file(weights, file)
        case "holds other weights":
            save_file({**weights, name: weights[name][1:].contiguous()}, file, told)
        case "holds weights that are no numbers":
            weights[name][0, 0, 0, 0] = torch.nan
            save_file(weights, file, told)
    return file


@pytest.mark.parametrize(
    "how",
    [
        "is not there",
        "may hold a program",
        "is cut short",
        "is not a safetensors file",
        "holds no generator",
        "holds other weights",
        "holds weights that are no numbers",
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(how: str, file: Path) -> None:
    with pytest.raises(GeneratorUnreadable, match=rf"The generator “.*” {how}.*\.\Z"):
        read_generator(spoilt(file, how))


@pytest.mark.parametrize(
    "layout",
    [
        '{"kind": "stylegan", "latent_size": 6, "channels": [12, 8]}',
        '{"kind": "dcgan", "latent_size": 6, "channels": [12, 8], "noise": true}',
        '{"kind": "dcgan", "latent_size": 1000000, "channels": [12, 8]}',
        "[",
    ],
)
def test_another_layout_is_no_generator_of_ours(layout: str, file: Path) -> None:
    save_file(load_file(file), file, {"layout": layout})

    with pytest.raises(GeneratorUnreadable, match="holds no generator in the layout of DCGAN"):
        read_generator(file)
