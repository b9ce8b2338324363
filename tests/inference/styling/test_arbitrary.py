import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from inference.errors import ModelNotFound
from inference.styling.arbitrary import (
    SHIPPED,
    Arbitrary,
    code_of,
    read_arbitrary,
    statistics,
    told_of,
)
from inference.styling.copying import Copyist
from inference.styling.pixels import tensor_of
from inference.styling.swapping import Pull, coloured, swapped
from tests.inference.styling.networks import BUILD, tiny_arbitrary, write_tiny
from tests.inference.styling.pictures import blots, face, stripes


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint small pictures as they are, which takes no time."""
    monkeypatch.setattr("inference.styling.copying._LEAST", 1)


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def lots() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def copyist(*styles: Tensor, strength: float = 1.0) -> Copyist:
    shares = [1 / len(styles)] * len(styles)
    return Copyist(tiny_arbitrary(), styles, shares, strength=strength)


def test_a_file_gives_the_network_that_was_written(tmp_path: Path) -> None:
    network = read_arbitrary(write_tiny(tmp_path / "tiny.safetensors"))

    mine, theirs = tiny_arbitrary().state_dict(), network.state_dict()
    assert network.build == BUILD
    assert all(torch.equal(theirs[name], it.half().float()) for name, it in mine.items())


@pytest.mark.parametrize(
    "told",
    [
        {},
        told_of(BUILD) | {"channels": "9"},
        told_of(BUILD) | {"channels": "100000"},
        told_of(BUILD) | {"blocks": "[0]"},
        told_of(BUILD) | {"blocks": json.dumps([0, 1, 99])},
        told_of(BUILD) | {"hidden": "null"},
        told_of(BUILD) | {"hidden": "{"},
    ],
)
def test_a_file_that_tells_of_another_network_is_refused(
    told: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "other.safetensors"
    save_file(tiny_arbitrary().state_dict(), file, dict(told))

    with pytest.raises(ModelNotFound, match="holds no network for styles"):
        read_arbitrary(file)


def test_a_file_that_is_missing_damaged_or_not_finite_is_refused(tmp_path: Path) -> None:
    damaged, endless = tmp_path / "damaged.safetensors", tmp_path / "endless.safetensors"
    damaged.write_bytes(b"no weights")
    weights = tiny_arbitrary().state_dict()
    weights["decoder.layers.0.bias"][0] = torch.inf
    save_file(weights, endless, told_of(BUILD))

    for file, why in (
        (tmp_path / "absent.safetensors", "cannot be read"),
        (damaged, "cannot be read"),
        (endless, "not finite"),
    ):
        with pytest.raises(ModelNotFound, match=why):
            read_arbitrary(file)


def test_styles_make_no_difference_to_the_decoder_before_it_learns() -> None:
    network = Arbitrary(BUILD)
    latents = noise(1, 4, 5, 6)
    dots, lines = (
        network(latents, beside, code_of(network.encoder(tensor_of(style))))
        for style, beside in ((blots(), latents), (stripes(), -latents))
    )

    torch.testing.assert_close(dots, lines)
    assert dots.shape == (1, 3, 20, 24)


def test_latents_take_the_mean_and_the_spread_of_the_style() -> None:
    style = noise(1, 4, 9, 12, seed=1) * torch.tensor([0.3, 1.0, 2.0, 0.5])[:, None, None] + 0.7

    taken = coloured(noise(1, 4, 20, 16), style)

    torch.testing.assert_close(statistics(taken), statistics(style), atol=0.02, rtol=0.02)
    torch.testing.assert_close(
        torch.cov(taken.flatten(2)[0]), torch.cov(style.flatten(2)[0]), atol=0.02, rtol=0.02
    )


def test_latents_that_are_the_styles_own_stay_as_they_are() -> None:
    style = noise(1, 4, 12, 12)

    same = swapped(style, style, generator=lots())

    inside = (..., slice(3, -3), slice(3, -3))  # beyond the border, patches are mirrored
    torch.testing.assert_close(same[inside], style[inside])


def test_latents_become_more_like_the_styles_and_less_so_where_they_are_pulled() -> None:
    content, style = noise(1, 4, 12, 12), noise(1, 4, 12, 12, seed=1).sign()
    pull = Pull(to=content, weight=torch.full((1, 1, 12, 12), 9.0))

    free, held = (
        swapped(content, style, generator=lots()),
        swapped(content, style, pull, generator=lots()),
    )

    assert (free.abs() - 1).abs().mean() < 0.5 * (content.abs() - 1).abs().mean()
    assert (held - content).abs().mean() < (free - content).abs().mean()


@pytest.mark.parametrize("size", [(48, 56), (33, 47), (9, 32)])
def test_a_painted_picture_has_the_size_of_its_content(size: tuple[int, int]) -> None:
    content = noise(1, 3, *size).sigmoid()

    painted = copyist(tensor_of(blots()))(content, 1)

    assert painted.shape == content.shape
    assert 0 <= painted.amin() < painted.amax() <= 1


def test_the_same_seed_paints_the_same_and_another_style_something_else() -> None:
    content = tensor_of(face())
    hand = copyist(tensor_of(blots()))

    assert torch.equal(hand(content, 1), hand(content, 1))
    assert not torch.equal(hand(content, 1), copyist(tensor_of(stripes()))(content, 1))


def test_strength_leads_from_the_content_to_the_style() -> None:
    content, style = tensor_of(face()), tensor_of(blots())
    whole = copyist(style)(content, 1)

    nothing, little = (copyist(style, strength=it)(content, 1) for it in (0.0, 0.02))

    assert torch.equal(nothing, content)
    assert 0 < (little - content).abs().mean() < 0.3 * (whole - content).abs().mean()


def test_a_style_picture_of_one_pixel_is_a_style() -> None:
    painted = copyist(torch.full((1, 3, 1, 1), 0.3))(tensor_of(face()), 1)

    assert painted.isfinite().all()


def test_a_small_picture_is_painted_large_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inference.styling.copying._LEAST", 24)
    network, seen = tiny_arbitrary(), []
    network.encoder.register_forward_hook(lambda _, pictures, __: seen.append(pictures[0].shape))

    painted = Copyist(network, [tensor_of(blots())], [1.0])(tensor_of(face(48, 48)), 1)

    assert seen == [(1, 3, 96, 96)] * 2
    assert painted.shape == (1, 3, 48, 48)


def test_two_styles_mixed_differ_from_each() -> None:
    content, dots, lines = tensor_of(face()), tensor_of(blots()), tensor_of(stripes())

    both = copyist(dots, lines)(content, 1)

    assert not torch.allclose(both, copyist(dots)(content, 1), atol=1e-3)
    assert not torch.allclose(both, copyist(lines)(content, 1), atol=1e-3)


def test_style_pictures_are_looked_at_once_for_a_whole_film() -> None:
    network, seen = tiny_arbitrary(), []
    network.encoder.register_forward_hook(lambda _, pictures, __: seen.append(pictures[0].shape))
    hand = Copyist(network, [tensor_of(blots(64))], [1.0])

    for shade in (0.2, 0.4, 0.6):
        hand(torch.full((1, 3, 32, 48), shade), 1)

    assert len(seen) == 1 + 3


def test_the_network_that_mozart_ships_is_in_half_precision_and_of_the_built_in_layout() -> None:
    network = read_arbitrary(SHIPPED)

    assert network.build.factor == 8
    assert all(torch.equal(it, it.half().float()) for it in network.state_dict().values())
