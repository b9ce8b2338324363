from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageChops
from safetensors.torch import save_file

from inference.engines.style import StyleEngine
from inference.errors import Cancelled, RequestRefused
from inference.moving import read_moving, sheet_of
from inference.request import Option, Request, Task
from inference.shape import shaped
from inference.styling.features import _layers
from inference.styling.network import write_network
from tests.inference.styling.films import walk
from tests.inference.styling.networks import write_tiny
from tests.inference.styling.pictures import blots, face, stripes
from tests.inference.styling.random_network import random_network


class Desk:
    """Hears an engine's reports; may stop it."""

    def __init__(self, *, until: float = 2.0) -> None:
        self.told: list[float] = []
        self.looks: list[Sequence[Image.Image]] = []
        self._until = until

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        self.told.append(done)
        if preview is not None:
            self.looks.append(preview)
        if done >= self._until:
            raise Cancelled

    def wants_preview(self) -> bool:
        return True


def asked(
    *,
    width: int = 56,
    height: int = 48,
    count: int = 1,
    task: Task = Task.IMAGINE,
    **options: Option,
) -> Request:
    return Request(
        prompt="In the style of blots",
        width=width,
        height=height,
        seed=1,
        model="style",
        count=count,
        task=task,
        options={"styles": "style:1"} | options,
    )


def painted(request: Request, **inputs: Image.Image) -> list[Image.Image]:
    given = {"source": face(), "style": blots()} | inputs
    return [result.image for result in StyleEngine().run(request, given, Desk())]


def differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


def test_pictures_have_the_size_asked_for_and_a_seed_each() -> None:
    first, second = painted(asked(count=2))

    assert first.size == second.size == (56, 48)
    assert differ(first, second)
    assert not differ(second, painted(Request.from_json(asked(count=2).to_json()).only(1))[0])


def test_a_name_takes_the_pictures_colours_or_brings_its_own() -> None:
    grey = face().convert("L").convert("RGB")

    bold, soft = (
        StyleEngine().run(asked(styles=name), {"source": grey}, Desk())[0].image
        for name in ("blueprint", "mosaic")
    )

    assert _colour(bold) > 60
    assert _colour(soft) < 12


def _colour(image: Image.Image) -> int:
    saturation = image.resize((1, 1)).convert("HSV").getpixel((0, 0))
    assert isinstance(saturation, tuple)
    return int(saturation[1])


def test_choices_change_the_picture() -> None:
    plain = painted(asked())[0]

    changes: list[dict[str, Option]] = [
        {"photorealistic": True},
        {"keep_colours": True},
        {"quality": "full"},
    ]
    for change in changes:
        request = replace(asked(), options={"styles": "style:1", **change})
        assert differ(plain, painted(request)[0])
    mask = Image.new("RGB", (10, 10), "black")
    assert not differ(painted(asked(), mask=mask)[0], face())


def test_two_styles_are_mixed() -> None:
    mixed = asked(styles="style:0.5,style2:0.5")

    assert differ(painted(mixed, style2=stripes())[0], painted(asked())[0])


def test_reports_rise_and_each_shows_every_picture() -> None:
    desk = Desk()

    StyleEngine().run(asked(count=2), {"source": face(), "style": blots()}, desk)

    assert desk.told == sorted(desk.told)
    assert desk.told[-1] == 1.0
    assert {len(look) for look in desk.looks} == {2}


def test_a_cancelled_run_leaves_the_engine_usable() -> None:
    engine, given = StyleEngine(), {"source": face(), "style": blots()}

    with pytest.raises(Cancelled):
        engine.run(asked(), given, Desk(until=0.4))
    assert len(engine.run(asked(), given, Desk())) == 1


