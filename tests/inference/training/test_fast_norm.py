"""The group normalisation for CPUs computes what the stock one does, there and back."""

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from inference.training.fast_norm import FastGroupNorm, hurry


@pytest.fixture(autouse=True)
def _chance() -> None:
    torch.manual_seed(1)


@pytest.mark.parametrize("lie", [torch.contiguous_format, torch.channels_last])
def test_values_and_gradients_are_those_of_the_stock_kernel(lie: torch.memory_format) -> None:
    stock = _learned(nn.GroupNorm(4, 24))
    fast = deepcopy(stock)
    hurry(fast)
    picture = (3 + 2 * torch.randn(3, 24, 6, 10)).contiguous(memory_format=lie)

    for mine, theirs in zip(
        _there_and_back(fast, picture), _there_and_back(stock, picture), strict=True
    ):
        torch.testing.assert_close(mine, theirs, atol=2e-4, rtol=2e-5)


def test_its_gradients_are_those_of_small_differences() -> None:
    norm = _learned(nn.GroupNorm(2, 4))
    hurry(norm)
    picture = torch.randn(2, 4, 3, 3)
    aim = torch.randn(2, 4, 3, 3)
    step = torch.randn(2, 4, 3, 3)

    def value(moved: Tensor) -> float:
        return float((norm(moved).detach().double() * aim).sum())

    _, gradient, *_ = _there_and_back(norm, picture, aim)
    slope = (value(picture + 0.01 * step) - value(picture - 0.01 * step)) / 0.02
    assert float((gradient * step).sum()) == pytest.approx(slope, rel=1e-2)


def test_under_autocast_it_keeps_to_bf16() -> None:
    norm = nn.GroupNorm(4, 16)
    hurry(norm)
    picture = torch.randn(2, 16, 8, 8)

    with torch.autocast("cpu", dtype=torch.bfloat16):
        told = norm(picture)

    assert told.dtype is torch.bfloat16
    torch.testing.assert_close(
        told.float(), nn.functional.group_norm(picture, 4), atol=0.04, rtol=0.02
    )


@pytest.mark.parametrize(("mean", "bound"), [(0, 0.004), (3, 0.008), (10, 0.025)])
def test_in_bf16_a_mean_far_from_zero_costs_no_more_than_is_said(mean: float, bound: float) -> None:
    fast = _learned(nn.GroupNorm(4, 16)).to(torch.bfloat16)
    hurry(fast)
    picture = (mean + torch.randn(4, 16, 12, 12)).to(torch.bfloat16)
    exact = nn.functional.group_norm(
        picture.float(), 4, fast.weight.float(), fast.bias.float(), fast.eps
    )

    error = (fast(picture).detach().float() - exact.detach()).square().mean().sqrt()

    assert float(error / exact.detach().square().mean().sqrt()) < bound


def test_one_without_weights_stays_stock() -> None:
    norm = nn.GroupNorm(4, 16, affine=False)
    hurry(norm)
    picture = torch.randn(2, 16, 4, 4)

    torch.testing.assert_close(norm(picture), nn.functional.group_norm(picture, 4))


def test_rows_of_words_go_to_the_stock_kernel() -> None:
    norm = nn.GroupNorm(4, 16)
    hurry(norm)
    words = torch.randn(2, 16, 7)

    torch.testing.assert_close(norm(words), nn.functional.group_norm(words, 4))


def test_weights_keep_their_names_and_subclasses_their_ways() -> None:
    class Own(nn.GroupNorm):
        pass

    network = nn.Sequential(nn.GroupNorm(2, 4), Own(2, 4))
    names = list(network.state_dict())

    hurry(network)

    assert [type(module) for module in network] == [FastGroupNorm, Own]
    assert list(network.state_dict()) == names


def _learned(norm: nn.GroupNorm) -> nn.GroupNorm:
    with torch.no_grad():
        norm.weight.normal_()
        norm.bias.normal_()
    return norm


def _there_and_back(
    norm: nn.Module, picture: Tensor, aim: Tensor | None = None
) -> tuple[Tensor, ...]:
    picture = picture.clone(memory_format=torch.preserve_format).requires_grad_()
    told = norm(picture)
    above = torch.linspace(-1, 1, told.numel()).view(told.shape) if aim is None else aim
    return told.detach(), *torch.autograd.grad(told, [picture, *norm.parameters()], above)
