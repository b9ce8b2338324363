"""What the core knows is not lost when it grows."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn.functional import avg_pool2d, interpolate

from inference.training.config import read_config
from inference.training.growing import grown
from inference.training.stages.denoiser import new_core
from inference.training.stock import library
from tests.inference.training.conftest import Trained

TIMES = torch.tensor([300, 900])


@pytest.fixture(scope="module")
def core(trained: Trained) -> Any:
    """As wide as the default one: wider than the copies that it is handed of the latents."""
    wide = trained.config.core.model_copy(update={"channels": read_config().core.channels[:2]})
    config = trained.config.model_copy(update={"core": wide})
    made = new_core(config, trained.out / "reader" / "result" / "text_encoder")
    torch.manual_seed(5)
    torch.nn.init.normal_(made.conv_out.weight, std=0.1)
    return made.eval()


@pytest.fixture
def words(core: Any) -> torch.Tensor:
    return torch.randn(2, 5, core.config.cross_attention_dim)


@torch.no_grad()
def test_it_tells_of_a_picture_what_the_core_tells_of_a_smaller_one(
    core: Any, words: torch.Tensor
) -> None:
    large = interpolate(torch.randn(2, 4, 3, 3), scale_factor=8, mode="bicubic")

    whole = avg_pool2d(grown(core)(large, TIMES, encoder_hidden_states=words).sample, 2)

    alone = core(avg_pool2d(large, 2), TIMES, encoder_hidden_states=words).sample
    inside = (slice(None), slice(None), slice(2, -2), slice(2, -2))
    pair = torch.stack([whole[inside].flatten(), alone[inside].flatten()])
    assert torch.corrcoef(pair)[0, 1] > 0.9


@torch.no_grad()
def test_the_words_reach_the_core_inside(core: Any, words: torch.Tensor) -> None:
    whole, picture = grown(core).eval(), torch.randn(2, 4, 12, 12)

    told, other = (
        whole(picture, TIMES, encoder_hidden_states=some).sample for some in (words, -words)
    )

    assert not torch.allclose(told, other)


def test_all_of_the_core_is_inside(core: Any) -> None:
    whole = grown(core)
    inside, known = whole.state_dict(), core.state_dict()

    for name, value in known.items():
        if not name.startswith("conv_in."):  # which two layers do together
            block = re.sub(r"^down_blocks\.(\d)", lambda it: f"down_blocks.{int(it[1]) + 1}", name)
            assert torch.equal(inside[block], value), name
    assert whole.config.sample_size == 2 * core.config.sample_size


def test_it_is_a_stock_network(core: Any, tmp_path: Path) -> None:
    whole = grown(core)
    whole.save_pretrained(tmp_path)

    again = library.UNet2DConditionModel.from_pretrained(tmp_path)

    weights = whole.state_dict()
    assert all(torch.equal(weights[name], value) for name, value in again.state_dict().items())
