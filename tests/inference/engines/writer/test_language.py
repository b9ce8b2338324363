"""Any causal language model in safetensors goes on with a text; nothing else is loaded."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from inference.engines.writer.language import Language, load_language
from inference.errors import ModelNotFound


@pytest.fixture
def copied(tiny_language: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_language, tmp_path / "models" / "tiny-lm"))


@pytest.fixture(scope="module")
def language(tiny_language: Path) -> Language:
    return load_language(tiny_language, name="tiny")


def drawn(language: Language, *, seed: int = 1, until: str = "~") -> list[str]:
    return language.sampled(
        " a red", count=3, seed=seed, tokens=6, temperature=1.0, likeliest=0.9, until=until
    )


def test_the_seed_alone_decides_what_is_drawn(language: Language) -> None:
    before = torch.random.get_rng_state()

    assert drawn(language) == drawn(language)
    assert drawn(language) != drawn(language, seed=2)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_is_drawn_is_what_the_model_alone_would_say(language: Language) -> None:
    nearly_greedy = language.sampled(
        " a red", count=1, seed=1, tokens=5, temperature=1e-4, likeliest=1.0, until="~"
    )

    model, tokenizer = language._model, language._tokenizer
    ids = torch.tensor([[tokenizer.bos_token_id, *tokenizer(" a red").input_ids]])
    for _ in range(5):
        ids = torch.cat([ids, model(input_ids=ids).logits[:, -1].argmax(-1)[:, None]], 1)
    told = tokenizer.decode(ids[0], skip_special_tokens=True)
    assert told == " a red" + nearly_greedy[0]


def test_an_answer_stops_at_its_end(language: Language) -> None:
    whole = drawn(language)[0]
    middle = whole[len(whole) // 2]

    assert drawn(language, until=middle)[0] == whole.partition(middle)[0]


def test_somebody_who_cannot_wait_gets_what_is_there(language: Language) -> None:
    def told(tokens: int, *, stopped: bool) -> list[str]:
        return language.sampled(
            " a",
            count=2,
            seed=1,
            tokens=tokens,
            temperature=1.0,
            likeliest=1.0,
            until="~",
            stopped=lambda: stopped,
        )

    assert told(50, stopped=True) == told(1, stopped=False)


def test_a_begun_word_is_ended(language: Language) -> None:
    endings = language.endings(" a blue bo", tokens=4)

    assert endings
    spelled = [piece for piece in language.pieces if piece.startswith(" bo")]
    assert spelled
    assert all((" bo" + it).startswith((*spelled, " bo", " b")) for it in endings)


@pytest.mark.parametrize("text", ["", " ", " a red ", " 日本", " a\x00b", " a" * 200])
def test_any_text_can_be_gone_on_with(language: Language, text: str) -> None:
    endings = language.endings(text, tokens=3)

    assert len(set(endings)) == len(endings)
    assert all(it.strip() for it in endings)


# ---- what is not loaded


def break_weights(folder: Path) -> None:
    file = folder / "model.safetensors"
    weights = load_file(file)
    weights["model.norm.weight"] = weights["model.norm.weight"] * float("nan")
    save_file(weights, file, {"format": "pt"})


def ask_for_a_program(folder: Path) -> None:
    file = folder / "config.json"
    told = json.loads(file.read_text()) | {"auto_map": {"AutoModelForCausalLM": "evil.Model"}}
    file.write_text(json.dumps(told))


def be_something_else(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": "abacus"}))


def lose_the_words(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def bring_a_pickle(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")


def lose_the_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def lose_the_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (break_weights, "model.safetensors"),
        (ask_for_a_program, "auto_map"),
        (be_something_else, "cannot be loaded as a language model"),
        (lose_the_words, "cannot be loaded as a language model"),
        (bring_a_pickle, "may hold a program"),
        (lose_the_weights, "no .safetensors files"),
        (lose_the_configuration, "There is no language model in"),
    ],
)
def test_what_is_not_sound_is_refused_in_a_sentence(
    copied: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(copied)

    with pytest.raises(ModelNotFound, match=said):
        load_language(copied, name="tiny")


def test_a_device_that_is_not_here_is_named(tiny_language: Path) -> None:
    with pytest.raises(ModelNotFound, match="on cuda:99"):
        load_language(tiny_language, name="tiny", device="cuda:99")
