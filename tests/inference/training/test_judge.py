"""What the judge learns from."""

import pytest

from inference.training.dice import Dice
from inference.training.pictures import Album, Batch
from inference.training.stages.judge import JudgeStage
from tests.inference.training.conftest import Trained

STEPS = 12


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 2, 10), (1.0, 12, 12)])
def test_it_sees_things_from_near_as_often_as_it_is_told(
    share: float, least: int, most: int, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    far, near, check = (
        Album(trained.config, trained.out / "data", purpose)
        for purpose in ("learn", "near", "check")
    )
    schedule = trained.config.judge.model_copy(update={"near": share})
    config = trained.config.model_copy(update={"judge": schedule})
    stage = JudgeStage(config, album=far, near=near, check=check, place="cpu")
    drawn: list[Album] = []
    draw = Album.draw

    def watched(album: Album, dice: Dice, count: int) -> Batch:
        drawn.append(album)
        return draw(album, dice, count)

    monkeypatch.setattr(Album, "draw", watched)
    for step in range(STEPS):
        stage.losses(Dice(1, "judge", step, place="cpu"))

    assert len(drawn) == STEPS
    assert least <= sum(album is near for album in drawn) <= most
    assert set(drawn) <= {far, near}
