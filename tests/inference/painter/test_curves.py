import numpy as np
import pytest

from inference.painter import curves


def test_a_text_is_a_list_of_pairs_in_hundredths() -> None:
    assert curves.points("0,0 50,-100").tolist() == [[0, 0], [0.5, -1]]


def test_a_smooth_line_passes_through_its_knots() -> None:
    knots = np.array([(0, 0), (1, 2), (3, 1), (4, 4)], float)

    for closed in (True, False):
        line = curves.smooth(knots, closed=closed)
        away = np.hypot(*(line[:, None] - knots[None]).transpose(2, 0, 1)).min(axis=0)
        assert away.max() < 1e-9


def test_a_ribbon_is_as_wide_as_asked() -> None:
    outline = curves.ribbon([(0, 0), (1, 0), (2, 0)], 0.2, round_ends=False)

    assert np.ptp(outline[:, 1]) == pytest.approx(0.2)


def test_resampled_points_are_evenly_apart() -> None:
    line = curves.resampled([(0, 0), (0.1, 0), (3, 0)], 0.5)

    assert np.diff(line[:, 0]) == pytest.approx(0.5, abs=0.02)


def test_the_bounds_hold_every_outline() -> None:
    assert curves.bounds([curves.box(0, 0, 1, 1), curves.box(-2, 0.5, 0, 3)]) == (-2, 0, 1, 3)