REFUSED = {
    "no picture": (asked(), {}, "There is no picture to paint anew"),
    "no style": (asked(styles=""), {"source": face()}, "Say whose style"),
    "unknown": (asked(speed="high"), {"source": face()}, "Style transfer knows no “speed”."),
    "quality": (
        asked(quality="best"),
        {"source": face(), "style": blots()},
        "Style transfer has no quality “best”.",
    ),
    "tiny": (asked(width=8), {"source": face()}, "A styled picture has from 32 to 2048 pixels"),
    "slim": (asked(width=512, height=64), {"source": face()}, "Shapes up to 3:1 can be styled"),
    "task": (asked(task=Task.VARY), {"source": face()}, "A styled picture is not varied"),
}


@pytest.mark.parametrize(("request_", "inputs", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(
    request_: Request, inputs: dict[str, Image.Image], sentence: str
) -> None:
    with pytest.raises(RequestRefused) as caught:
        StyleEngine().run(request_, inputs, Desk())

    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(".")


def test_the_widest_shape_is_painted_though_its_sides_are_rounded() -> None:
    width, height = shaped((120, 40), 64)

    assert painted(asked(width=width, height=height, photorealistic=True))[0].size == (110, 36)


@pytest.mark.parametrize("kind", ["gif", "webp", "mp4"])
def test_a_film_comes_back_as_a_film_of_its_kind(kind: str) -> None:
    request = asked(photorealistic=kind != "gif", frames=3, rate=8.0, film=kind)

    given = {"source": sheet_of(walk(3, size=(56, 48))), "style": blots()}
    (result,) = StyleEngine().run(request, given, Desk())

    (file,) = result.files
    film = read_moving(file.data)
    assert (file.name, file.instead) == (f"style.{kind}", True)
    assert (film.kind, len(film.frames)) == (kind, 3)
    assert film.frames[0].size == result.image.size == (56, 48)


@pytest.mark.parametrize("options", [{"frames": 1}, {"frames": 9, "rate": 0}, {"frames": 100}])
def test_a_film_that_no_command_asks_for_is_refused(options: dict[str, Option]) -> None:
    request = replace(asked(), options={"styles": "style:1", **options})

    with pytest.raises(RequestRefused, match=r"^A film .*\.$"):
        painted(request)


def test_optimising_needs_a_network_that_sees() -> None:
    with pytest.raises(RequestRefused, match="This Mozart has no network that sees textures;"):
        painted(asked(quality="optimised"))


def test_the_operators_network_is_what_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.styling.styling._STEPS", 2)  # of a network of VGG's size
    torch.manual_seed(0)
    tensors = {f"features.{key}": it for key, it in _layers(16)[0].state_dict().items()}
    save_file(tensors, tmp_path / "vgg.safetensors")
    engine = StyleEngine(tmp_path / "vgg.safetensors")

    given = {"source": face(), "style": blots()}
    (result,) = engine.run(asked(quality="optimised"), given, Desk())

    assert differ(result.image, face())
    engine.unload()


@pytest.fixture
def swift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StyleEngine:
    monkeypatch.setattr("inference.styling.copying._LEAST", 1)  # small pictures as they are
    write_network(random_network(), tmp_path / "styles.safetensors")
    arbitrary = write_tiny(tmp_path / "arbitrary.safetensors")
    return StyleEngine(network=tmp_path / "styles.safetensors", arbitrary=arbitrary)


def test_a_network_paints_names_and_their_mixes_at_once(swift: StyleEngine) -> None:
    wishes = [
        asked(styles=mix, quality="instant") for mix in ("ink", "woodcut", "ink:0.5,woodcut:0.5")
    ]

    ink, cut, mixed = (swift.run(it, {"source": face()}, Desk())[0].image for it in wishes)

    assert all(differ(*pair) for pair in ((ink, cut), (ink, mixed), (cut, mixed), (ink, face())))
    assert mixed.size == (56, 48)
    swift.unload()


def test_a_film_is_painted_at_once(swift: StyleEngine) -> None:
    request = asked(styles="ink", quality="instant", frames=3, rate=8.0, film="gif")
    desk = Desk()

    (result,) = swift.run(request, {"source": sheet_of(walk(3, size=(56, 48)))}, desk)

    assert len(read_moving(result.files[0].data).frames) == 3
    assert desk.told == sorted(desk.told)


def test_a_style_picture_and_a_mix_with_it_are_painted_at_once(swift: StyleEngine) -> None:
    wishes = [asked(styles=mix, quality="instant") for mix in ("style:1", "style:0.5,oil:0.5")]
    given = {"source": face(), "style": blots()}

    alone, mixed = (swift.run(it, given, Desk())[0].image for it in wishes)

    assert all(differ(*pair) for pair in ((alone, face()), (alone, mixed)))
    assert alone.size == mixed.size == (56, 48)
    swift.unload()


def test_a_style_picture_at_no_strength_or_outside_a_mask_changes_nothing(
    swift: StyleEngine,
) -> None:
    wish = asked(quality="instant")
    half = Image.new("L", (56, 48))
    half.paste(255, (0, 0, 28, 48))
    given = {"source": face(), "style": blots()}

    (weak,) = swift.run(replace(wish, strength=0.0), given, Desk())
    (masked,) = swift.run(wish, given | {"mask": half.convert("RGB")}, Desk())

    right = (32, 0, 56, 48)
    assert not differ(weak.image, face())
    assert not differ(masked.image.crop(right), face().crop(right))
    assert differ(masked.image, face())


def test_a_film_is_painted_at_once_after_a_style_picture(swift: StyleEngine) -> None:
    request = asked(quality="instant", frames=3, rate=8.0, film="gif")
    given = {"source": sheet_of(walk(3, size=(56, 48))), "style": blots()}

    (result,) = swift.run(request, given, Desk())

    assert len(read_moving(result.files[0].data).frames) == 3


INSTANT = {
    "collage": ({"styles": "ink,woodcut", "blend": "collage"}, "Instant mixes styles everywhere;"),
    "pictures' collage": (
        {"styles": "ink:0.5,style:0.5", "blend": "collage"},
        "Instant mixes styles everywhere;",
    ),
    "photograph": ({"styles": "ink", "photorealistic": True}, "What is photorealistic has no"),
}


@pytest.mark.parametrize(("options", "sentence"), INSTANT.values(), ids=INSTANT)
def test_what_the_network_cannot_do_is_refused(
    options: dict[str, Option], sentence: str, swift: StyleEngine
) -> None:
    given = {"source": face()} | ({"style": blots()} if "style:" in str(options["styles"]) else {})
    wish = replace(asked(), options={**options, "quality": "instant"})

    with pytest.raises(RequestRefused, match=rf"^{sentence}.*"):
        swift.run(wish, given, Desk())


def test_names_that_the_network_does_not_know_are_painted_after_their_picture(
    swift: StyleEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.engines.style.plate", lambda name: blots())
    wishes = [
        asked(styles=mix, quality="instant", keep_colours=False)
        for mix in ("oil", "ink:0.2,oil:0.8")
    ]
    sent = asked(quality="instant", keep_colours=False)

    oil, mixed = (swift.run(it, {"source": face()}, Desk())[0].image for it in wishes)

    (copied,) = swift.run(sent, {"source": face(), "style": blots()}, Desk())
    assert not differ(oil, copied.image)
    assert differ(mixed, face())
    swift.unload()


@pytest.mark.parametrize("styles", ["ink", "oil", ""])
def test_without_networks_instant_is_refused(styles: str, tmp_path: Path) -> None:
    nothing = tmp_path / "none.safetensors"
    engine = StyleEngine(network=nothing, arbitrary=nothing)
    given = {"source": face()} | ({} if styles else {"style": blots()})

    with pytest.raises(RequestRefused, match="no network that paints these styles at once"):
        engine.run(asked(styles=styles, quality="instant"), given, Desk())
