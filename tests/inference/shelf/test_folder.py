"""Hostile model folders: every one is refused by name, and nothing in it runs."""

import json
import os
import pickle
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from typing_extensions import override

from inference.catalogue import Catalogue, Model
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device
from inference.errors import ModelNotFound
from inference.shelf.folder import check_folder, variant_of

CPU = Device(place="cpu", name="test", dtype=torch.float32, why="any would do")


class Trap:
    """Unpickling it writes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    @override
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


def rewrite(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def program(mark: Path) -> str:
    return f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"


def only_pickles(folder: Path, mark: Path) -> None:
    for weights in folder.rglob("*.safetensors"):
        weights.unlink()
        (weights.parent / "diffusion_pytorch_model.bin").write_bytes(pickle.dumps(Trap(mark)))


def pickle_beside(folder: Path, mark: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(pickle.dumps(Trap(mark)))


def pickle_in_disguise(folder: Path, mark: Path) -> None:
    file = folder / "unet" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(pickle.dumps(Trap(mark)))


def checkpoint(folder: Path, mark: Path) -> None:
    (folder / "v1.CKPT").write_bytes(pickle.dumps(Trap(mark)))


def python_file(folder: Path, mark: Path) -> None:
    (folder / "pipeline.py").write_text(program(mark))


def python_in_a_part(folder: Path, mark: Path) -> None:
    (folder / "unet" / "my_unet.py").write_text(program(mark))
    rewrite(folder / "model_index.json", lambda index: index.update(unet=["my_unet", "MyUNet"]))


def shared_library(folder: Path, _: Path) -> None:
    (folder / "vae" / "ops.so").write_bytes(b"\x7fELF")


def auto_map(folder: Path, mark: Path) -> None:
    config = folder / "text_encoder" / "config.json"
    rewrite(config, lambda it: it.update(auto_map={"AutoModel": "evil--modeling.Evil"}))


def nested_auto_map(folder: Path, _: Path) -> None:
    config = folder / "tokenizer" / "tokenizer_config.json"
    rewrite(config, lambda it: it.update(a=[{"b": {"auto_map": {"AutoTokenizer": ["x", "y"]}}}]))


def trust(folder: Path, _: Path) -> None:
    rewrite(folder / "unet" / "config.json", lambda it: it.update(trust_remote_code=True))


def remote_kernel(folder: Path, _: Path) -> None:
    config = folder / "text_encoder" / "config.json"
    rewrite(config, lambda it: it.update(_attn_implementation="somebody/kernels:attention"))


def foreign_library(folder: Path, _: Path) -> None:
    rewrite(folder / "model_index.json", lambda it: it.update(vae=["os", "system"]))


def foreign_class(folder: Path, _: Path) -> None:
    rewrite(folder / "model_index.json", lambda it: it.update(vae=["diffusers", "utils.x.Loader"]))


def part_elsewhere(folder: Path, _: Path) -> None:
    rewrite(folder / "model_index.json", lambda it: it.update({"/etc": ["diffusers", "UNet"]}))


def custom_pipeline(folder: Path, _: Path) -> None:
    rewrite(folder / "model_index.json", lambda it: it.update(_class_name=["pipeline", "Mine"]))


def unknown_pipeline(folder: Path, _: Path) -> None:
    rewrite(folder / "model_index.json", lambda it: it.update(_class_name="PathPipeline"))


def link_outside(folder: Path, _: Path) -> None:
    file = folder / "unet" / "config.json"
    shutil.copy(file, folder.parent / "elsewhere.json")
    file.unlink()
    file.symlink_to(folder.parent / "elsewhere.json")


def folder_outside(folder: Path, _: Path) -> None:
    shutil.move(folder / "vae", folder.parent / "vae-elsewhere")
    (folder / "vae").symlink_to(folder.parent / "vae-elsewhere", target_is_directory=True)


def ring_of_links(folder: Path, _: Path) -> None:
    (folder / "unet" / "again").symlink_to(folder, target_is_directory=True)


def named_pipe(folder: Path, _: Path) -> None:
    os.mkfifo(folder / "unet" / "config.txt")


def huge_config(folder: Path, _: Path) -> None:
    rewrite(folder / "unet" / "config.json", lambda it: it.update(padding="x" * 2**21))


def deep_json(folder: Path, _: Path) -> None:
    (folder / "unet" / "config.json").write_text("[" * 200_000)


def broken_json(folder: Path, _: Path) -> None:
    (folder / "scheduler" / "scheduler_config.json").write_text("{")


def index_that_is_a_list(folder: Path, _: Path) -> None:
    (folder / "model_index.json").write_text("[]")


def shards_elsewhere(folder: Path, _: Path) -> None:
    index = folder / "unet" / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "../../../secret.safetensors"}}))


def shards_of_pickles(folder: Path, _: Path) -> None:
    index = folder / "unet" / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "part.bin"}}))


def endless_header(folder: Path, _: Path) -> None:
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(struct.pack("<Q", 2**40) + b"{}")


def truncated_weights(folder: Path, _: Path) -> None:
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])


def other_shapes(folder: Path, _: Path) -> None:
    rewrite(folder / "unet" / "config.json", lambda it: it.update(cross_attention_dim=64))


def missing_part(folder: Path, _: Path) -> None:
    shutil.rmtree(folder / "vae")


def part_without_weights(folder: Path, _: Path) -> None:
    for file in (folder / "text_encoder").glob("*.safetensors"):
        file.unlink()


def part_without_config(folder: Path, _: Path) -> None:
    (folder / "unet" / "config.json").unlink()


def empty_tokenizer(folder: Path, _: Path) -> None:
    shutil.rmtree(folder / "tokenizer")
    (folder / "tokenizer").mkdir()


def missing_shard(folder: Path, _: Path) -> None:
    index = folder / "unet" / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "other.safetensors"}}))


def nameless_shard(folder: Path, _: Path) -> None:
    file = folder / "unet" / "diffusion_pytorch_model.safetensors"
    for number in (1, 3):
        shutil.copy(file, file.with_name(f"{file.stem}-0000{number}-of-00003.safetensors"))


def not_a_number(folder: Path, _: Path) -> None:
    file = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    weights["conv_out.bias"][1] = float("nan")
    save_file(weights, file)


def crowd(folder: Path, _: Path) -> None:
    for number in range(2001):
        (folder / "vae" / f"{number}.txt").touch()


def depth(folder: Path, _: Path) -> None:
    (folder / "a" / "b" / "c" / "d" / "e" / "f").mkdir(parents=True)


HOSTILE: dict[Callable[[Path, Path], None], str] = {
    only_pickles: "diffusion_pytorch_model.bin may hold a program",
    pickle_beside: "unet/diffusion_pytorch_model.bin may hold a program",
    pickle_in_disguise: "unet/diffusion_pytorch_model.safetensors is not a safetensors file",
    checkpoint: "v1.CKPT may hold a program",
    python_file: "pipeline.py may hold a program",
    python_in_a_part: "model_index.json wants “unet” from a library",
    shared_library: "vae/ops.so may hold a program",
    auto_map: "text_encoder/config.json asks to run its maker's program",
    nested_auto_map: "tokenizer/tokenizer_config.json asks to run its maker's program",
    trust: "unet/config.json asks to run its maker's program",
    remote_kernel: "text_encoder/config.json asks to fetch a program",
    foreign_library: "model_index.json wants “vae” from a library",
    foreign_class: "model_index.json wants “vae” from a library",
    part_elsewhere: "model_index.json names a part that lies elsewhere",
    custom_pipeline: "model_index.json names a pipeline that is not part of diffusers",
    unknown_pipeline: "does not load",
    link_outside: "unet/config.json points to a place outside",
    folder_outside: "vae points to a place outside",
    ring_of_links: "lies too deep",
    named_pipe: "unet/config.txt is neither a file nor a folder",
    huge_config: "unet/config.json is larger than 1 MiB",
    deep_json: "unet/config.json is not JSON",
    broken_json: "scheduler/scheduler_config.json is not JSON",
    index_that_is_a_list: "model_index.json is not an index",
    shards_elsewhere: "points to weights outside its folder",
    shards_of_pickles: "points to weights outside its folder or of another format",
    endless_header: "vae/diffusion_pytorch_model.safetensors is not a safetensors file",
    truncated_weights: "vae/diffusion_pytorch_model.safetensors is cut short: 1,000 bytes",
    other_shapes: "does not load",
    missing_part: "vae is missing",
    part_without_weights: "text_encoder has no weights",
    part_without_config: "unet/config.json is missing",
    empty_tokenizer: "tokenizer is empty",
    missing_shard: "which is missing; pull the model again",
    nameless_shard: "unet/diffusion_pytorch_model-00002-of-00003.safetensors is missing",
    not_a_number: "unet/diffusion_pytorch_model.safetensors holds weights that are no numbers",
    crowd: "is one of more than 2000 files",
    depth: "lies too deep",
}


@pytest.mark.parametrize("spoil", HOSTILE, ids=lambda spoil: spoil.__name__)
def test_a_hostile_folder_is_refused_by_name_and_nothing_in_it_runs(
    spoil: Callable[[Path, Path], None],
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, mark = tmp_path / "models" / "lovely", tmp_path / "it-ran"
    shutil.copytree(models / "sd15", folder)
    spoil(folder, mark)
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("It asked a question."))
    before = set(sys.modules)
    engine = DiffusionEngine(
        Catalogue([Model(name="lovely", engine="diffusion", title="", folder=folder)]), CPU
    )

    with pytest.raises(ModelNotFound, match=r"^The model “lovely” .*\.$") as caught:
        engine.load("lovely")

    assert HOSTILE[spoil] in str(caught.value)
    assert not mark.exists()
    assert not any(
        "lovely" in str(getattr(sys.modules[name], "__file__", ""))
        for name in set(sys.modules) - before
    )


@pytest.mark.parametrize("name", ["sd15", "sdxl", "flux", "lcm"])
def test_honest_folders_pass(name: str, models: Path) -> None:
    check_folder(models / name)


def test_what_comes_along_with_honest_folders_passes(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sd15"
    shutil.copytree(models / "sd15", folder)
    for name in ("README.md", "LICENSE", ".gitattributes", "sample.PNG", "chat_template.jinja"):
        (folder / name).write_text("nothing that runs")
    (folder / "mozart.json").write_text('{"steps": 8}')
    (folder / ".cache" / "hub").mkdir(parents=True)
    (folder / ".cache" / "hub" / "x.lock").touch()
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(folder / "unet" / "real.safetensors")
    weights.symlink_to("real.safetensors")

    check_folder(folder)


def test_a_folder_that_is_itself_a_link_passes(models: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").symlink_to(models / "sd15", target_is_directory=True)

    check_folder(tmp_path / "mine")


def test_fp16_is_the_variant_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "unet").mkdir()
    half = tmp_path / "unet" / "diffusion_pytorch_model.fp16.safetensors"
    half.touch()
    assert variant_of(tmp_path) == "fp16"

    (tmp_path / "unet" / "diffusion_pytorch_model.safetensors").touch()
    assert variant_of(tmp_path) is None
