import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from bot.quota import Scope
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.bot.pictures import png
from tests.inference.styling.films import film_file
from tests.inference.styling.pictures import blots, face

pytestmark = pytest.mark.asyncio(loop_scope="session")


def file(image: Image.Image, **how: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, str(how.pop("kind", "PNG")), **how)
    return buffer.getvalue()


FACE, BLOTS = ("face.png", file(face(160, 96))), ("blots.png", file(blots()))


async def restyled(mozart: Mozart, options: dict[str, object], **files: tuple[str, bytes]) -> str:
    answer = await mozart.people.command(
        "ann", "art", "style", {"size": 64, **options}, files=files
    )
    return answer.message_id


async def test_a_picture_in_the_style_of_another(mozart: Mozart) -> None:
    message_id = await restyled(mozart, {"strength": 80}, picture=FACE, style=BLOTS)

    result = await mozart.outcome(message_id)
    assert "In the style of the picture sent along, at 80 %" in plain(result)
    shown = gallery(result)[0]["media"]
    assert (shown["width"], shown["height"]) == (82, 50)
    assert buttons(result) == ["reroll:0", "delete:0"]
    job = await mozart.job(1)
    assert job.request.options == {"styles": "style:1"}
    assert job.request.strength == 0.8
    assert set(job.request.inputs) == {"source", "style"}
    assert await mozart.used("ann") == 1


