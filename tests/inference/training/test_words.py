"""The tokenizer knows the painter's words, and can spell all others."""

import re
from pathlib import Path

import pytest
from transformers import CLIPTokenizer

from inference.training.scenes import example
from inference.training.stages.encoder import token_ids
from inference.training.words import learn_tokenizer

CAPTIONS = ["two red cats at sea, watercolour"] * 20 + ["a red dog at dawn"] * 5


@pytest.fixture(scope="module")
def tokenizer() -> CLIPTokenizer:
    return learn_tokenizer(CAPTIONS, vocabulary=40, tokens=16)


def test_what_stands_together_often_is_one_token(tokenizer: CLIPTokenizer) -> None:
    assert tokenizer.tokenize("Red   CATS at dawn") == [
        "red</w>",
        "cats</w>",
        "at</w>",
        *tokenizer.tokenize("dawn"),
    ]


@pytest.mark.parametrize("text", ["an orange zebra!", "ein grüner Drache", "7 🐉 @ 3:15"])
def test_every_text_can_be_spelled(text: str, tokenizer: CLIPTokenizer) -> None:
    ids = tokenizer(text).input_ids

    assert tokenizer.eos_token_id not in ids[1:-1]
    spelled = str(tokenizer.decode(ids, skip_special_tokens=True))
    assert spelled.replace(" ", "") == text.lower().replace(" ", "")


def test_the_same_texts_teach_the_same_tokens(tokenizer: CLIPTokenizer) -> None:
    again = learn_tokenizer(reversed(CAPTIONS), vocabulary=40, tokens=16)

    assert again.get_vocab() == tokenizer.get_vocab()


def test_it_comes_back_from_the_disk_as_it_was(tokenizer: CLIPTokenizer, tmp_path: Path) -> None:
    tokenizer.save_pretrained(tmp_path)

    found = CLIPTokenizer.from_pretrained(tmp_path)

    assert found("a red cat").input_ids == tokenizer("a red cat").input_ids
    assert found.model_max_length == 16


def test_captions_become_rows_of_one_length(tokenizer: CLIPTokenizer) -> None:
    ids = token_ids(tokenizer, ["", "a red cat " * 20])

    assert ids.shape == (2, 16)
    assert ids[0].tolist() == [tokenizer.bos_token_id] + [tokenizer.eos_token_id] * 15


def test_the_words_of_captions_become_one_token_each() -> None:
    shown = [example(number, 1, purpose="learn", phrasings=1) for number in range(200)]
    captions = [one.captions[0] for one in shown]

    learned = learn_tokenizer(captions, vocabulary=2500, tokens=48)

    words = {word for caption in captions for word in re.findall("[a-z]+", caption)}
    assert [word for word in sorted(words) if len(learned.tokenize(word)) > 1] == []
