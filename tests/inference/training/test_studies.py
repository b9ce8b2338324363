import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.training import contents
from inference.training.config import ConfigRefused, read_config
from inference.training.dice import Dice
from inference.training.stages.styles import patch_distance
from inference.training.studies import Studies, chunks_of, make_missing
from tests.inference.training.conftest import TINY, Trained


def test_contents_differ_and_are_the_same_at_each_call() -> None:
    first, again, other, painted = (contents.content(it, 1, side=32) for it in (0, 0, 2, 1))

    assert first.tobytes() == again.tobytes()
    assert len({it.tobytes() for it in (first, other, painted)}) == 3
    assert all(np.asarray(it).std() > 5 for it in (first, other, painted))


def test_every_style_has_the_studies_that_suit_it(trained: Trained) -> None:
    names = {chunk.name for chunk in chunks_of(trained.config)}

    assert names == {
        "carried-ink-00.npy", "carried-ink-01.npy", "carried-ink-02.npy",
        "carried-oil-00.npy", "painted-oil-00.npy", "painted-neon-00.npy",
    }  # fmt: skip


def test_a_lost_file_of_studies_is_made_as_it_was(trained: Trained, tmp_path: Path) -> None:
    made = trained.out / "styles" / "studies"
    folder = shutil.copytree(made, tmp_path / "studies")
    (folder / "painted-oil-00.npy").unlink()

    (chunk,) = make_missing(trained.config, folder)

    assert (folder / chunk.name).read_bytes() == (made / chunk.name).read_bytes()


def test_studies_come_in_every_style_and_show_what_became_of_the_content(trained: Trained) -> None:
    studies = Studies(trained.config, trained.out / "styles" / "studies")

    batch = studies.draw(Dice(1, "draw", 0), 6, side=16, painted=0.5)

    assert batch.contents.shape == batch.targets.shape == (6, 3, 16, 16)
    assert batch.styles.tolist() == [0, 1, 2, 0, 1, 2]
    assert float((batch.contents - batch.targets).abs().mean()) > 0.02


def test_the_distance_of_patches_does_not_ask_where_they_lie() -> None:
    dice = torch.Generator().manual_seed(1)
    fine = torch.rand(1, 3, 64, 64, generator=dice)
    soft = torch.nn.functional.avg_pool2d(fine, 5, stride=1, padding=2)

    moved = patch_distance(fine, fine.roll((12, 18), (2, 3)), Dice(1, "ways", 0))
    other = patch_distance(fine, soft, Dice(1, "ways", 0))

    assert float(patch_distance(fine, fine, Dice(1, "ways", 0))) == 0
    assert float(moved) < 0.4 * float(other)


def test_a_style_that_nobody_knows_cannot_be_learned(tmp_path: Path) -> None:
    file = tmp_path / "slip.toml"
    file.write_text(TINY.replace('"neon"]', '"noen"]'))

    with pytest.raises(ConfigRefused, match="there is no style “noen”"):
        read_config(file)
