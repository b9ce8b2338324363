import pytest
import torch

from inference.training.networks import hinge


@pytest.mark.parametrize(
    ("believed", "doubted", "loss"), [(1.0, -1.0, 0), (5.0, -9.0, 0), (0.0, 0.0, 2), (-1.0, 2.0, 5)]
)
def test_a_critic_learns_until_it_is_sure_on_both_sides(
    believed: float, doubted: float, loss: float
) -> None:
    told = hinge(torch.full((2, 1, 3, 3), believed), torch.full((4, 1, 3, 3), doubted))

    assert told.item() == loss
