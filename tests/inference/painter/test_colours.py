import pytest

from inference.painter.colours import COLOURS, Colour


@pytest.mark.parametrize("text", ["#000000", "#ffffff", "#cc2f2b", "#2f6bc4", "#808080"])
def test_a_colour_of_the_screen_comes_back_as_it_was(text: str) -> None:
    red, green, blue = (round(part * 255) for part in Colour.hex(text).rgb())

    assert f"#{red:02x}{green:02x}{blue:02x}" == text


def test_what_the_screen_cannot_show_keeps_its_hue() -> None:
    loud = Colour.of(0.7, 0.39, 150)
    red, green, blue = loud.rgb()

    shown = Colour.hex(f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}")

    assert abs(shown.hue - 150) < 4
    assert shown.chroma < 0.3


def test_there_are_a_dozen_colours_and_no_two_look_alike() -> None:
    tones = list(COLOURS.values())
    gaps = [
        ((a.light - b.light) ** 2 + (a.a - b.a) ** 2 + (a.b - b.b) ** 2) ** 0.5
        for i, a in enumerate(tones)
        for b in tones[i + 1 :]
    ]

    assert len(tones) >= 12
    assert min(gaps) > 0.04


def test_lighter_and_darker_go_the_way_they_say() -> None:
    red = COLOURS["red"]

    assert red.darker(0.3).light < red.light < red.lighter(0.3).light
    assert abs(red.darker(0.3).hue - red.hue) < 1
