import pytest

from inference.painter.lexicon import lexicon
from inference.painter.slips import meant_by
from inference.painter.vocabulary import NO_SLIPS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("elefant", "elephant"),
        ("sailbaot", "sailboat"),
        ("sailbot", "sailboat"),
        ("hosue", "house"),
        ("castl", "castle"),
        ("forrest", "forest"),
        ("butterrfly", "butterfly"),
        ("octapus", "octopus"),
        ("penguine", "penguin"),
        ("watercolur", "watercolor"),
        ("purpl", "purple"),
        ("sunst", "sunset"),
        ("moutains", "mountains"),
        ("dargon", "dragon"),
    ],
)
def test_a_slip_is_read_as_the_known_word_beside_it(typed: str, meant: str) -> None:
    assert meant_by(typed) == meant


@pytest.mark.parametrize(
    "word", ["score", "crown", "plan", "dance", "quokka", "battle", "ct", "c4t", "狐狸", ""]
)
def test_an_honest_word_is_left_alone(word: str) -> None:
    assert meant_by(word) is None


@pytest.mark.parametrize("word", [word.strip() for word in NO_SLIPS.split(",")])
def test_a_word_that_is_listed_as_no_slip_is_not_known_by_now(word: str) -> None:
    assert (word,) not in lexicon()
    assert meant_by(word) is None
