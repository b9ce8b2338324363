"""What is read off pipelines: steps, guidance, sizes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inference.catalogue import Model
from inference.engines.diffusion.traits import read_traits
from inference.errors import ModelNotFound


class Painting:
    """The outside of a pipeline of Stable Diffusion's kind."""

    vae_scale_factor = 8

    def __init__(self, scheduler: str = "PNDMScheduler", **config: Any) -> None:
        settings = {"timestep_spacing": "leading"} | config
        self.scheduler = type(scheduler, (), {"config": settings})()
        self.unet = SimpleNamespace(config=config)

    def __call__(  # noqa: PLR0917 - as theirs
        self,
        prompt: str,
        generator: object,
        output_type: str,
        callback_on_step_end: Callable[..., object],
        num_inference_steps: int = 50,
        guidance_scale: float = 7.5,
        negative_prompt: str | None = None,
    ) -> None: ...


class Repainting(Painting):
    def __call__(self, image: object, strength: float) -> None: ...  # type: ignore[override,explicit-override]


class Unwatchable(Painting):
    def __call__(self, prompt: str, watcher: Callable[..., object]) -> None: ...  # type: ignore[override,explicit-override]


def model(name: str = "plain") -> Model:
    return Model(name=name, engine="diffusion", title="", folder=Path("there"), side=512)


@pytest.mark.parametrize(
    ("name", "pipeline", "expected"),
    [
        ("plain", Painting(), (30, 7.5)),
        ("sd-turbo", Painting(), (4, 0.0)),
        ("My-LIGHTNING-mix", Painting(), (4, 0.0)),
        ("xl", Painting("EulerAncestralDiscreteScheduler", timestep_spacing="trailing"), (4, 0.0)),
        ("ancestral", Painting("EulerAncestralDiscreteScheduler"), (30, 7.5)),
        ("merged", Painting("LCMScheduler"), (6, 1.0)),
        ("consistent", Painting("LCMScheduler", time_cond_proj_dim=256), (4, 8.0)),
        ("flux-like", Painting(guidance_embeds=True), (30, 7.5)),
        ("schnell-like", Painting(guidance_embeds=False), (4, 0.0)),
    ],
)
def test_distilled_models_are_known_by_what_they_say(
    name: str, pipeline: Painting, expected: tuple[int, float]
) -> None:
    traits = read_traits(pipeline, None, model(name))

    assert (traits.steps, traits.guidance) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"steps": 8, "guidance": 4.0}', (8, 4.0)),
        ('{"steps": 8}', (8, 7.5)),
        ('{"guidance": 3}', (30, 3.0)),
        ("{}", (30, 7.5)),
    ],
)
def test_what_the_folder_says_of_its_use_comes_first(
    content: str, expected: tuple[int, float], tmp_path: Path
) -> None:
    (tmp_path / "mozart.json").write_text(content)

    traits = read_traits(Painting(), None, replace(model(), folder=tmp_path))

    assert (traits.steps, traits.guidance) == expected


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"step": 8}',
        '{"steps": 0}',
        '{"steps": 2.5}',
        '{"steps": "8"}',
        '{"guidance": 51}',
        '{"guidance": NaN}',
        '{"enlarged": 0}',
        '{"enlarged": 9}',
    ],
)
def test_a_folder_that_says_something_else_is_refused_in_a_sentence(
    content: str, tmp_path: Path
) -> None:
    (tmp_path / "mozart.json").write_text(content)

    with pytest.raises(ModelNotFound, match=r"mozart\.json may name steps .* nothing else\.$"):
        read_traits(Painting(), None, replace(model(), folder=tmp_path))


def test_sizes_follow_the_autoencoder_and_the_catalogue() -> None:
    traits = read_traits(Painting(), None, model())

    assert (traits.multiple, traits.side, traits.max_pixels) == (16, 512, 1024 * 1024)


def test_only_a_pipeline_with_picture_and_strength_repaints() -> None:
    assert read_traits(Painting(), Repainting(), model()).repaint.keys() >= {"image", "strength"}
    assert not read_traits(Painting(), Painting(), model()).repaint
    assert not read_traits(Painting(), None, model()).repaint


def test_a_pipeline_that_cannot_be_stopped_is_not_run() -> None:
    with pytest.raises(ModelNotFound, match=r"is a Unwatchable, .* no callback_on_step_end,"):
        read_traits(Unwatchable(), None, model())
