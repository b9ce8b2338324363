from math import isclose

import pytest

from inference.shape import shaped, too_slim
from prompts.size import dimensions


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


@pytest.mark.parametrize("side", range(64, 1100, 16))
def test_the_widest_shape_is_none_too_slim_however_its_sides_were_rounded(side: int) -> None:
    for step, size in ((16, dimensions(3, side)), (2, shaped((3, 1), side))):
        assert not too_slim(*size, widest=3, step=step)
        assert not too_slim(*reversed(size), widest=3, step=step)


@pytest.mark.parametrize("size", [(512, 64), (64, 512), (1024, 256), (310, 100)])
def test_what_no_rounding_explains_is_too_slim(size: tuple[int, int]) -> None:
    assert too_slim(*size, widest=3, step=2)
    assert too_slim(*size, widest=3)
