"""From a hub or this machine onto the shelf: whole, looked over, or not at all."""

import asyncio
import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from inference.errors import DiskFull, InferenceError, ModelNotFound, PullFailed
from inference.inventory import read_catalogue
from inference.offers import Kind
from inference.origin import read_origin
from inference.shelf import pulling
from inference.shelf.hub import Hub as Client
from inference.shelf.pulling import Wanted, sha256_of
from tests.inference.shelf.hub_server import COMMIT, Hub

NOW = datetime(2026, 11, 28, tzinfo=UTC)
REPO = "ann/tiny-sd"
PATIENCE_S = 120


async def pull(
    hub: Hub, shelf: Path, name: str = "tiny", *, token: str | None = None, **wanted: object
) -> list[str]:
    """Pull the tiny model; gives what was told."""
    told: list[str] = []
    options = {"name": name, "repo": REPO} | wanted
    client = Client(token, hub.url)
    await asyncio.to_thread(
        pulling.pull,
        Wanted(**options),  # type: ignore[arg-type]  # written by tests, checked by what they assert
        shelf,
        client,
        now=NOW,
        tell=told.append,
    )
    return told


def left_over(shelf: Path) -> list[str]:
    """What lies on the shelf, if there is one."""
    return sorted(it.name for it in shelf.glob("*") if it.name != ".pulling")


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


async def test_a_pulled_model_is_the_hubs_file_by_file(hub: Hub, shelf: Path, tiny: Path) -> None:
    hub.put(REPO, tiny)

    told = await pull(hub, shelf)

    assert contents(tiny).items() <= contents(shelf / "tiny").items()
    assert [model.name for model in read_catalogue(shelf).models][-1] == "tiny"
    assert "openrail" in told[0]
    assert not list((shelf / ".pulling").iterdir())


