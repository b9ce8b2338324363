"""Pictures to larger ones: in tiles that nobody sees, of any size, stopped at any time."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PIL import Image
from typing_extensions import override

from inference.errors import Cancelled, OutOfMemory
from inference.upscaling.compact import CompactUpscaler
from inference.upscaling.dense import DenseUpscaler
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler
from tests.inference.upscaling.published import compact, dense


def upscaler_of(kind: str, scale: int) -> Upscaler:
    weights = compact(scale=scale) if kind == "compact" else dense(folded=4 // scale)
    network = CompactUpscaler.sized(weights) if kind == "compact" else DenseUpscaler.sized(weights)
    network.load_state_dict(weights)
    return Upscaler(name="test", network=network.eval())


def picture(width: int, height: int) -> Image.Image:
    """Something that differs everywhere, but not so much that it leaves the range of pixels."""
    random = np.random.default_rng(1)
    return Image.fromarray(random.integers(60, 190, (height, width, 3), dtype=np.uint8))


def larger(
    small: Image.Image,
    upscaler: Upscaler,
    size: tuple[int, int],
    *,
    side: int = 256,
    report: Callable[[float], None] = lambda _: None,
) -> Image.Image:
    return enlarge(small, upscaler, width=size[0], height=size[1], report=report, side=side)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


EVERY = [("compact", 1), ("compact", 2), ("compact", 4), ("dense", 1), ("dense", 2), ("dense", 4)]


@pytest.mark.parametrize(("kind", "scale"), EVERY)
def test_tiles_give_the_pixels_of_the_whole(kind: str, scale: int) -> None:
    upscaler = upscaler_of(kind, scale)
    small = picture(331, 150) if (kind, scale) == ("dense", 1) else picture(181, 90)
    size = (scale * small.width, scale * small.height)

    whole = larger(small, upscaler, size, side=512)
    tiled = larger(small, upscaler, size, side=64)

    assert np.abs(pixels(tiled) - pixels(whole)).max() <= 1
    assert pixels(whole).std() > 5  # so there was something to see


@pytest.mark.parametrize(("kind", "scale"), EVERY)
@pytest.mark.parametrize("small", [(1, 1), (1, 7), (5, 3), (41, 2)])
@pytest.mark.parametrize("growth", [2, 4])
def test_any_size_is_enlarged_exactly(
    growth: int, small: tuple[int, int], kind: str, scale: int
) -> None:
    size = (growth * small[0], growth * small[1])

    large = larger(picture(*small), upscaler_of(kind, scale), size)

    assert (large.size, large.mode) == (size, "RGB")


def test_a_network_of_two_runs_twice_for_four_times_the_size() -> None:
    upscaler, small = upscaler_of("compact", 2), picture(20, 10)

    twice = larger(larger(small, upscaler, (40, 20)), upscaler, (80, 40))

    assert np.array_equal(pixels(larger(small, upscaler, (80, 40))), pixels(twice))


def test_where_the_network_overshoots_lanczos_steps_down() -> None:
    upscaler, small = upscaler_of("dense", 4), picture(20, 10)

    expected = larger(small, upscaler, (80, 40)).resize((47, 20), Image.Resampling.LANCZOS)

    assert np.array_equal(pixels(larger(small, upscaler, (47, 20))), pixels(expected))


def test_the_same_call_gives_the_same_pixels() -> None:
    first, again = (
        larger(picture(90, 80), upscaler_of("dense", 2), (180, 160), side=64) for _ in range(2)
    )

    assert np.array_equal(pixels(first), pixels(again))


# --- Watching and stopping ----------------------------------------------------------------------


def test_progress_rises_to_one_layer_by_layer_through_all_runs_and_tiles() -> None:
    heard: list[float] = []

    larger(picture(90, 20), upscaler_of("compact", 2), (360, 80), side=64, report=heard.append)

    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 1)
    assert len(set(heard)) > 20


@pytest.mark.parametrize("at", [0, 3, 15])
def test_a_cancelled_run_stops_there_and_leaves_the_network_as_it_was(at: int) -> None:
    upscaler, small = upscaler_of("compact", 2), picture(90, 20)
    expected = larger(small, upscaler, (180, 40), side=64)
    heard: list[float] = []

    def report(done: float) -> None:
        if len(heard) == at:
            raise Cancelled("Somebody asked for it.")
        heard.append(done)

    with pytest.raises(Cancelled):
        larger(small, upscaler, (180, 40), side=64, report=report)

    assert len(heard) == at
    assert np.array_equal(pixels(larger(small, upscaler, (180, 40), side=64)), pixels(expected))


# --- When memory ends ---------------------------------------------------------------------------


class Cramped(CompactUpscaler):
    """Runs out of memory above so many pixels, at its end, where memory is needed most."""

    most = 10**9

    @override
    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        large = super().forward(pictures)
        if pictures.shape[2] * pictures.shape[3] > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9.00 GiB.")
        return large


def cramped(most: int) -> Upscaler:
    network = Cramped.sized(compact(scale=2))
    network.load_state_dict(compact(scale=2))
    network.most = most
    return Upscaler(name="test", network=network.eval())


def test_where_memory_ends_smaller_tiles_are_tried() -> None:
    small, heard = picture(140, 120), list[float]()
    whole = larger(small, cramped(10**9), (280, 240))

    tiled = larger(small, cramped(64 * 64), (280, 240), report=heard.append)

    assert np.abs(pixels(tiled) - pixels(whole)).max() <= 1
    assert heard == sorted(heard)


def test_where_not_even_the_smallest_fits_it_fails_with_a_sentence() -> None:
    with pytest.raises(OutOfMemory, match=r"^The device ran out of memory: CUDA .*\.$"):
        larger(picture(70, 70), cramped(10), (140, 140))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize(("kind", "scale"), EVERY)
def test_a_gpu_enlarges_as_the_cpu_does(kind: str, scale: int) -> None:
    upscaler, small = upscaler_of(kind, scale), picture(90, 70)
    expected = larger(small, upscaler, (180, 140), side=64)

    there = Upscaler(name="test", network=upscaler.network.to("cuda"), place="cuda")

    enlarged = larger(small, there, (180, 140), side=64)
    assert np.abs(pixels(enlarged) - pixels(expected)).max() <= 2
