import numpy as np
import pytest

from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.drawing import Pad
from inference.painter.forms import Role
from inference.painter.scene import Hour
from inference.painter.skies import air_of
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Subject

SOLID = (Role.PART, Role.DETAIL, Role.MARK)


def drawn(subject: Subject, *, hour: Hour = Hour.DAY, colour: str = "red", seed: int = 1) -> Pad:
    air = air_of(hour, frozenset(), 0, sun=(0.2, -3.0))
    pad = Pad(air, stream(seed, "thing"), colour=COLOURS[colour])
    subject.draw(pad)
    return pad


def test_there_are_many_subjects() -> None:
    assert len(SUBJECTS) >= 64


@pytest.mark.parametrize("name", SUBJECTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_drawing_is_as_large_as_it_says_and_stands_on_its_feet(name: str, seed: int) -> None:
    subject = SUBJECTS[name]
    forms = [form.points for form in drawn(subject, seed=seed).forms if form.role in SOLID]

    outline = np.vstack(forms)
    top, reach = outline[:, 1].max(), 2 * np.abs(outline[:, 0]).max()

    assert top == pytest.approx(subject.height, abs=0.16)
    assert subject.span - 0.25 < reach < subject.span + 0.16
    assert -0.16 < outline[:, 1].min() < 0.08


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_colour_and_hour_gives_sound_forms(name: str) -> None:
    for colour in COLOURS:
        for form in drawn(SUBJECTS[name], hour=Hour.NIGHT, colour=colour).forms:
            assert len(form.points) >= 3
            assert np.isfinite(form.points).all()
            assert 0 < form.alpha <= 1


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_colour_asked_for_covers_much_of_the_thing(name: str) -> None:
    """Snowmen, lamps and vases wear it on a part; everything else mostly."""
    least = 0.03 if name in ("snowman", "vase", "lamp", "lighthouse", "rocket", "person") else 0.1
    least = 0.001 if name in ("bicycle",) else least
    areas = {True: 0.0, False: 0.0}

    for form in drawn(SUBJECTS[name], colour="purple").forms:
        if form.role in SOLID:
            away = abs((form.colour.hue - COLOURS["purple"].hue + 180) % 360 - 180)
            areas[form.colour.chroma > 0.05 and away < 30] += float(
                np.prod(np.ptp(form.points, axis=0))
            )

    assert areas[True] / sum(areas.values()) > least


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_a_subject_wears_by_itself_are_known_colours(name: str) -> None:
    assert set(SUBJECTS[name].colours) <= set(COLOURS)
