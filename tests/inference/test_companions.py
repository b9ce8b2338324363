"""LoRAs and embeddings in a models directory: their names, and the family that headers tell."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from inference.companions import family_of, find_companion, read_companions
from inference.errors import AdapterNotFound
from inference.inventory import read_catalogue
from inference.offers import Kind

DOWN = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight"
NEW = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight"
OLD = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_k_lora.down.weight"


def write(file: Path, shapes: Mapping[str, tuple[int, ...]]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.zeros(shape, np.float32) for name, shape in shapes.items()}, file)
    return file


@pytest.mark.parametrize(
    ("shapes", "family"),
    [
        ({DOWN: (4, 768)}, "sd15"),
        ({DOWN: (4, 1024)}, "sd21"),
        ({NEW: (4, 2048)}, "sdxl"),
        ({OLD: (4, 768)}, "sd15"),
        ({NEW: (4, 32)}, None),
        ({"lora_unet_double_blocks_0_x.alpha": (), "lora_unet_single_blocks_0_y": (1,)}, "flux"),
        ({"transformer.transformer_blocks.0.attn.add_k_proj.lora_A.weight": (4, 3072)}, "flux"),
        ({"transformer.transformer_blocks.0.attn.add_k_proj.lora_A.weight": (4, 1536)}, "sd3"),
        ({"emb_params": (3, 768)}, "sd15"),
        ({"<fox>": (1024,)}, "sd21"),
        ({"clip_l": (2, 768), "clip_g": (2, 1280)}, "sdxl"),
        ({"other": (2, 3, 4)}, None),
        ({"down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight": (8, 768)}, "sd15"),
        (
            {"control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (8, 1024)},
            "sd21",
        ),
        ({"ip_adapter.1.to_k_ip.weight": (8, 2048), "image_proj.norm.weight": (8,)}, "sdxl"),
    ],
)
def test_a_header_tells_the_family(
    shapes: Mapping[str, tuple[int, ...]], family: str | None, tmp_path: Path
) -> None:
    assert family_of(write(tmp_path / "a.safetensors", shapes)) == family


def test_a_broken_file_has_a_name_and_no_family(tmp_path: Path) -> None:
    file = tmp_path / "loras" / "ink.safetensors"
    file.parent.mkdir()
    file.write_bytes(b"nothing")

    (found,) = read_companions(tmp_path)

    assert (found.name, found.family) == ("ink", None)


def test_files_and_pulled_folders_are_found_by_name(tmp_path: Path) -> None:
    write(tmp_path / "loras" / "ink v2.safetensors", {DOWN: (4, 768)})
    write(tmp_path / "loras" / "no<name.safetensors", {DOWN: (4, 768)})
    write(tmp_path / "lora" / "oil" / "weights.safetensors", {DOWN: (4, 2048)})
    write(tmp_path / "lora" / "ink v2" / "weights.safetensors", {DOWN: (4, 2048)})
    write(tmp_path / "lora" / "two" / "a.safetensors", {DOWN: (4, 2048)})
    write(tmp_path / "lora" / "two" / "b.safetensors", {DOWN: (4, 2048)})
    write(tmp_path / "embeddings" / "hand.safetensors", {"emb_params": (1, 768)})

    found = read_catalogue(tmp_path).companions

    assert [(it.kind, it.name, it.family) for it in found] == [
        (Kind.EMBEDDING, "hand", "sd15"),
        (Kind.LORA, "ink v2", "sd15"),
        (Kind.LORA, "oil", "sdxl"),
    ]


def test_a_default_model_takes_nothing_away(tmp_path: Path) -> None:
    write(tmp_path / "loras" / "ink.safetensors", {DOWN: (4, 768)})

    assert read_catalogue(tmp_path, "painter").companions


def test_kinds_have_names_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "loras" / "ink.safetensors", {DOWN: (4, 768)})
    write(tmp_path / "embeddings" / "ink.safetensors", {"emb_params": (1, 768)})
    known = read_companions(tmp_path)

    assert find_companion(known, Kind.LORA, "ink").kind is Kind.LORA
    assert find_companion(known, Kind.EMBEDDING, "ink").kind is Kind.EMBEDDING
    with pytest.raises(AdapterNotFound, match=r"no LoRA called “inky” here\. Did you mean “ink”"):
        find_companion(known, Kind.LORA, "inky")


# ---- ControlNets and IP-Adapters


def test_folders_and_lone_files_of_controlnets_are_found_by_name(tmp_path: Path) -> None:
    shapes = {"controlnet_down_blocks.0.weight": (2, 2)}
    lone = write(tmp_path / "controlnets" / "depth.safetensors", shapes)
    whole = write(tmp_path / "controlnets/canny/diffusion_pytorch_model.safetensors", shapes)
    write(tmp_path / "controlnets/canny/diffusion_pytorch_model.fp16.safetensors", shapes)
    pulled = write(tmp_path / "controlnet/pose/diffusion_pytorch_model.fp16.safetensors", shapes)

    found = {it.name: (it.file, it.folder) for it in read_companions(tmp_path)}

    assert found == {
        "depth": (lone, None),
        "canny": (whole, whole.parent),
        "pose": (pulled, pulled.parent),
    }


def test_an_ip_adapter_finds_its_encoder_inside_its_folder_or_beside_it(tmp_path: Path) -> None:
    shapes = {"image_proj.proj.weight": (2, 2), "ip_adapter.1.to_k_ip.weight": (2, 768)}
    own = tmp_path / "ip-adapter" / "pulled" / "models" / "image_encoder"
    shared = tmp_path / "ip-adapters" / "image_encoder"
    for encoder in (own, shared):
        write(encoder / "model.safetensors", {"a": (2,)})
        (encoder / "config.json").write_text("{}")
    write(tmp_path / "ip-adapter" / "pulled" / "sdxl_models" / "plus.safetensors", shapes)
    write(tmp_path / "ip-adapters" / "lone.safetensors", shapes)
    write(tmp_path / "ip-adapters" / "mine" / "plus.safetensors", shapes)

    found = {it.name: (it.encoder, it.family) for it in read_companions(tmp_path)}

    assert found == {"pulled": (own, "sd15"), "lone": (shared, "sd15"), "mine": (shared, "sd15")}
