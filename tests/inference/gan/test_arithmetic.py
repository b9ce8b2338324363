"""Directions that mean words, and the way there."""

import numpy as np
import pytest

from inference.gan.arithmetic import Words, near, steered

WORDS = Words.of_means(
    ("hour: night", "place: sea", "hour: day"),
    np.array([[2, 0, 0, 0], [0, 1.5, 0, 0], [-1, 0.0, 0, 0]], np.float32),
)
LATENT = np.array([-0.5, 0.25, 0.75, -1.0], np.float32)


def test_a_word_takes_a_latent_to_where_it_is_typically_shown() -> None:
    there = steered(LATENT, {"hour: night": 1.0}, WORDS, force=1.0)

    assert there[0] == pytest.approx(2, abs=0.2)


def test_what_no_word_is_about_stays_the_seed_s() -> None:
    there = steered(LATENT, {"hour: night": 1.0, "place: sea": 1.0}, WORDS, force=1.0)

    assert (there[2:] == LATENT[2:]).all()
    assert there[1] == pytest.approx(1.5, abs=0.15)


def test_no_words_change_nothing() -> None:
    assert (steered(LATENT, {}, WORDS) == LATENT).all()


@pytest.mark.parametrize(("weight", "least", "most"), [(2.0, 3.6, 4.0), (-1.0, -2.0, -1.8)])
def test_weights_go_further_or_the_other_way(weight: float, least: float, most: float) -> None:
    assert least <= steered(LATENT, {"hour: night": weight}, WORDS, force=1.0)[0] <= most


def test_words_that_contradict_each_other_stay_within_reach() -> None:
    there = steered(LATENT, {"hour: night": 1.0, "hour: day": 1.0}, WORDS, force=1.0)

    assert np.abs(there).max() < 2


def test_force_takes_all_words_further() -> None:
    usual, forced = (steered(LATENT, {"place: sea": 1.0}, WORDS, force=it) for it in (1.0, 1.5))

    assert forced[1] > usual[1] + 0.5


def test_means_are_kept_whole() -> None:
    again = Words.of_means(WORDS.names, WORDS.means)

    assert np.allclose(again.vectors, WORDS.vectors)
    assert np.allclose(again.reach, [2, 1.5, 1])


def test_near_goes_from_one_to_the_other_on_the_sphere() -> None:
    one, other = np.array([2, 0], np.float32), np.array([0, 2], np.float32)

    assert np.allclose(near(one, other, 0.0), one)
    assert np.allclose(near(one, other, 1.0), other, atol=1e-6)
    assert np.linalg.norm(near(one, other, 0.3)) == pytest.approx(2)
