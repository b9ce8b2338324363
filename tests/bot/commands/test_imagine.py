import pytest

from bot.quota import Scope
from inference.request import MAX_SEED
from tests.bot.mozart import Mozart, button, gallery, plain
from tests.bot.pictures import impossible_png, png

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACH_FILES = 1 << 15

WRONG = {
    "nothing to see": ({"prompt": " \u200b "}, "Say what to paint in a few words"),
    "6,000 characters": ({"prompt": "x" * 6000}, "The prompt has 6,000 characters; Mozart reads"),
    "long negative": ({"negative": "x" * 1001}, "The negative prompt has 1,001 characters"),
    "seed below": ({"seed": -1}, "A seed is a whole number between 0 and 4294967295."),
    "seed above": ({"seed": MAX_SEED + 1}, "A seed is a whole number between 0 and 4294967295."),
    "thin": ({"aspect": "100:1"}, "100:1 is too long and thin. Choose an aspect between 1:3 and"),
    "no ratio": ({"aspect": "wide"}, "“wide” is not an aspect. Write it as width:height"),
    "nothing wide": ({"aspect": "0:1"}, "“0:1” is not an aspect. Write it as width:height"),
    "small": ({"size": 8}, "A size is between 64 and 1536 pixels."),
    "large": ({"size": 8192}, "A size is between 64 and 1536 pixels."),
    "model": ({"model": "muse"}, "There is no model called “muse” here. Choose one of: flat, co"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
async def test_a_wish_that_cannot_be_met_is_refused_in_one_private_sentence(
    mozart: Mozart, options: dict[str, object], sentence: str
) -> None:
    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox"} | options)

    assert refusal.startswith(sentence)
    assert refusal.endswith(".")
    assert await mozart.people.messages("bob", "art") == []


async def test_a_refusal_quotes_what_was_typed_as_plain_text(mozart: Mozart) -> None:
    answer = await mozart.people.command(
        "ann", "art", "imagine", {"prompt": "a fox", "model": "[x](https://evil.example)"}
    )

    assert answer.message is not None
    assert "](" not in answer.message["content"].replace("\\]", "")
    assert "https:" not in answer.message["content"]


FILES = {
    "text": ("copyist", ("notes.txt", b"dear diary"), "That is not a picture I can read."),
    "12 bits": (
        "copyist",
        ("odd.png", impossible_png()),
        "That picture is damaged or of an unusual kind.",
    ),
    "words alone": ("flat", ("fox.png", png(64, 64)), "Flat colours starts from words alone."),
    "tiny": ("copyist", ("dot.png", png(1, 1)), "That picture is too small (1 x 1)."),
}


@pytest.mark.parametrize(("model", "file", "sentence"), FILES.values(), ids=FILES)
async def test_a_file_that_cannot_be_used_is_refused_in_one_private_sentence(
    mozart: Mozart, model: str, file: tuple[str, bytes], sentence: str
) -> None:
    options = {"prompt": "a fox", "model": model}

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", options, files={"image": file})

    assert refusal.startswith(sentence)
    assert refusal.endswith(".")
    assert await mozart.people.messages("bob", "art") == []


async def test_a_picture_is_where_the_painting_starts(mozart: Mozart) -> None:
    options = {"prompt": "a fox", "model": "copyist", "count": 1}
    answer = await mozart.people.command(
        "ann", "art", "imagine", options, files={"image": ("fox.png", png(96, 64))}
    )

    result = await mozart.outcome(answer.message_id)
    assert gallery(result)[0]["media"]["width"] == 80  # 3:2 in the area of a square of 64
    assert mozart.easel.inputs["source"].size == (96, 64)


async def test_a_mask_says_where_a_picture_is_painted_anew(mozart: Mozart) -> None:
    options = {"prompt": "a fox", "model": "copyist", "count": 1}
    files = {"image": ("fox.png", png(96, 64)), "mask": ("mask.png", png(48, 32))}
    answer = await mozart.people.command("ann", "art", "imagine", options, files=files)

    await mozart.outcome(answer.message_id)
    sizes = {role: picture.size for role, picture in mozart.easel.inputs.items()}
    assert sizes == {"source": (96, 64), "mask": (48, 32)}


async def test_a_control_and_a_reference_are_read_by_what_the_words_name(mozart: Mozart) -> None:
    options = {"prompt": "a fox --control canny:0.5 --model lens --count 1 --sref reference"}
    files = {"control": ("lines.png", png(96, 64)), "reference": ("look.png", png(32, 32))}
    answer = await mozart.people.command("ann", "art", "imagine", options, files=files)

    await mozart.outcome(answer.message_id)
    request = (await mozart.job(1)).request
    assert (request.control, request.looker) == ("canny-tiny", "eye")
    assert request.weights == {"control": 0.5}
    assert set(mozart.easel.inputs) == {"control", "style"}
    assert (request.width, request.height) == (80, 64)  # the control's shape


async def test_the_style_of_an_earlier_picture_can_be_taken(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox", count=2)

    result = await mozart.result(prompt="a boat --sref job:1:2 --model lens --sw 50", count=1)

    job, first = await mozart.job(2), await mozart.job(1)
    assert job.request.inputs == {"style": first.pictures[1].sha256}
    assert job.request.weights == {"style": 0.5}
    assert "a boat --sref job:1:2" in plain(result)


async def test_nobody_takes_the_style_of_what_they_may_not_see(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox", count=1)
    options = {"prompt": "a boat --sref job:1 --model lens"}

    refusal = await mozart.refusal("bob", "gallery", "imagine", options)

    assert refusal.startswith("There is no job 1 here.")
    assert len(await mozart.jobs()) == 1


async def test_variations_keep_the_style_and_lose_the_mask(mozart: Mozart) -> None:
    options = {"prompt": "a fox --model lens --sref reference", "count": 1}
    files = {
        "image": ("fox.png", png(64, 64)),
        "mask": ("mask.png", png(64, 64)),
        "reference": ("look.png", png(32, 32)),
    }
    answer = await mozart.people.command("ann", "art", "imagine", options, files=files)
    result = await mozart.outcome(answer.message_id)

    await mozart.outcome(await mozart.press(result, "vary"))
    await mozart.outcome(await mozart.press(result, "upscale"))

    assert set((await mozart.job(2)).request.inputs) == {"source", "style"}
    upscale = (await mozart.job(3)).request
    assert set(upscale.inputs) == {"source"}
    assert (upscale.looker, upscale.weights) == (None, {})


PICTURES = {
    "mask alone": ("a fox", ["mask"], "A mask says where to paint the image anew. Send an image"),
    "control unnamed": ("a fox --model lens", ["control"], "Say how to read the control picture."),
    "a model of words": ("a fox", ["reference"], "Flat colours takes no IP-Adapters. Leave the"),
}


@pytest.mark.parametrize(("prompt", "sent", "sentence"), PICTURES.values(), ids=PICTURES)
async def test_pictures_that_cannot_be_used_are_refused_in_one_private_sentence(
    mozart: Mozart, prompt: str, sent: list[str], sentence: str
) -> None:
    files = {role: ("fox.png", png(64, 64)) for role in sent}

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": prompt}, files=files)

    assert refusal.startswith(sentence)
    assert await mozart.people.messages("bob", "art") == []


async def test_a_used_up_quota_is_refused_in_one_private_sentence(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 5)
    await mozart.result(count=4)

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox", "count": 2})

    assert refusal.startswith("This server has 1 of 5 pictures left today, which is too few")
    assert "<t:" in refusal


async def test_where_we_may_not_attach_files_nothing_is_queued(mozart: Mozart) -> None:
    await mozart.people.permit("art", "Mozart", deny=ATTACH_FILES)

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox"})

    assert refusal.startswith("I may not attach files in this channel. Ask a moderator")


async def test_models_are_suggested_by_what_was_typed(mozart: Mozart) -> None:
    found = await mozart.people.autocomplete("ann", "art", "imagine", {"model": "COP"}, "model")

    assert [(it["name"], it["value"]) for it in found] == [("Copies a picture", "copyist")]


async def test_aspects_are_suggested_by_what_was_typed(mozart: Mozart) -> None:
    found = await mozart.people.autocomplete("ann", "art", "imagine", {"aspect": "16"}, "aspect")

    assert [choice["value"] for choice in found] == ["16:9"]


async def test_any_ratio_can_be_typed(mozart: Mozart) -> None:
    result = await mozart.result(aspect="5x4", size=128, count=1)

    assert "144 × 112" in plain(result)  # noqa: RUF001


# ---- the prompt language


async def test_flags_and_weights_act_and_the_message_shows_what_was_typed(mozart: Mozart) -> None:
    prompt = "a (red:1.3) fox —ar 3:2 --seed 7 --no people, cars --count 2"

    result = await mozart.result(prompt=prompt)

    request = (await mozart.job(1)).request
    assert (request.prompt, request.negative) == ("a red fox", "people, cars")
    assert (request.width, request.height, request.seed, request.count) == (80, 64, 7, 2)
    assert mozart.easel.wanted == [request]
    assert prompt in plain(result)
    assert "seed 7" in plain(result)
    assert gallery(result)[0]["description"] == "a red fox, picture 1 of 2"


async def test_what_was_drawn_stands_below_what_was_typed(mozart: Mozart) -> None:
    result = await mozart.result(prompt="a __animal__ in {rain|snow}", count=1)

    painted = (await mozart.job(1)).request.prompt
    assert painted != "a __animal__ in {rain|snow}"
    assert f"**a __animal__ in {{rain|snow}}**\n-# drawn: {painted}\n" in plain(result)


async def test_a_mistake_in_the_words_is_underlined_for_their_member_alone(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a `fox` --sed 7"})

    assert refusal == (
        "There is no flag --sed. Did you mean --seed?\n```\na 'fox' --sed 7\n        ^\n```"
    )
    assert await mozart.people.messages("bob", "art") == []


async def test_a_flag_gives_the_shape_even_where_a_picture_has_another(mozart: Mozart) -> None:
    options = {"prompt": "a fox --ar 2:3 --model copyist --count 1"}
    answer = await mozart.people.command(
        "ann", "art", "imagine", options, files={"image": ("fox.png", png(96, 64))}
    )

    result = await mozart.outcome(answer.message_id)
    media = gallery(result)[0]["media"]
    assert (media["width"], media["height"]) == (64, 80)


async def test_again_and_remix_keep_what_was_typed_but_the_seed(mozart: Mozart) -> None:
    first = await mozart.result(prompt="a (red:1.3) fox --seed 7 --no cars", count=1)

    again = await mozart.outcome(await mozart.press(first, "reroll"))

    assert "a (red:1.3) fox --no cars" in plain(again)
    assert "--seed" not in plain(again)
    opened = await mozart.people.click("ann", "art", first["id"], button(first, "remix"))
    assert opened.modal is not None
    values = [label["component"].get("value") for label in opened.modal["components"]]
    assert values == ["a (red:1.3) fox --seed 7 --no cars", None]
