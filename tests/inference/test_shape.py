from math import isclose

import pytest

from inference.shape import shaped


@pytest.mark.parametrize(("size", "side"), [((300, 100), 512), ((4000, 3000), 320), ((1, 1), 768)])
def test_the_shape_stays_and_the_area_is_that_of_the_square(
    size: tuple[int, int], side: int
) -> None:
    width, height = shaped(size, side)

    assert isclose(width / height, size[0] / size[1], rel_tol=0.02)
    assert isclose(width * height, side**2, rel_tol=0.02)


def test_sides_are_whole_steps_and_never_less_than_the_least() -> None:
    assert shaped((300, 100), 100, step=8) == (176, 56)
    assert shaped((300, 100), 100, step=8, least=64) == (176, 64)
    assert shaped((100, 1), 2) == (20, 2)