async def test_it_is_written_down_where_a_model_came_from(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    hub.put(REPO, tiny)

    await pull(hub, shelf)

    origin = read_origin(shelf / "tiny")
    assert origin is not None
    assert (origin.repo, origin.commit, origin.licence) == (REPO, COMMIT, "openrail")
    assert origin.pulled == "2026-11-28"
    weights = "unet/diffusion_pytorch_model.safetensors"
    assert origin.files[weights].sha256 == sha256_of(tiny / weights)
    assert origin.files[weights].size_bytes == (tiny / weights).stat().st_size


async def test_a_second_pull_of_the_same_commit_downloads_nothing(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    hub.put(REPO, tiny)
    await pull(hub, shelf)
    before = len(hub.served)

    told = await pull(hub, shelf)

    assert len(hub.served) == before
    assert told == [f"“tiny” is here already, at commit {COMMIT[:12]}."]


async def test_another_commit_does_not_take_a_models_place(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    repository = hub.put(REPO, tiny)
    await pull(hub, shelf)
    repository.commit = "d" * 40

    with pytest.raises(PullFailed, match="There is a model “tiny” already"):
        await pull(hub, shelf)


async def test_programs_and_second_copies_are_not_asked_for(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    unwanted = {
        "all-in-one.safetensors": b"x",
        "v1.ckpt": b"x",
        "unet/diffusion_pytorch_model.bin": b"x",
        "unet/model.onnx": b"x",
        "unet/flax_model.msgpack": b"x",
        "unet/diffusion_pytorch_model.non_ema.safetensors": b"x",
        "pipeline.py": b"x",
        "openvino/config.json": b"{}",
        "source.json": b"{}",
        "mozart.json": b"{}",
    }
    hub.put(REPO, tiny, unwanted | {"LICENSE.md": b"Be kind."})

    await pull(hub, shelf)

    assert not unwanted.keys() & set(hub.asked_for())
    assert (shelf / "tiny" / "LICENSE.md").read_text() == "Be kind."


@pytest.mark.parametrize(
    "name",
    ["../evil.json", "unet/../../evil.json", "/etc/evil.json", "a\\..\\evil.json", "c:evil.json"],
)
async def test_a_repository_with_names_that_lead_outside_is_refused_whole(
    name: str, hub: Hub, shelf: Path, tiny: Path
) -> None:
    hub.put(REPO, tiny, {name: b"{}"})

    with pytest.raises(ModelNotFound, match="no honest model has"):
        await pull(hub, shelf)

    assert hub.served == []
    assert left_over(shelf) == []


@pytest.mark.parametrize("commit", ["../../evil", "main", ""])
async def test_a_hub_that_names_no_commit_is_refused(
    commit: str, hub: Hub, shelf: Path, tiny: Path
) -> None:
    hub.put(REPO, tiny).commit = commit

    with pytest.raises(PullFailed, match="does not say which commit"):
        await pull(hub, shelf)


async def test_what_does_not_fit_is_not_begun(hub: Hub, shelf: Path, tiny: Path) -> None:
    repository = hub.put(REPO, tiny)
    repository.sizes["vae/diffusion_pytorch_model.safetensors"] = 10**18

    with pytest.raises(DiskFull, match=r"needs 10+\.?0* GB more|needs 1000000000 GB more"):
        await pull(hub, shelf)

    assert hub.asked_for() == ["model_index.json"]


async def test_a_gated_model_says_what_to_do(hub: Hub, shelf: Path, tiny: Path) -> None:
    hub.put(REPO, tiny).gated_for = "secret"

    with pytest.raises(PullFailed, match=r"^ann/tiny-sd is gated: .*MOZART_HF_TOKEN\.$"):
        await pull(hub, shelf)

    await pull(hub, shelf, token="secret")
    assert left_over(shelf) == ["tiny"]


async def test_no_token_of_other_programs_is_used(
    hub: Hub, shelf: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    hub.put(REPO, tiny).gated_for = "secret"

    with pytest.raises(PullFailed, match="is gated"):
        await pull(hub, shelf)


async def test_an_unknown_repository_or_revision_is_named(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    hub.put(REPO, tiny)

    with pytest.raises(PullFailed, match="has no model “ann/nothing”"):
        await pull(hub, shelf, repo="ann/nothing")
    with pytest.raises(PullFailed, match="has no revision “v9”"):
        await pull(hub, shelf, revision="v9")
    with pytest.raises(PullFailed, match=r"has no model “\.\./\.\.”"):
        await pull(hub, shelf, repo="../..")


async def test_without_a_network_it_says_so(hub: Hub, shelf: Path) -> None:
    async with Hub().serving() as other:
        gone = Client(None, other.url)

    with pytest.raises(PullFailed, match="The hub cannot be reached"):
        await asyncio.to_thread(
            pulling.pull, Wanted(name="tiny", repo=REPO), shelf, gone, now=NOW, tell=print
        )


async def test_weights_that_are_no_numbers_do_not_get_onto_the_shelf(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    name = "vae/diffusion_pytorch_model.safetensors"
    weights = load_file(tiny / name)
    next(iter(weights.values())).flat[0] = np.inf
    hub.put(REPO, tiny, {name: save(weights)})

    with pytest.raises(ModelNotFound, match=r"“tiny” .*vae/.* are no numbers"):
        await pull(hub, shelf)

    assert left_over(shelf) == []
    assert not (shelf / ".pulling" / "tiny" / COMMIT).exists()


@pytest.mark.parametrize("part", ["unet/config.json", "vae/diffusion_pytorch_model.safetensors"])
async def test_a_repository_without_a_part_does_not_get_onto_the_shelf(
    part: str, hub: Hub, shelf: Path, tiny: Path
) -> None:
    del hub.put(REPO, tiny).files[part]

    with pytest.raises(ModelNotFound, match=part.partition("/")[0]):
        await pull(hub, shelf)

    assert left_over(shelf) == []


async def test_a_truncated_shard_does_not_get_onto_the_shelf(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    repository = hub.put(REPO, tiny)
    weights = repository.files.pop("unet/diffusion_pytorch_model.safetensors")
    repository.files["unet/model-00001-of-00002.safetensors"] = weights
    repository.files["unet/model-00002-of-00002.safetensors"] = weights[:-100]

    with pytest.raises(ModelNotFound, match=r"00002-of-00002\.safetensors is cut short: 100 bytes"):
        await pull(hub, shelf)

    assert left_over(shelf) == []


async def test_what_comes_damaged_is_thrown_away_and_comes_again(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    repository = hub.put(REPO, tiny)
    name = "vae/diffusion_pytorch_model.safetensors"
    good = repository.files[name]
    client = Client(None, hub.url)
    listing = await asyncio.to_thread(client.listing, REPO)
    file = next(it for it in listing.files if it.name == name)
    repository.files[name] = good[:-1] + bytes([good[-1] ^ 1])

    with pytest.raises(PullFailed, match="came damaged"):
        await asyncio.to_thread(client.fetch, listing, file, shelf / "weights")

    repository.files[name] = good
    await asyncio.to_thread(client.fetch, listing, file, shelf / "weights")
    assert (shelf / "weights").read_bytes() == good


async def test_half_precision_is_taken_where_every_part_has_it(
    hub: Hub, shelf: Path, tiny: Path
) -> None:
    repository = hub.put(REPO, tiny)
    for name in [name for name in repository.files if name.endswith(".safetensors")]:
        half = name.removesuffix(".safetensors") + ".fp16.safetensors"
        repository.files[half] = repository.files[name]

    await pull(hub, shelf)

    weights = [file.name for file in (shelf / "tiny").rglob("*.safetensors")]
    assert len(weights) == 3
    assert all(".fp16." in name for name in weights)


async def test_what_goes_with_a_model_lies_with_its_kind(hub: Hub, shelf: Path) -> None:
    lora = save({"a": np.ones(4, np.float16)})
    hub.put(REPO, shelf, {"pytorch_lora_weights.safetensors": lora, "x.bin": b"x"})

    with pytest.raises(PullFailed, match="say --kind lora"):
        await pull(hub, shelf)
    await pull(hub, shelf, kind=Kind.LORA)

    place = shelf / "lora" / "tiny"
    assert sorted(it.name for it in place.iterdir()) == [
        "pytorch_lora_weights.safetensors",
        "source.json",
    ]
    assert "tiny" not in [model.name for model in read_catalogue(shelf).models]


@pytest.mark.parametrize("name", ["painter", "mozart", ".hidden", "a/b", "x.config", "", "x" * 101])
async def test_a_name_that_no_model_can_have_is_refused(name: str, hub: Hub, shelf: Path) -> None:
    with pytest.raises(PullFailed, match="No model can be called"):
        await pull(hub, shelf, name)


async def test_a_pull_that_is_killed_goes_on_where_it_was(hub: Hub, shelf: Path) -> None:
    lora = save({"a": np.ones(6_000_000, np.float32)})
    name, half = "big.safetensors", 12_000_000
    repository = hub.put(REPO, shelf, {name: lora})
    repository.stop_at[name] = half
    part = shelf / ".pulling" / "tiny" / COMMIT / f"{name}.part"
    command = ["-m", "bot", "models", "pull", REPO, "--as", "tiny", "--kind", "lora"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        "--models",
        str(shelf),
        env=os.environ | {"HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "0"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(PATIENCE_S):
        await hub.silent.wait()
        while not (part.is_file() and part.stat().st_size):
            await asyncio.to_thread(os.sched_yield)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    kept = part.stat().st_size
    repository.stop_at.clear()

    await pull(hub, shelf, kind=Kind.LORA)

    assert not (shelf / "lora" / "tiny" / f"{name}.part").exists()
    assert 0 < kept <= half
    assert hub.served == [(name, 0), (name, kept)]
    assert (shelf / "lora" / "tiny" / name).read_bytes() == lora


async def test_two_pulls_of_one_name_do_not_meet(hub: Hub, shelf: Path, tiny: Path) -> None:
    repository = hub.put(REPO, tiny)
    repository.stop_at["model_index.json"] = 1
    first = asyncio.create_task(pull(hub, shelf))
    await asyncio.wait_for(hub.silent.wait(), PATIENCE_S)

    with pytest.raises(PullFailed, match="Another pull of “tiny” is under way"):
        await pull(hub, shelf)

    repository.stop_at.clear()
    hub.hang_up()
    await first
    assert left_over(shelf) == ["tiny"]


# ---- from this machine


def copy(path: Path, shelf: Path, name: str = "mine", kind: Kind = Kind.BASE) -> Path:
    return pulling.copy(path, shelf, name, kind, now=NOW, tell=lambda _: None)


def test_a_folder_of_this_machine_is_copied_without_what_is_not_wanted(
    shelf: Path, tiny: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny, tmp_path / "theirs")
    (tmp_path / "theirs" / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"x")
    (tmp_path / "theirs" / "run.py").write_text("x")

    copy(tmp_path / "theirs", shelf)

    assert not list((shelf / "mine").rglob("*.bin"))
    assert not list((shelf / "mine").rglob("*.py"))
    origin = read_origin(shelf / "mine")
    assert origin is not None
    assert origin.repo is None
    assert "unet/config.json" in origin.files


def test_a_broken_folder_of_this_machine_is_refused(
    shelf: Path, tiny: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny, tmp_path / "theirs")
    shutil.rmtree(tmp_path / "theirs" / "vae")

    with pytest.raises(ModelNotFound, match=r"^The model “mine” was not loaded: vae is missing"):
        copy(tmp_path / "theirs", shelf)
    with pytest.raises(PullFailed, match=r"has no model_index\.json"):
        copy(tmp_path / "theirs" / "unet", shelf)

    assert left_over(shelf) == []


def test_a_lora_of_this_machine_is_copied(shelf: Path, tmp_path: Path) -> None:
    save_file({"a": np.ones(3, np.float32)}, tmp_path / "ink.safetensors")

    place = copy(tmp_path / "ink.safetensors", shelf, "ink", Kind.LORA)

    assert place == shelf / "lora" / "ink"
    assert (place / "ink.safetensors").is_file()


def test_a_file_that_is_no_whole_model_is_refused(shelf: Path, tmp_path: Path) -> None:
    save_file({"a": np.ones(3, np.float32)}, tmp_path / "ink.safetensors")

    with pytest.raises(PullFailed, match="is not a whole model in one file; say --kind lora"):
        copy(tmp_path / "ink.safetensors", shelf)


def test_a_whole_model_in_one_file_is_copied(shelf: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.safetensors"
    one = np.ones(3, np.float32)
    save_file({"model.diffusion_model.a": one, "first_stage_model.b": one}, file)

    copy(file, shelf, "all")

    assert (shelf / "all.safetensors").read_bytes() == file.read_bytes()
    assert [model.file for model in read_catalogue(shelf).models][-1] == shelf / "all.safetensors"
    with pytest.raises(InferenceError, match="“all” already"):
        copy(file, shelf, "all")


def test_a_catalogue_reads_what_the_list_says_of_a_pulled_model(shelf: Path, tiny: Path) -> None:
    shutil.copytree(tiny, shelf / "quick")
    told = {"repo": "stabilityai/SD-Turbo", "pulled": "2026-11-28", "files": {}}
    (shelf / "quick" / "source.json").write_text(json.dumps(told))

    model = read_catalogue(shelf).find("quick")

    assert (model.family, model.steps, model.guidance, model.side) == ("sd21", 4, 0.0, 512)
