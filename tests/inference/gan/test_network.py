"""The generator and the critic it learned against."""

import numpy as np
import pytest
import torch

from inference.gan.network import Critic, Generator, draw_latent, pictures


def test_each_floor_doubles_the_sides(generator: Generator) -> None:
    assert pictures(generator, np.zeros((3, 6), np.float32)).shape == (3, 16, 16, 3)
    assert Generator(channels=(8, 8, 8, 8))(torch.zeros(1, 100)).shape == (1, 3, 64, 64)


def test_another_latent_is_another_picture_and_the_same_the_same(generator: Generator) -> None:
    one, other = draw_latent(1, 1.0, size=6), draw_latent(2, 1.0, size=6)

    first, second, again = pictures(generator, np.stack([one, other, one]))

    assert (first == again).all()
    assert (first != second).any()


def test_a_picture_does_not_depend_on_those_beside_it(generator: Generator) -> None:
    latents = np.stack([draw_latent(seed, 1.0, size=6) for seed in range(5)])

    assert (pictures(generator, latents)[3] == pictures(generator, latents[3:4])[0]).all()


def test_a_grid_of_single_pixels_is_smoothed_away() -> None:
    grid = Generator(latent_size=6, channels=(12, 8)).eval()
    checks = torch.ones(16, 16)
    checks[::2, ::2] = checks[1::2, 1::2] = -1
    grid.forward = lambda latents: checks.expand(len(latents), 3, 16, 16)  # type: ignore[method-assign]

    (picture,) = pictures(grid, np.zeros((1, 6), np.float32))

    assert np.ptp(picture[1:-1, 1:-1]) == 0


def test_no_latents_are_no_pictures(generator: Generator) -> None:
    assert pictures(generator, np.empty((0, 6), np.float32)).shape == (0, 16, 16, 3)


def test_truncation_draws_a_seed_towards_the_middle() -> None:
    wild, tame = draw_latent(7, 1.5), draw_latent(7, 0.5)

    assert np.allclose(wild, 3 * tame)
    assert not draw_latent(7, 0.0).any()
    assert draw_latent(7, 1.0).std() == pytest.approx(1, abs=0.2)


def test_the_critic_has_one_opinion_of_each_picture() -> None:
    critic = Critic((8, 12))

    assert critic(torch.rand(3, 3, 16, 16)).shape == (3,)
