"""Words as directions, and a sentence about those that are none."""

import pytest

from inference.errors import RequestRefused
from inference.gan.wish import check_manner, check_size, force_of, hear, truncation_of
from inference.manner import Manner

NAMES = (
    "hour: night", "hour: dawn", "place: sea", "place: town", "place: mountains", "style: pastel",
    "style: woodblock", "weather: clouds", "season: autumn",
)  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "wished"),
    [
        ("the sea at night, pastel", {"place: sea", "hour: night", "style: pastel"}),
        ("a cloudy dawn in the mountains", {"weather: clouds", "hour: dawn", "place: mountains"}),
        ("mountains in autumn", {"season: autumn", "place: mountains"}),
        ("", set()),
    ],
)
def test_what_it_knows_it_goes_towards_without_a_word(prompt: str, wished: set[str]) -> None:
    heard = hear(prompt, names=NAMES)

    assert heard.wished == dict.fromkeys(wished, 1.0)
    assert heard.note == ""


def test_weights_are_the_words_own() -> None:
    heard = hear("night sea", spans=[("night", 1.5), (" sea", 0.5)], names=NAMES)

    assert heard.wished == {"hour: night": 1.5, "place: sea": 0.5}


@pytest.mark.parametrize(
    ("prompt", "negative"), [("the sea", "night, clouds"), ("the sea without clouds", "night")]
)
def test_what_is_kept_out_it_goes_away_from(prompt: str, negative: str) -> None:
    heard = hear(prompt, negative, names=NAMES)

    assert heard.wished == {"place: sea": 1.0, "hour: night": -1.0, "weather: clouds": -1.0}


def test_things_and_unknown_words_are_left_out_and_named() -> None:
    heard = hear("a red fox at night, zorblax", names=NAMES)

    assert heard.wished == {"hour: night": 1.0}
    assert heard.note == (
        "It knows places, hours, weather, seasons and styles, no things and no colours:"
        " it left out “fox”, “zorblax”."
    )


def test_what_it_never_learned_becomes_the_nearest() -> None:
    heard = hear("a forest under the stars, ink", names=NAMES)

    assert heard.wished == {"hour: night": 1.0, "style: woodblock": 1.0}
    assert "It took “ink” as woodblock, “stars” as night, the nearest it can." in heard.note
    assert "it left out “forest”." in heard.note


def test_a_thing_takes_it_to_where_it_is_at_home() -> None:
    heard = hear("a whale", names=NAMES)

    assert heard.wished == {"place: sea": 1.0}
    assert heard.note == "It took “whale” as sea, the nearest it can."


def test_it_says_when_the_seed_alone_decided() -> None:
    assert hear("zorblax", names=NAMES).note.endswith("So the seed alone decided.")


def test_a_note_stays_short_whatever_was_typed() -> None:
    note = hear(" ".join(f"{'xyz' * 20}{number}" for number in range(90)), names=NAMES).note

    assert 0 < len(note) <= 300


def test_chaos_and_weirdness_lead_away_from_the_middle() -> None:
    ways = [Manner(), Manner(chaos=50), Manner(chaos=100), Manner(chaos=100, weird=3000)]

    truncations = [truncation_of(it) for it in ways]

    assert truncations == pytest.approx([0.65, 0.975, 1.3, 2.6])


def test_the_more_its_own_taste_counts_the_less_do_the_words() -> None:
    forces = [force_of(Manner(stylize=it)) for it in (0, 100, 1000)]

    assert forces == pytest.approx([1.5, 1.0, 0.5])


@pytest.mark.parametrize("manner", [Manner(quality=2), Manner(stop=50), Manner(tile=True)])
def test_what_means_nothing_to_it_is_refused(manner: Manner) -> None:
    with pytest.raises(RequestRefused, match="The GAN"):
        check_manner(manner)


@pytest.mark.parametrize(("width", "height"), [(32, 64), (2048, 1024), (1000, 300)])
def test_sizes_that_it_does_not_make_are_refused(width: int, height: int) -> None:
    with pytest.raises(RequestRefused, match="The GAN makes"):
        check_size(width, height)
