from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from inference.errors import ModelNotFound
from inference.styling.features import _DEPTHS, Vgg, _layers, read_vgg
from inference.styling.optimising import Loss, gram, optimised
from inference.styling.pixels import tensor_of
from tests.inference.styling.pictures import blots, face


@pytest.fixture(scope="module", params=[16, 19])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the published layout, with the classifier's beside them."""
    torch.manual_seed(0)
    layers, _ = _layers(request.param)
    tensors = {f"features.{key}": it for key, it in layers.state_dict().items()}
    path = tmp_path_factory.mktemp("vgg") / f"vgg{request.param}.safetensors"
    save_file({**tensors, "classifier.0.bias": torch.zeros(4)}, path)
    return path


class Edges:
    """Two small layers: enough to see a texture."""

    def __init__(self) -> None:
        torch.manual_seed(1)
        self._first, self._second = nn.Conv2d(3, 12, 5, padding=2), nn.Conv2d(12, 16, 3, padding=1)

    def __call__(self, picture: Tensor) -> list[Tensor]:
        first = self._first(picture).relu()
        return [first, self._second(nn.functional.avg_pool2d(first, 2)).relu()]


def test_published_weights_are_read_and_see_five_layers(file: Path) -> None:
    seen = read_vgg(file)(tensor_of(face()))

    assert [tuple(it.shape[1:]) for it in seen] == [
        (64, 48, 56), (128, 24, 28), (256, 12, 14), (512, 6, 7), (512, 3, 3)
    ]  # fmt: skip


def test_other_weights_are_refused_in_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    save_file({"features.0.weight": torch.zeros(8, 3, 3, 3)}, other)

    with pytest.raises(ModelNotFound, match=r"is no VGG-16 or VGG-19 without batch norm.*\.$"):
        read_vgg(other)
    with pytest.raises(ModelNotFound, match=r"cannot be read; name a safetensors file\.$"):
        read_vgg(tmp_path / "gone.safetensors")
    with pytest.raises(ModelNotFound, match="These are not the weights of a VGG-19"):
        Vgg(max(_DEPTHS), {})


@pytest.mark.parametrize("loss", Loss)
def test_the_texture_comes_nearer_to_the_styles_and_the_forms_stay(loss: Loss) -> None:
    content, style, edges = tensor_of(face()), tensor_of(blots(52)), Edges()

    def far(picture: Tensor) -> float:
        with torch.no_grad():
            pairs = zip(edges(picture), edges(style), strict=True)
            return sum(float((gram(a) - gram(b)).norm() / gram(b).norm()) for a, b in pairs)

    with torch.inference_mode():
        painted = optimised(
            content, style, start=content, features=edges, loss=loss, steps=30, hold=0.05,
            seed=1, show=lambda *_: None,
        )  # fmt: skip

    assert far(painted) < 0.6 * far(content)
    assert painted.shape == content.shape
