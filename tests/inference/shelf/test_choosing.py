"""Which files of a model are taken: weights once, what describes them, and nothing that runs."""

import pytest

from inference.errors import ModelNotFound
from inference.shelf.choosing import Offered, choose, refuse_escapes

PARTS = ["unet", "vae", "text_encoder", "tokenizer"]


def taken(*names: str, parts: list[str] | None = None) -> list[str]:
    offered = [Offered(name=name, size_bytes=1) for name in names]
    return [file.name for file in choose(offered, PARTS if parts is None else parts)]


@pytest.mark.parametrize(
    "name",
    ["model_index.json", "LICENSE", "LICENSE.md", "unet/config.json", "tokenizer/merges.txt"],
)
def test_what_describes_a_model_is_taken(name: str) -> None:
    assert taken(name) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "model.safetensors",
        "README.md",
        "LICENSE.pdf",
        "mozart.json",
        "source.json",
        "unet/model.bin",
        "unet/model.ckpt",
        "unet/model.py",
        "unet/model.pt",
        "unet/deep/config.json",
        "other/config.json",
        "unet/model.safetensors.index.fp16.json",
    ],
)
def test_what_runs_or_belongs_to_no_part_is_left(name: str) -> None:
    assert taken(name) == []


def test_half_precision_is_taken_alone_where_all_parts_have_it() -> None:
    names = [f"{part}/model{half}.safetensors" for part in PARTS[:3] for half in ("", ".fp16")]

    assert taken(*names) == [f"{part}/model.fp16.safetensors" for part in PARTS[:3]]


def test_full_precision_is_taken_where_one_part_has_nothing_else() -> None:
    assert taken(
        "unet/model.safetensors", "unet/model.fp16.safetensors", "vae/model.safetensors"
    ) == ["unet/model.safetensors", "vae/model.safetensors"]


def test_shards_come_with_the_index_of_their_own_format() -> None:
    names = [
        "unet/model-00001-of-00002.safetensors",
        "unet/model.fp16-00001-of-00002.safetensors",
        "unet/model.safetensors.index.json",
        "unet/model.safetensors.index.fp16.json",
    ]

    assert taken(*names) == [names[1], names[3]]
    assert taken(names[0], names[2]) == [names[0], names[2]]


def test_of_what_goes_with_a_model_the_files_beside_each_other_are_taken() -> None:
    names = ["config.json", "model.fp16.safetensors", "model.safetensors", "x.bin", "a/b.json"]

    assert taken(*names, parts=[""]) == names[:2]


@pytest.mark.parametrize(
    "name",
    ["", "/a", "../a", "a/../b", "a//b", "./a", "a/", "a\\b", "c:a", "a\nb", "a\0b", "x" * 201],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    refuse_escapes(["unet/config.json", ".gitattributes", "a..b/c d.json"])

    with pytest.raises(ModelNotFound, match=r"no honest model has"):
        refuse_escapes(["unet/config.json", name])
