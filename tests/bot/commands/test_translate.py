"""/translate: by a small network that the test makes, by a model that obeys, by a ControlNet."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.commands.sent import MOVED
from inference.job import State
from inference.request import Task
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "boat.png"


async def translated(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": (NAME, picture)} if picture else None
    answer = await mozart.people.command("ann", "art", "translate", options, files=files)
    return await mozart.outcome(answer.message_id)


async def test_a_picture_that_was_sent_is_turned_into_each_target(mozart: Mozart) -> None:
    shown = await translated(mozart, png(40, 24), to="night, winter+dusk", strength=80)

    assert "The same at night / The same in winter, then at sunset, at 80 %" in plain(shown)
    assert len(gallery(shown)) == 2
    assert buttons(shown) == ["delete:0"]
    job = await mozart.job(1)
    assert [(it.width, it.height) for it in job.pictures] == [(40, 24)] * 2
    answer = await mozart.people.command("ann", "art", "info", {"job": 1})
    info = await mozart.people.settled("ann", "art", answer.message_id)
    assert "2. winter+sunset, 40 × 24" in plain(info)  # noqa: RUF001 - the sign people read


async def test_a_picture_of_a_job_is_translated_and_named_as_parent(mozart: Mozart) -> None:
    await mozart.result(count=2)

    shown = await translated(mozart, job=1, index=2, to="sketch")

    job = await mozart.job(2)
    assert job.request.parent == (1, 1)
    assert job.request.inputs == {"source": (await mozart.job(1)).pictures[1].sha256}
    assert buttons(shown) == ["delete:0"]


async def test_beside_shows_before_and_after_and_keeps_the_picture_itself(mozart: Mozart) -> None:
    await translated(mozart, png(40, 40), to="night", beside=True)

    (picture,) = (await mozart.job(1)).pictures
    (file,) = picture.files
    sheet = Image.open(io.BytesIO(mozart.storage.read(file.sha256)))
    assert (picture.width, picture.height) == (40, 40)
    assert sheet.size == (82, 40)
    assert file.instead


async def test_a_moving_picture_is_translated_by_its_first_frame(mozart: Mozart) -> None:
    film, frames = io.BytesIO(), [Image.new("RGB", (40, 24), it) for it in ("red", "blue")]
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:], duration=200)

    said = await translated(mozart, film.getvalue(), to="night", strength=0)

    assert MOVED in plain(said)

    (picture,) = (await mozart.job(1)).pictures
    shown = Image.open(io.BytesIO(mozart.storage.read(picture.sha256)))
    assert shown.size == (40, 24)
    assert shown.getpixel((9, 9)) == (255, 0, 0)


async def test_a_picture_for_the_press_is_translated_as_it_looks(mozart: Mozart) -> None:
    file = io.BytesIO()
    Image.new("L", (24, 24), 128).convert("CMYK").save(file, "JPEG")

    await translated(mozart, file.getvalue(), to="night", strength=0)

    (picture,) = (await mozart.job(1)).pictures
    shown = Image.open(io.BytesIO(mozart.storage.read(picture.sha256)))
    pixel = shown.getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert all(abs(level - 128) <= 2 for level in pixel)


async def test_a_model_that_changes_pictures_is_told_what_to_make_of_it(mozart: Mozart) -> None:
    shown = await translated(
        mozart, png(40, 40), model="told", to="night", instruction="add a moon", strength=60, seed=7
    )

    (request,) = mozart.easel.wanted
    assert (request.model, request.prompt) == ("told", "make it night, add a moon")
    assert (request.strength, request.seed, request.count) == (0.6, 7, 1)
    assert mozart.easel.inputs["source"].size == (40, 40)
    assert "remix:0" in buttons(shown)


async def test_an_instruction_alone_finds_the_model_that_obeys(mozart: Mozart) -> None:
    await mozart.result(count=1)

    await translated(mozart, job=1, instruction="make it snow")

    request = mozart.easel.wanted[-1]
    assert (request.model, request.prompt) == ("told", "make it snow")
    assert request.parent == (1, 0)


async def test_an_instruction_that_asks_for_privacy_has_it(mozart: Mozart) -> None:
    shown = await translated(mozart, png(40, 40), instruction="make it snow --private")

    assert is_private(shown)
    assert mozart.easel.wanted[-1].prompt == "make it snow"


async def test_a_model_of_words_follows_the_pictures_lines(mozart: Mozart) -> None:
    await translated(
        mozart,
        png(40, 40),
        model="lens",
        to="painting",
        instruction="a harbour",
        control="canny:0.8",
    )

    (request,) = mozart.easel.wanted
    assert (request.prompt, request.control) == ("a harbour, an oil painting", "canny-tiny")
    assert set(mozart.easel.inputs) == {"control"}
    assert request.weights == {"control": 0.8}


async def test_what_a_model_made_can_be_varied(mozart: Mozart) -> None:
    shown = await translated(mozart, png(40, 40), instruction="make it snow")

    message_id = await mozart.press(shown, "subtle")
    await mozart.outcome(message_id)

    request = mozart.easel.wanted[-1]
    assert (request.task, request.prompt) == (Task.VARY, "make it snow")


ONE_OF_THEM = "Send the picture to translate, or the number of a job of Mozart's: one of them."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"to": "night"}, ONE_OF_THEM),
        ({"job": 7, "to": "night"}, "There is no job 7 here."),
        ({"job": 1, "to": "nihgt"}, "into “nihgt”. Did you mean night?"),
        (
            {"job": 1, "model": "lens", "instruction": "a quay", "control": "depth"},
            "There is no ControlNet called “depth”",
        ),
        ({"job": 1, "instruction": "a {red, blue} moon"}, "stands for 2 prompts"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "translate", options)


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (png(1, 1), "That picture is 1 x 1 pixels; send one of at least 8 a side."),
        (png(200, 20), "Shapes up to 4:1"),
        (b"\x89PNG but no more", "picture"),
    ],
)
async def test_a_picture_that_shows_nothing_is_refused_and_costs_nothing(
    mozart: Mozart, picture: bytes, sentence: str
) -> None:
    async with mozart.untouched("ann"):
        files = {"picture": (NAME, picture)}
        said = await mozart.refusal("ann", "art", "translate", {"to": "night"}, files=files)

    assert sentence in said


async def test_both_a_picture_and_a_job_are_one_too_many(mozart: Mozart) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        files = {"picture": (NAME, png(40, 40))}
        options = {"to": "night", "job": 1}
        said = await mozart.refusal("ann", "art", "translate", options, files=files)

    assert said.endswith(ONE_OF_THEM)


async def test_targets_and_models_are_offered_while_typing(mozart: Mozart) -> None:
    async def offered(typed: Json, name: str) -> list[str]:
        found = await mozart.people.autocomplete("ann", "art", "translate", typed, name)
        return [it["value"] for it in found]

    assert (await offered({"to": ""}, "to"))[:2] == ["day", "night"]
    assert await offered({"to": "winter+ni"}, "to") == ["winter+night"]
    assert await offered({"to": "night, sea"}, "to") == ["night, seasons"]
    assert await offered({"model": ""}, "model") == ["told", "lens"]


async def test_where_nothing_can_translate_no_target_is_offered(mozart: Mozart) -> None:
    studio = mozart.house.studio
    painters = [it for it in studio.catalogue.models if it.engine == "easel"]
    studio.catalogue = replace(studio.catalogue, models=painters, translator=None)

    assert await mozart.people.autocomplete("ann", "art", "translate", {"to": ""}, "to") == []


async def test_imagine_offers_no_model_that_only_changes_pictures(mozart: Mozart) -> None:
    found = await mozart.people.autocomplete("ann", "art", "imagine", {"model": "told"}, "model")
    async with mozart.untouched("ann"):
        said = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox", "model": "told"})

    assert found == []
    assert "“told” changes pictures as it is told: send one as image, or to /translate" in said


async def test_a_wish_that_fails_is_refunded(mozart: Mozart) -> None:
    (mozart.folder.parent / "translator.safetensors").mkdir()  # where the test's network would go
    answer = await mozart.people.command(
        "ann", "art", "translate", {"to": "night"}, files={"picture": (NAME, png(40, 40))}
    )

    await mozart.outcome(answer.message_id)

    assert (await mozart.job(1)).state is State.FAILED
    assert await mozart.used("ann") == 0
