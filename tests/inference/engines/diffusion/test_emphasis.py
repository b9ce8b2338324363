"""Weights on words and long prompts, with real encoders of random weights."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch

from inference.engine import Result
from inference.engines.diffusion.emphasis import conditioning, takes_weights
from inference.engines.diffusion.stress import Stress
from inference.engines.diffusion.telling import NO_WEIGHTS
from inference.request import Request
from tests.inference.engines.diffusion.test_engine import (
    Engines,
    Witness,
    model_of,
    pixels,
    request,
)
from tests.inference.engines.diffusion.tiny import t5_encoder, t5_tokenizer

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CLIP = ["sd15", "sdxl", "lcm"]
T5 = ["flux", "sd3", "pixart"]
LONG = "a very long story of a fox who went through the snow and met a bear"  # letters are tokens


def painted(engines: Engines, wish: Request) -> Result:
    (result,) = engines[wish.model].run(wish, {}, Witness())
    return result


def told(engines: Engines, family: str, spans: Any, negative: str = "") -> dict[str, torch.Tensor]:
    model = model_of(engines[family])
    pipeline = model.pipeline()
    return conditioning(pipeline, spans, negative, takes=model.traits.paint)


@pytest.mark.parametrize("family", CLIP)
def test_plain_short_words_are_left_to_the_pipeline(family: str, engines: Engines) -> None:
    assert told(engines, family, [("a red fox", 1.0)], "snow") == {}


@pytest.mark.parametrize("family", CLIP)
def test_only_the_tokens_of_weighed_words_change_beside_each_other(
    family: str, engines: Engines
) -> None:
    model = model_of(engines[family])
    pipeline = model.pipeline()
    with torch.no_grad():
        plain = pipeline.encode_prompt(
            prompt="a red fox",
            device="cpu",
            num_images_per_prompt=1,
            do_classifier_free_guidance=False,
        )[0][0]

    found = told(engines, family, [("a ", 1.0), ("red", 1.5), (" fox", 1.0)])["prompt_embeds"][0]

    ratios = (found / plain).median(1).values
    shape = ratios / ratios[0]  # the whole is brought back to its size
    weighed = torch.isclose(shape, torch.tensor(1.5), atol=1e-3)
    assert weighed[:8].tolist() == [False, False, True, True, True, False, False, False]
    assert torch.allclose(shape[~weighed], torch.ones(int((~weighed).sum())), atol=1e-3)
    assert found.square().mean() == pytest.approx(float(plain.square().mean()), rel=1e-4)


@pytest.mark.parametrize("family", CLIP)
def test_a_prompt_past_the_window_is_read_to_its_end_in_chunks(
    family: str, engines: Engines
) -> None:
    found = told(engines, family, [(f"{LONG} {LONG}", 1.0)], "snow")

    window = 77
    assert found["prompt_embeds"].shape[1] >= 2 * window
    assert found["prompt_embeds"].shape[1] % window == 0
    if "negative_prompt_embeds" in found:
        assert found["negative_prompt_embeds"].shape == found["prompt_embeds"].shape


@pytest.mark.parametrize("family", CLIP)
def test_words_at_the_end_of_a_long_prompt_change_the_picture(
    family: str, engines: Engines
) -> None:
    wishes = [request(family, prompt=f"{LONG} {LONG} {last}") for last in ("red", "blue")]
    red, blue = (painted(engines, wish) for wish in wishes)

    assert not np.array_equal(pixels(red), pixels(blue))
    assert red.note == ""


@pytest.mark.parametrize("family", CLIP)
def test_weights_change_the_picture_and_weights_of_one_do_not(
    family: str, engines: Engines
) -> None:
    plain = painted(engines, request(family))
    same = painted(engines, request(family, spans=(("a red ", 1.0), ("fox in snow", 1.0))))
    heavy = (("a ", 1.0), ("red", 1.6), (" fox in snow", 1.0))
    other = painted(engines, request(family, spans=heavy))

    assert np.array_equal(pixels(plain), pixels(same))
    assert not np.array_equal(pixels(plain), pixels(other))


def test_a_family_without_weights_says_so(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(engines["flux"])
    monkeypatch.setattr(model, "_stresses", [])  # as where the encoder is of neither kind

    result = painted(engines, request("flux", spans=(("a red fox", 1.5), (" in snow", 1.0))))

    assert not takes_weights(model.pipeline(), model.traits.paint)
    assert result.note == NO_WEIGHTS


@pytest.mark.parametrize("family", T5)
def test_encoders_of_t5s_kind_weigh_words_too(family: str, engines: Engines) -> None:
    plain = painted(engines, request(family))
    same = painted(engines, request(family, spans=(("a red ", 1.0), ("fox in snow", 1.0))))
    heavy = (("a ", 1.0), ("red", 1.6), (" fox in snow", 1.0))
    other = painted(engines, request(family, spans=heavy))
    again = painted(engines, request(family))

    assert np.array_equal(pixels(plain), pixels(same))
    assert not np.array_equal(pixels(plain), pixels(other))
    assert np.array_equal(pixels(plain), pixels(again)), "what is remembered has changed"
    assert other.note == ""


def test_only_the_prompts_own_tokens_are_weighed_and_in_its_own_thread() -> None:
    encoder, tokenizer = t5_encoder(), t5_tokenizer()
    encoder.train(mode=False)

    def read(text: str) -> torch.Tensor:
        ids = tokenizer(text, padding="max_length", max_length=24, return_tensors="pt").input_ids
        with torch.no_grad():
            answer: torch.Tensor = encoder(ids)[0][0]
        return answer

    plain, other = read("a red fox"), read("a blue cat")
    stress = Stress(encoder, tokenizer)
    with stress.on([("a ", 1.0), ("red", 1.5), (" fox", 1.0)]), ThreadPoolExecutor(1) as pool:
        heavy, unwanted = read("a red fox"), read("a blue cat")
        elsewhere = pool.submit(read, "a red fox").result()
    stress.close()

    ratios = (heavy / plain).median(1).values
    raised = torch.isclose(ratios / ratios[0], torch.tensor(1.5), atol=1e-3)
    letters = tokenizer.convert_ids_to_tokens(tokenizer("a red fox").input_ids)
    assert (
        "".join(it for it, high in zip(letters, raised, strict=False) if high).strip("▁") == "red"
    )
    for found, expected in ((unwanted, other), (elsewhere, plain), (read("a red fox"), plain)):
        assert torch.equal(found, expected)


def test_an_empty_negative_of_sdxl_stays_nothing_when_words_are_weighed(engines: Engines) -> None:
    spans = (("a red ", 1.0), ("fox in snow", 1.000001))

    nearly, plain = (painted(engines, request("sdxl", spans=it)) for it in (spans, ()))

    assert np.abs(pixels(nearly) - pixels(plain)).max() <= 1


def test_words_without_spaces_are_read_to_their_end(engines: Engines) -> None:
    wishes = [request("sd15", prompt="狐" * 60 + last) for last in ("雪", "海")]

    red, blue = (painted(engines, wish) for wish in wishes)

    assert not np.array_equal(pixels(red), pixels(blue))
    assert red.note == ""


def test_what_passes_the_last_chunk_is_named(engines: Engines) -> None:
    result = painted(engines, request("sd15", prompt=f"{'word ' * 200}and the very end"))

    assert "nothing from “" in result.note
