import re

import pytest

from inference.errors import RequestRefused
from inference.styling.names import MANNERS, said, shares_of, written


@pytest.mark.parametrize(
    ("named", "mix", "pictures", "shares"),
    [
        ("ink", "", [], {"ink": 1.0}),
        ("ink, Stained Glass", "", [], {"ink": 0.5, "stained-glass": 0.5}),
        ("watercolor", "", [], {"watercolour": 1.0}),
        ("", "", ["style", "style2"], {"style": 0.5, "style2": 0.5}),
        ("ink", "", ["style"], {"style": 0.5, "ink": 0.5}),
        ("ink:0.25,mosaic:0.75", "", [], {"ink": 0.25, "mosaic": 0.75}),
        ("", "style2:0.25, ink: .75, style:0", ["style", "style2"], {"style2": 0.25, "ink": 0.75}),
        ("ink", "0.25, 0.75", ["style"], {"style": 0.25, "ink": 0.75}),
        ("", "ink:0.5,mosaic:0.25,ink:0.25", [], {"ink": 0.75, "mosaic": 0.25}),
    ],
)
def test_a_mix_is_read_in_every_way_that_it_can_be_written(
    named: str, mix: str, pictures: list[str], shares: dict[str, float]
) -> None:
    assert shares_of(named=named, mix=mix, pictures=pictures) == shares


def test_weights_that_nearly_come_to_one_are_made_to() -> None:
    shares = shares_of(named="ink:0.33,mosaic:0.33,oil:0.33", mix="", pictures=[])

    assert shares == pytest.approx(dict.fromkeys(("ink", "mosaic", "oil"), 1 / 3))
    assert shares_of(named=written(shares), mix="", pictures=[]) == pytest.approx(shares, abs=1e-3)


@pytest.mark.parametrize(
    ("named", "mix", "pictures", "sentence"),
    [
        ("", "", [], "Say whose style: send a style picture along, or name one of ink,"),
        ("cubism", "", [], "There is no style called “cubism”. Choose of ink,"),
        ("ink:0.3,oil:0.3", "", [], "to 0.60; make them come to 1, say ink:0.50,oil:0.50."),
        ("ink:0,oil:0", "", [], "to 0.00; make them come to 1, say ink:0.50,oil:0.50."),
        ("ink:-1,oil:2", "", [], "A weight is a number from 0 to 1"),
        ("ink:1e999", "", [], "A weight is a number from 0 to 1"),
        ("ink:much", "", [], "“ink:much” is not a style with a weight."),
        ("", "0.5,0.5", ["style"], "The mix has 2 weights for 1 styles."),
        ("", "ink:1", ["style"], "The mix gives “style” no weight. Add style:0.2, say."),
        ("", "style3:1", [], "The mix names “style3”, but no picture was sent under that name."),
        ("ink:0.5,oil:0.5", "0.5,0.5", [], "Give the weights once"),
        ("ink,oil,mosaic,neon,pastel", "", [], "A mix has at most 4 styles, and this has 5."),
    ],
)
def test_a_mix_that_cannot_be_is_refused_in_a_sentence_that_says_what_to_do(
    named: str, mix: str, pictures: list[str], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=re.escape(sentence)) as caught:
        shares_of(named=named, mix=mix, pictures=pictures)

    assert str(caught.value).endswith(".")


def test_a_mix_is_said_in_words() -> None:
    assert said({"ink": 1.0}) == "ink"
    assert said({"style": 1.0}) == "the picture sent along"
    assert said({"style": 0.3, "stained-glass": 0.7}) == "30 % picture 1, 70 % stained glass"


def test_every_name_can_be_part_of_a_mix() -> None:
    for name, manner in MANNERS.items():
        assert shares_of(named=f"{name}:1", mix="", pictures=[]) == {name: 1.0}
        assert len(f"{name}: {manner.about}") <= 100
