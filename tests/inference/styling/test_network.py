from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from inference.errors import ModelNotFound
from inference.styling.film import filmed, unrest
from inference.styling.network import StyleNetwork, painted_at_once, read_network, write_network
from inference.styling.pixels import tensor_of
from inference.styling.styling import Blend, Colours, Order, Quality, Style, styled
from tests.inference.styling.films import walk
from tests.inference.styling.pictures import face
from tests.inference.styling.random_network import random_network
from tests.inference.styling.test_styling import hue_gap, quiet

BLANK = torch.zeros(1, 3, 1, 1)


def paint(
    network: StyleNetwork, content: Tensor | None = None, seed: int = 1, **shares: float
) -> Tensor:
    picture = tensor_of(face()) if content is None else content
    return painted_at_once(network, picture, shares, seed=seed)


def order(**more: object) -> Order:
    network = random_network()
    plain = Order(
        content=tensor_of(face()),
        styles=[Style(picture=BLANK, share=1.0)],
        height=48,
        width=56,
        quality=Quality.INSTANT,
        brush=lambda content, seed: painted_at_once(network, content, {"ink": 1.0}, seed=seed),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # whatever a test changes


def test_each_style_paints_otherwise_and_a_mix_lies_between() -> None:
    network = random_network()

    ink, cut = paint(network, ink=1.0), paint(network, woodcut=1.0)
    mixed = paint(network, ink=0.5, woodcut=0.5)

    apart = float((ink - cut).abs().mean())
    assert apart > 0.02
    assert all(0 < float((mixed - it).abs().mean()) < apart for it in (ink, cut))


def test_the_same_seed_gives_the_same_pixels_and_another_one_other_grain() -> None:
    network = random_network()

    first, again, other = (paint(network, seed=seed, ink=1.0) for seed in (3, 3, 4))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize("size", [(48, 56), (33, 57), (32, 95), (5, 200)])
def test_a_picture_of_any_size_keeps_it(size: tuple[int, int]) -> None:
    painted = paint(random_network(), torch.rand(1, 3, *size), ink=1.0)

    assert painted.shape == (1, 3, *size)
    assert bool(torch.isfinite(painted).all())
    assert 0 <= float(painted.min()) <= float(painted.max()) <= 1


def test_one_colour_all_over_is_painted_without_a_fault() -> None:
    assert bool(
        torch.isfinite(paint(random_network(), torch.full((1, 3, 32, 32), 0.5), ink=1.0)).all()
    )


def test_what_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    network, file = random_network(), tmp_path / "styles.safetensors"

    write_network(network, file)
    again = read_network(file)

    assert again.styles == network.styles
    assert torch.allclose(paint(again, ink=1.0), paint(network, ink=1.0), atol=0.02)


@pytest.mark.parametrize("content", [b"", b"not a network", None])
def test_another_file_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "other.safetensors"
    if content is None:
        save_file({"weight": torch.zeros(3)}, file)
    else:
        file.write_bytes(content)

    with pytest.raises(ModelNotFound, match=r"is no network of styles; train one .*\.$"):
        read_network(file)


def test_colours_can_be_kept_and_strength_nothing_is_the_picture_itself() -> None:
    content = tensor_of(face())
    kept = Style(picture=BLANK, share=1.0, colours=Colours.CONTENT)

    assert hue_gap(styled(order(styles=[kept]), quiet), content) < 0.03
    assert torch.allclose(styled(order(strength=0.0), quiet), content, atol=1e-6)
    assert float((styled(order(), quiet) - content).abs().mean()) > 0.02


def test_outside_the_mask_nothing_is_painted_at_once() -> None:
    mask = torch.zeros(1, 1, 48, 56)
    mask[..., 28:] = 1

    painted, content = styled(order(mask=mask), quiet), tensor_of(face())

    assert torch.equal(painted[..., :27], content[..., :27])
    assert float((painted[..., 29:] - content[..., 29:]).abs().mean()) > 0.02


def test_a_brush_gives_slower_qualities_their_first_look() -> None:
    class Seen(Exception):
        pass

    looks: list[Tensor] = []

    def watch(done: float, look: Callable[[], Tensor]) -> None:
        if done > 0:
            looks.append(look())
            raise Seen

    wish = order(height=240, width=280)
    with pytest.raises(Seen):
        styled(replace(wish, quality=Quality.FAST), watch)

    assert torch.equal(looks[0], styled(wish, quiet))


def test_a_film_painted_at_once_flickers_less_than_its_frames_alone() -> None:
    frames = [tensor_of(frame) for frame in walk(3)]
    wish = order(height=56, width=72, blend=Blend.MIX)
    noisy = replace(wish, brush=_restless(wish))

    film = filmed(noisy, frames, quiet)
    alone = [styled(replace(noisy, content=frame), quiet) for frame in frames]

    assert unrest(frames, film) < 0.5 * unrest(frames, alone)
    assert float((film[-1] - frames[-1]).abs().mean()) > 0.02  # it is painted, not copied


def _restless(wish: Order) -> Callable[[Tensor, int], Tensor]:
    """The brush with grain that is another one in each frame."""
    brush, turn = wish.brush, iter(range(100))
    assert brush is not None
    return lambda content, _: brush(content, next(turn))
