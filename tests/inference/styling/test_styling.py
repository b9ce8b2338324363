from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from inference.errors import Cancelled
from inference.styling.colours import luminance, matched, yuv
from inference.styling.pixels import bands, joined, tensor_of
from inference.styling.styling import Blend, Colours, Order, Quality, Style, styled
from tests.inference.styling.pictures import blots, face, stripes


def order(*styles: Image.Image, **more: Any) -> Order:
    pictures = [
        Style(picture=tensor_of(it), share=1 / max(1, len(styles))) for it in styles or (blots(),)
    ]
    plain = Order(content=tensor_of(face()), styles=pictures, height=48, width=56)
    return replace(plain, **more)


def quiet(_: float, __: Callable[[], Tensor]) -> None:
    """Nobody looks."""


def rough(picture: Tensor) -> tuple[float, float]:
    """How much changes from row to row, and from column to column."""
    light = luminance(picture)
    rows = (light[..., 1:, :] - light[..., :-1, :]).abs().mean()
    columns = (light[..., 1:] - light[..., :-1]).abs().mean()
    return float(rows), float(columns)


def seen(one: Tensor, other: Tensor) -> float:
    """How alike light and dark are from afar, -1 to 1."""
    far = [torch.nn.functional.avg_pool2d(luminance(it), 8).flatten() for it in (one, other)]
    return float(torch.corrcoef(torch.stack(far))[0, 1])


def hue_gap(one: Tensor, other: Tensor) -> float:
    """Between the mean colours, light left out."""
    return float((yuv(one)[:, 1:].mean((2, 3)) - yuv(other)[:, 1:].mean((2, 3))).abs().max())


@pytest.mark.parametrize("quality", [Quality.FAST, Quality.FULL])
def test_the_picture_keeps_its_forms_and_takes_the_styles_colours(quality: Quality) -> None:
    content, style = tensor_of(face()), tensor_of(blots())

    painted = styled(order(quality=quality), quiet)

    assert painted.shape == (1, 3, 48, 56)
    assert seen(painted, content) > 0.6
    assert hue_gap(painted, style) < 0.08 < hue_gap(content, style)


def test_strokes_are_those_of_the_style() -> None:
    painted = styled(order(stripes(), strength=1.0), quiet)

    before, after = rough(tensor_of(face())), rough(painted)
    assert sum(after) > 2 * sum(before)


def test_the_same_order_gives_the_same_pixels_and_another_seed_others() -> None:
    first, again, other = (styled(order(seed=seed), quiet) for seed in (3, 3, 4))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_strength_nothing_is_the_picture_itself() -> None:
    painted = styled(order(strength=0.0), quiet)

    assert torch.allclose(painted, tensor_of(face()), atol=1e-6)


def test_kept_colours_are_those_of_the_picture_everywhere() -> None:
    style = Style(picture=tensor_of(blots()), share=1.0, colours=Colours.CONTENT)

    painted = styled(order(styles=[style]), quiet)

    assert hue_gap(painted, tensor_of(face())) < 0.03


def test_strokes_in_the_pictures_palette_have_its_colours() -> None:
    style = Style(picture=tensor_of(blots()), share=1.0, colours=Colours.STROKES)

    painted = styled(order(styles=[style]), quiet)

    assert hue_gap(painted, tensor_of(face())) < 0.03


def test_photorealistic_moves_no_edge() -> None:
    content = tensor_of(face())

    painted = styled(order(photorealistic=True), quiet)

    assert hue_gap(painted, tensor_of(blots())) < 0.08
    assert sum(rough(painted)) < 2 * sum(rough(content))
    assert seen(painted, content) > 0.7


def test_outside_the_mask_nothing_changes() -> None:
    mask = torch.zeros(1, 1, 48, 56)
    mask[..., 28:] = 1

    painted = styled(order(mask=mask), quiet)

    content = tensor_of(face())
    assert torch.equal(painted[..., :27], content[..., :27])
    assert (painted[..., 29:] - content[..., 29:]).abs().mean() > 0.05


@pytest.mark.parametrize("blend", Blend)
def test_several_styles_each_leave_their_mark(blend: Blend) -> None:
    mixed = styled(order(stripes(), blots(), blend=blend), quiet)

    alone = styled(order(blots()), quiet), styled(order(stripes()), quiet)
    gaps = [float((mixed - it).abs().mean()) for it in alone]
    assert max(gaps) < float((alone[0] - alone[1]).abs().mean())


@pytest.mark.parametrize("side", [(8, 8), (400, 9), (30, 1000)])
def test_a_style_of_any_shape_will_do(side: tuple[int, int]) -> None:
    painted = styled(order(blots().resize(side)), quiet)

    assert bool(torch.isfinite(painted).all())


def test_a_style_of_one_colour_paints_that_colour() -> None:
    painted = styled(order(Image.new("RGB", (8, 8), (200, 40, 40))), quiet)

    assert bool(torch.isfinite(painted).all())
    assert hue_gap(painted, torch.tensor([200, 40, 40]).reshape(1, 3, 1, 1) / 255) < 0.05


def test_a_look_at_a_large_picture_comes_early_and_work_only_grows() -> None:
    told: list[float] = []
    looks: list[Tensor] = []

    def watch(done: float, look: Callable[[], Tensor]) -> None:
        told.append(done)
        looks.append(look())
        if done > 0.08:
            raise Cancelled

    with pytest.raises(Cancelled):
        styled(order(height=200, width=232), watch)

    assert told == sorted(told)
    early = next(look for done, look in zip(told, looks, strict=True) if done > 0.0601)
    assert max(early.shape) < 200
    assert hue_gap(early, tensor_of(blots())) < 0.1


def test_work_only_grows_to_the_end() -> None:
    told: list[float] = []

    styled(order(stripes(), blots()), lambda done, _: told.append(done))

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_it_stops_when_it_is_told_to() -> None:
    def stop(done: float, _: Callable[[], Tensor]) -> None:
        if done > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        styled(order(), stop)


def test_matched_colours_are_each_as_often_there_as_in_the_palette() -> None:
    content, palette = tensor_of(face()), tensor_of(blots().resize((56, 48)))

    moved = matched(content, palette, generator=torch.Generator().manual_seed(0))

    for mine, theirs in zip(moved[0], palette[0], strict=True):
        gap = mine.flatten().sort().values - theirs.flatten().sort().values
        assert float(gap.abs().mean()) < 0.04


@pytest.mark.parametrize("size", [(80, 96), (33, 57), (5, 200)])
def test_bands_come_together_again(size: tuple[int, int]) -> None:
    picture = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(1))

    assert torch.allclose(joined(*bands(picture, 4)), picture, atol=1e-6)
