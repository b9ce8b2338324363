import pytest
from hypothesis import given
from hypothesis import strategies as some

from prompts.errors import PromptError
from prompts.size import LARGEST_SIDE, SMALLEST_SIDE, STEP, dimensions, read_aspect


@pytest.mark.parametrize(
    ("text", "ratio"),
    [("1:1", 1.0), ("3:2", 1.5), ("16x9", 16 / 9), (" 4 / 3 ", 4 / 3), ("2.35:1", 2.35)],
)
def test_an_aspect_is_width_over_height(text: str, ratio: float) -> None:
    assert read_aspect(text) == pytest.approx(ratio)


@pytest.mark.parametrize(
    "text", ["", "wide", "3", "3:", ":2", "0:1", "1:0", "-3:2", "3:2:1", "٣:٢"]
)
def test_what_is_no_ratio_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PromptError, match=r"such as 3:2\."):
        read_aspect(text)


@pytest.mark.parametrize("text", ["100:1", "1:100", "3.1:1", "9999:1"])
def test_a_thread_of_a_picture_is_refused_with_the_limits(text: str) -> None:
    with pytest.raises(PromptError, match="between 1:3 and 3:1"):
        read_aspect(text)


@given(
    ratio=some.floats(1 / 3, 3),
    side=some.integers(SMALLEST_SIDE, LARGEST_SIDE),
)
def test_every_size_fits_the_painters_and_keeps_the_ratio(ratio: float, side: int) -> None:
    width, height = dimensions(ratio, side)

    assert width % STEP == height % STEP == 0
    assert min(width, height) >= SMALLEST_SIDE
    assert max(width, height) <= LARGEST_SIDE
    if min(width, height) > SMALLEST_SIDE:  # below, the shorter side cannot follow the ratio
        assert abs(width - ratio * height) <= STEP * (1 + ratio) / 2 + 1e-6


def test_a_square_is_as_large_as_asked() -> None:
    assert dimensions(1.0, 768) == (768, 768)


@pytest.mark.parametrize("side", [0, -5, 63, 1537, 10**9])
def test_a_size_out_of_range_is_refused_with_the_range(side: int) -> None:
    with pytest.raises(PromptError, match="between 64 and 1536"):
        dimensions(1.0, side)
