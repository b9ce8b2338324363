"""`mozart models` as a shell calls it: what it shows, what it does, how it ends."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from bot.__main__ import main
from tests.inference.engines.diffusion.tiny import sd15

Shell = Callable[..., int]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "tiny"
    with torch.random.fork_rng():
        sd15().save_pretrained(folder, safe_serialization=True)
    return folder


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `mozart models` in an empty folder; gives its exit status."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        return main(["models", *words])

    return run


def test_the_list_shows_what_is_here_and_what_can_be_pulled(
    models: Shell, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models("pull", str(tiny), "--as", "mine")
    capsys.readouterr()

    status = models("list")

    here, _, offered = capsys.readouterr().out.partition("To pull")
    assert status == 0
    assert "painter" in here
    assert "mine" in here
    assert "sd-turbo" in offered
    assert "(gated)" in offered
    assert "sd-turbo" not in here


def test_the_list_as_json_has_a_line_for_each(
    models: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    models("list", "--json")

    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["painter"]["here"]
    assert not rows["sdxl"]["here"]
    assert (rows["sdxl"]["family"], rows["sdxl"]["licence"]) == ("sdxl", "openrail++")
    assert rows["flux-dev"]["gated"]
    assert rows["canny-sdxl"]["kind"] == "controlnet"


def test_what_goes_with_a_model_is_listed_too(
    models: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_file({"a": np.ones(3, np.float32)}, tmp_path / "ink.safetensors")

    assert models("pull", "ink.safetensors", "--kind", "lora") == 0

    models("list")
    assert "ink" in capsys.readouterr().out.partition("To pull")[0]


def test_a_lone_lora_is_listed_with_its_family_and_checked(
    models: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("models/loras/ink v2.safetensors")
    file.parent.mkdir(parents=True)
    name = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight"
    save_file({name: np.ones((2, 768), np.float32)}, file)

    models("list", "--json")
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["ink v2"]["kind"], rows["ink v2"]["family"]) == ("lora", "sd15")
    assert models("check", "ink v2") == 0
    assert capsys.readouterr().out == "ink v2: sound (sd15).\n"


def test_a_folder_of_a_controlnet_is_listed_checked_and_pulled(
    models: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("models/controlnets/depth")
    folder.mkdir(parents=True)
    name = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight"
    save_file({name: np.ones((2, 768), np.float32)}, folder / "model.safetensors")

    assert models("check", "depth") == 0
    assert capsys.readouterr().out == "depth: sound (sd15).\n"
    assert models("pull", str(folder), "--as", "lines", "--kind", "controlnet") == 0
    models("list", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()[1:]]
    here = {row["name"]: row["family"] for row in rows if row["kind"] == "controlnet"}
    assert (here["depth"], here["lines"]) == ("sd15", "sd15")
    (folder / "extra.bin").write_bytes(b"")
    assert models("check", "depth") == 1
    assert "The ControlNet “depth” was not loaded: extra.bin may hold" in capsys.readouterr().out


def test_an_ip_adapter_is_pulled_with_its_image_encoder(models: Shell) -> None:
    folder = Path("eye")
    (folder / "image_encoder").mkdir(parents=True)
    for file in ("ip-adapter.safetensors", "image_encoder/model.safetensors"):
        save_file({"image_proj.a": np.ones(3, np.float32)}, folder / file)
    (folder / "image_encoder" / "config.json").write_text("{}")

    assert models("pull", "eye", "--kind", "ip-adapter") == 0

    assert (Path("models/ip-adapter/eye/image_encoder") / "config.json").is_file()
    assert models("check", "eye") == 0


def test_a_lora_whose_numbers_are_none_is_told(
    models: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("models/loras/ink.safetensors")
    file.parent.mkdir(parents=True)
    save_file({"a": np.full(3, np.nan, np.float32)}, file)

    assert models("check") == 1
    assert "The LoRA “ink” was not loaded: ink.safetensors holds weights that are no numbers" in (
        capsys.readouterr().out
    )


def test_a_sound_shelf_passes(
    models: Shell, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models("pull", str(tiny), "--as", "mine")
    capsys.readouterr()

    assert models("check") == 0
    assert models("check", "mine") == 0
    assert "mine: sound." in capsys.readouterr().out


def test_each_change_of_a_pulled_model_is_told_in_a_sentence(
    models: Shell, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models("pull", str(tiny), "--as", "mine")
    folder = Path("models/mine")
    index = folder / "model_index.json"
    index.write_text(index.read_text() + " ")
    (folder / "tokenizer" / "tokenizer_config.json").unlink()
    shutil.rmtree(folder / "vae")
    capsys.readouterr()

    status = models("check", "mine")

    told = capsys.readouterr().out.splitlines()
    assert status == 1
    assert "model_index.json of “mine” is not the file that was pulled; pull it again." in told
    assert any("tokenizer_config.json of “mine” is missing" in line for line in told)
    assert "The model “mine” was not loaded: vae is missing; pull the model again." in told


def test_a_spoiled_record_is_told(
    models: Shell, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models("pull", str(tiny), "--as", "mine")
    Path("models/mine/source.json").write_text("{}")
    capsys.readouterr()

    assert models("check", "mine") == 1
    assert "source.json of the model “mine” cannot be read" in capsys.readouterr().out


def test_a_removed_model_can_be_restored(
    models: Shell, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models("pull", str(tiny), "--as", "mine")

    assert models("remove", "mine") == 0
    assert "`mozart models restore mine` undoes it" in capsys.readouterr().out
    models("list")
    assert "In the trash: mine." in capsys.readouterr().out
    assert models("restore", "mine") == 0
    assert models("remove", "mine", "--for-good") == 0
    assert models("restore", "mine") == 1


def test_a_lora_and_an_upscaler_are_listed_with_sizes_removed_and_restored(
    models: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("loras", "upscalers/faces"):
        (Path("models") / place).mkdir(parents=True)
        save_file({"a": np.ones(3, np.float32)}, Path("models") / place / "fine.safetensors")

    models("list", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fine = {row["kind"]: row["size_bytes"] for row in rows if row["name"] == "fine"}
    size = Path("models/loras/fine.safetensors").stat().st_size
    assert fine == {"lora": size, "upscaler": size}
    assert models("remove", "fine") == 1
    assert "say one of --kind upscaler and --kind lora" in capsys.readouterr().err
    assert models("remove", "fine", "--kind", "lora") == 0
    assert "`mozart models restore fine --kind lora` undoes it" in capsys.readouterr().out
    assert not Path("models/loras/fine.safetensors").exists()
    assert models("restore", "fine") == 0
    assert Path("models/loras/fine.safetensors").is_file()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("pull", "nothing"), "“nothing” is not in the list of `mozart models list`"),
        (("remove", "painter"), "“painter” is part of Mozart and stays."),
        (("remove", "nothing"), "There is no model “nothing” in models, nor what goes with one."),
        (("check", "nothing"), "There is no model called “nothing” here."),
        (("pull", ".", "--as", "painter"), "No model can be called “painter”"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    words: tuple[str, ...],
    sentence: str,
    models: Shell,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = models(*words)

    shown = capsys.readouterr()
    assert status == 1
    assert shown.err.startswith(sentence)
    assert len(shown.err.splitlines()) == 1