async def test_a_picture_of_ones_own_job_in_a_style_by_its_name(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox", count=2)

    message_id = await restyled(mozart, {"job": 1, "index": 2, "name": "neon:0.4,poster:0.6"})

    result = await mozart.outcome(message_id)
    assert "In the style of 40 % neon, 60 % poster" in plain(result)
    first, second = await mozart.job(1), await mozart.job(2)
    assert second.request.inputs == {"source": first.pictures[1].sha256}
    assert second.request.parent == (1, 1)


async def test_another_seed_is_a_press_away_and_needs_no_file_again(mozart: Mozart) -> None:
    result = await mozart.outcome(
        await restyled(mozart, {"seed": 1}, picture=FACE, style=BLOTS, mask=FACE)
    )

    again = await mozart.outcome(await mozart.press(result, "reroll"))

    first, second = await mozart.job(1), await mozart.job(2)
    assert gallery(again)
    assert set(first.request.inputs) == {"source", "style", "mask"}
    assert second.request.inputs == first.request.inputs
    assert second.request.seed != 1


REFUSED = {
    "nothing": ({"name": "ink"}, {}, "Send the picture to paint anew, or the number of a job"),
    "both": ({"name": "ink", "job": 1}, {"picture": FACE}, "Send the picture to paint anew, or"),
    "no style": ({}, {"picture": FACE}, "Say whose style: send a style picture along, or name"),
    "unknown": ({"name": "cubism"}, {"picture": FACE}, "There is no style called “cubism”."),
    "sum": ({"name": "ink:0.3,oil:0.3"}, {"picture": FACE}, "The weights come to 0.60; make"),
    "one pixel": (
        {},
        {"picture": FACE, "style": ("dot.png", png(1, 1))},
        "That picture is too small (1 x 1).",
    ),
    "text": ({"name": "ink"}, {"picture": ("notes.txt", b"dear")}, "That is not a picture I can"),
    "slim": (
        {"name": "ink"},
        {"picture": ("slim.png", png(400, 40))},
        "That picture is 400 x 40 pixels, and shapes up to 3:1 can be styled; cut it first.",
    ),
    "instant": (
        {"quality": "instant", "photorealistic": True},
        {"picture": FACE, "style": BLOTS},
        "What is photorealistic has no strokes; leave the quality out.",
    ),
    "optimised": (
        {"name": "ink", "quality": "optimised"},
        {"picture": FACE},
        "This Mozart has no network that sees textures; choose the quality fast or full.",
    ),
    "no network of styles": (
        {"name": "ink", "quality": "instant"},
        {"picture": FACE},
        "This Mozart has no network that paints these styles at once; choose fast or full.",
    ),
    "no network for pictures": (
        {"quality": "instant"},
        {"picture": FACE, "style": BLOTS},
        "This Mozart has no network that paints these styles at once; choose fast or full.",
    ),
    "no such quality": (
        {"name": "ink", "quality": "best"},
        {"picture": FACE},
        "There is no quality “best” of styles; choose one of: fast, full.",
    ),
    "elsewhere": ({"name": "ink", "job": 99}, {}, "There is no job 99 here."),
}


@pytest.mark.parametrize(("options", "files", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_is_refused_in_one_private_sentence(
    mozart: Mozart,
    options: dict[str, object],
    files: dict[str, tuple[str, bytes]],
    sentence: str,
) -> None:
    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "style", options, files=files)

    assert refusal.startswith(sentence)
    assert refusal.endswith(".")


async def test_nothing_is_queued_where_the_quota_is_used_up(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 0)

    async with mozart.untouched("ann"):
        files = {"picture": FACE, "style": BLOTS}
        refusal = await mozart.refusal("ann", "art", "style", {}, files=files)

    assert refusal.startswith("This server has 0 of 0 pictures left today")


@pytest.mark.parametrize("mode", ["RGBA", "CMYK", "P"])
async def test_transparent_printed_and_moving_pictures_are_read(mozart: Mozart, mode: str) -> None:
    kind, ending = ("JPEG", "jpg") if mode == "CMYK" else ("PNG", "png")
    sent = file(face().convert(mode), kind=kind)

    message_id = await restyled(
        mozart, {"photorealistic": True}, picture=(f"x.{ending}", sent), style=BLOTS
    )

    assert gallery(await mozart.outcome(message_id))


async def test_names_are_suggested_by_what_was_typed(mozart: Mozart) -> None:
    async def found(typed: str) -> list[str]:
        options = await mozart.people.autocomplete("ann", "art", "style", {"name": typed}, "name")
        return [it["value"] for it in options]

    assert await found("wat") == ["watercolour"]
    assert await found("ink:0.5,mos") == ["ink:0.5,mosaic"]
    assert "stained-glass" in await found("panes")


async def test_only_qualities_that_can_be_had_are_offered(mozart: Mozart) -> None:
    studio = mozart.house.studio

    async def offered() -> list[str]:
        found = await mozart.people.autocomplete("ann", "art", "style", {"quality": ""}, "quality")
        return [it["value"] for it in found]

    assert await offered() == ["fast", "full"]
    studio.catalogue = replace(studio.catalogue, instant_pictures=True)
    assert await offered() == ["instant", "fast", "full"]
    studio.catalogue = replace(studio.catalogue, textures=True)
    assert (await offered())[-1] == "optimised"


async def test_the_file_says_how_it_was_made(mozart: Mozart) -> None:
    await mozart.outcome(await restyled(mozart, {}, picture=FACE, style=BLOTS))

    job = await mozart.job(1)
    data = mozart.storage.read(job.pictures[0].sha256)
    with Image.open(io.BytesIO(data)) as picture:
        recipe = json.loads(picture.info["mozart"])
    assert recipe["options"] == {"styles": "style:1"}
    assert recipe["model"] == "style"
    assert recipe["inputs"] == dict(job.request.inputs)


async def test_a_film_comes_back_moving_and_can_be_styled_again(mozart: Mozart) -> None:
    sent = ("walk.gif", film_file("gif", 3))

    result = await mozart.outcome(
        await restyled(mozart, {"photorealistic": True}, picture=sent, style=BLOTS)
    )

    name = gallery(result)[0]["media"]["url"].split("?")[0]
    assert name.endswith(".gif")
    again: dict[str, object] = {"job": 1, "photorealistic": True}
    await mozart.outcome(await restyled(mozart, again, style=("b.gif", film_file("gif", 2))))
    assert (await mozart.job(2)).request.options["frames"] == 3


async def test_a_minute_of_film_is_refused_in_one_private_sentence(mozart: Mozart) -> None:
    long = ("long.gif", film_file("gif", 40, rate=0.6))

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal(
            "ann", "art", "style", {"name": "ink"}, files={"picture": long}
        )

    assert refusal == (
        "That film is longer than 10 seconds;"
        " send one of at most 10 seconds and 1920 x 1080 pixels."
    )


async def test_whoever_has_answers_for_themselves_alone_has_this_one_so_too(mozart: Mozart) -> None:
    await mozart.result(count=1)
    answer = await mozart.people.command("ann", "art", "settings set", {"answers": "private"})
    await mozart.people.settled("ann", "art", answer.message_id)

    message_id = await restyled(mozart, {"job": 1, "name": "ink"})

    assert is_private(await mozart.outcome(message_id))
