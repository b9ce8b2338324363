"""What lies between two noises."""

import pytest
import torch

from inference.morphing.sphere import slerp, slerp_whole


def noise(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_noise_between_two_noises_is_as_long_as_they_are() -> None:
    one, other = noise(1, 4, 32, 32), noise(2, 4, 32, 32)

    between = slerp_whole(one, other, 0.5)

    assert between.shape == one.shape
    assert between.norm() == pytest.approx(float((one.norm() + other.norm()) / 2), rel=1e-5)
    assert one.lerp(other, 0.5).norm() < 0.8 * one.norm()


def test_equal_parts_of_the_way_are_equal_angles() -> None:
    one, other = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 2.0]])

    third = slerp(one, other, 1 / 3)

    assert torch.allclose(third, torch.tensor([[3**0.5, 1.0]]), atol=1e-6)


def test_the_ends_are_what_they_were() -> None:
    one, other = noise(1, 3, 8).half(), noise(2, 3, 8).half()

    assert slerp(one, other, 0) is one
    assert slerp(one, other, 1) is other
    assert slerp(one, other, 0.5).dtype == torch.float16


@pytest.mark.parametrize("other", [[1.0, 1.0], [-1.0, -1.0], [0.0, 0.0], [2.0, 2.0]])
def test_what_has_no_angle_between_goes_straight(other: list[float]) -> None:
    one = torch.ones(1, 2)

    found = slerp(one, torch.tensor([other]), 0.25)

    assert torch.allclose(found, one.lerp(torch.tensor([other]), 0.25))
