from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from inference.errors import Cancelled
from inference.styling.film import filmed, unrest
from inference.styling.flow import flow_between, known, warped
from inference.styling.pixels import tensor_of
from inference.styling.styling import Order, Style, styled
from tests.inference.styling.films import walk
from tests.inference.styling.pictures import blots


def quiet(_: float, __: Callable[[], Tensor]) -> None:
    """Nobody looks."""


def ground(side: int = 96) -> Tensor:
    return tensor_of(blots(side, seed=2))


@pytest.mark.parametrize("move", [(2, 0), (0, -3), (5, 4)])
def test_flow_finds_how_far_a_picture_moved(move: tuple[int, int]) -> None:
    across, down = move
    whole = ground()
    before = whole[..., 12:76, 12:76]
    now = whole[..., 12 + down : 76 + down, 12 + across : 76 + across]

    flow = flow_between(now, before)

    middle = flow[..., 12:-12, 12:-12].flatten(2).median(-1).values[0]
    assert torch.allclose(middle, torch.tensor([float(across), float(down)]), atol=0.3)
    assert (warped(before, flow) - now)[..., 12:-12, 12:-12].abs().mean() < 0.03


def test_what_comes_to_light_is_not_known_from_before() -> None:
    before, now = (tensor_of(frame.resize((144, 112))) for frame in walk(2))

    sure = known(now, before, flow_between(now, before), flow_between(before, now))

    uncovered, face = sure[..., 26:85, 8:12], sure[..., 35:70, 30:55]
    assert float(face.mean()) > 0.8
    assert float(uncovered.mean()) < float(face.mean()) - 0.3


def test_a_film_flickers_far_less_than_its_frames_alone() -> None:
    frames = [tensor_of(frame) for frame in walk(3)]
    style = Style(picture=tensor_of(blots()), share=1.0)
    order = Order(content=frames[0], styles=[style], height=56, width=72)

    film = filmed(order, frames, quiet)
    alone = [styled(Order(content=it, styles=[style], height=56, width=72), quiet) for it in frames]

    assert unrest(frames, film) < 0.5 * unrest(frames, alone)
    assert float((film[-1] - film[0]).abs().mean()) > 0.01
    gap = float((film[-1] - frames[-1]).abs().mean())
    assert gap > 0.05  # it is painted, not copied


def test_a_film_can_be_stopped_and_tells_how_far_it_is() -> None:
    frames = [tensor_of(frame) for frame in walk(3)]
    style = Style(picture=tensor_of(blots()), share=1.0)
    told: list[float] = []

    def stop(done: float, look: Callable[[], Tensor]) -> None:
        told.append(done)
        assert look().shape[1] == 3
        if done > 0.7:
            raise Cancelled

    with pytest.raises(Cancelled):
        filmed(Order(content=frames[0], styles=[style], height=56, width=72), frames, stop)
    assert told == sorted(told)
