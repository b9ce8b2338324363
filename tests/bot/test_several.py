import asyncio

import pytest

from bot.quota import Scope
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.bot.pictures import png
from tests.people import Answer, Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACH_FILES = 1 << 15
YES = "mozart:several:0:0"


async def ask(mozart: Mozart, prompt: str, **options: object) -> Json:
    answer = await mozart.people.command("ann", "art", "imagine", {"prompt": prompt} | options)
    assert answer.message is not None
    return answer.message


async def agree(mozart: Mozart, card: Json) -> Answer:
    return await mozart.people.click("ann", "art", card["id"], YES)


async def test_several_prompts_are_shown_with_their_price_before_anything_is_charged(
    mozart: Mozart,
) -> None:
    async with mozart.untouched("ann"):
        card = await ask(mozart, "a {red, `blue`} fox --ar {3:2, 1:1}", count=2)

    assert is_private(card)
    assert "4 prompts, 8 pictures in all." in plain(card)
    assert "Nothing is queued or charged yet." in plain(card)
    assert "2. a red fox --ar 1:1\n3. a `blue` fox --ar 3:2" in plain(card)
    assert "About 1 s of device time, done in about 1 s. You have no limit" in plain(card)
    assert buttons(card) == ["several:0", "several:1"]
    labels = [part.get("label") for part in parts(card) if part["type"] == 2]
    assert labels == ["Paint 8 pictures", "All on one sheet"]
    assert await mozart.people.messages("bob", "art") == []


async def test_yes_queues_a_job_for_each_below_a_message_of_its_own(mozart: Mozart) -> None:
    card = await ask(
        mozart,
        "a {red, `blue`} fox (runs:1.2) --size 128",
        count=2,
        seed=7,
        negative="cars -- and (people",
        model="copyist",
        aspect="3:2",
    )

    await agree(mozart, card)

    blue, red = await mozart.outcomes(2)
    jobs = await mozart.jobs()
    assert [job.request.prompt for job in jobs] == ["a red fox runs", "a `blue` fox runs"]
    for job in jobs:
        made = job.request
        assert (made.count, made.seed, made.model) == (2, 7, "copyist")
        assert (made.width, made.height) == (160, 112)
        assert made.negative == "cars -- and (people"
    assert "**a red fox (runs:1.2) --ar 3:2 --no " in plain(red)
    assert "**a `blue` fox (runs:1.2) --ar 3:2 --no " in plain(blue)
    assert not is_private(red)
    assert len(gallery(red)) == 2
    assert await mozart.used("ann") == 4


@pytest.mark.parametrize(
    ("prompt", "apart"),
    [
        ("a fox --seed {5, 6} --count 1", ["seed 5", "seed 6"]),
        ("a fox --count {1, 2} --seed 5", ["1 picture", "2 pictures"]),
        ("a fox --model {flat, copyist} --seed 5 --count 1", ["flat", "copyist"]),
        ("a fox --size {64, 128} --seed 5 --count 1", ["64 × 64", "128 × 128"]),  # noqa: RUF001
    ],
)
async def test_what_the_words_do_not_tell_apart_is_told_behind_them(
    mozart: Mozart, prompt: str, apart: list[str]
) -> None:
    card = await ask(mozart, prompt)

    assert "\n".join(f"{n}. a fox · {it}" for n, it in enumerate(apart, 1)) in plain(card)


async def test_yes_is_heard_after_a_restart_and_once(mozart: Mozart) -> None:
    card = await ask(mozart, "{a, b} --count 1")
    await mozart.restart()

    await agree(mozart, card)

    await mozart.outcomes(2)
    shown = await mozart.people.message("ann", "art", card["id"])
    assert "2 prompts, 2 pictures in all: they follow below." in plain(shown)
    assert buttons(shown) == []


async def test_two_presses_at_once_are_one_wish(mozart: Mozart) -> None:
    card = await ask(mozart, "{a, b} --count 1")

    await asyncio.gather(agree(mozart, card), agree(mozart, card))

    outcomes = await mozart.outcomes(2)
    assert await mozart.used("ann") == 2
    for message in await mozart.people.messages("bob", "art"):
        if message["id"] not in [it["id"] for it in outcomes]:
            await mozart.people.gone("bob", "art", message["id"])


async def test_what_was_drawn_for_the_card_is_what_is_painted(mozart: Mozart) -> None:
    card = await ask(mozart, "a __animal__ in {rain|snow|fog} --repeat 3", count=1)

    await agree(mozart, card)

    await mozart.outcomes(3)
    painted = [job.request.prompt for job in await mozart.jobs()]
    assert [f"{n}. {words}" in plain(card) for n, words in enumerate(painted, 1)] == [True] * 3
    assert len({job.request.seed for job in await mozart.jobs()}) == 3


async def test_a_quota_is_for_all_of_them_or_none(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 5)
    card = await ask(mozart, "{a, b, c}", count=2)

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(agree(mozart, card))

    assert refusal.startswith("This server has 5 of 5 pictures left today, which is too few")
    assert await mozart.people.messages("bob", "art") == []


REFUSED = {
    "too many": ("{a, b, c, d, e} {a, b, c, d, e}", "This prompt stands for 25 prompts; Mozart"),
    "bomb": ("{a, b}" * 100, "This prompt stands for more than a billion prompts; Mozart takes"),
    "one is wrong": ("a fox --seed {7, many}", "--seed takes a whole number from 0 to 4294967295"),
    "too long": ("{a, b}" + "[" * 30 + "x" + "]" * 30 + "`" * 900, "The prompt with all its opt"),
}


@pytest.mark.parametrize(("prompt", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_what_can_never_be_painted_is_not_offered(
    mozart: Mozart, prompt: str, sentence: str
) -> None:
    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": prompt})

    assert refusal.startswith(sentence)


async def test_a_picture_to_start_from_goes_with_one_prompt(mozart: Mozart) -> None:
    options = {"prompt": "{a, b}", "model": "copyist"}

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal(
            "ann", "art", "imagine", options, files={"image": ("fox.png", png(96, 64))}
        )

    assert refusal.startswith("Pictures go with one prompt at a time.")


async def test_where_we_may_not_attach_files_nothing_is_offered(mozart: Mozart) -> None:
    await mozart.people.permit("art", "Mozart", deny=ATTACH_FILES)

    refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "{a, b}"})

    assert refusal.startswith("I may not attach files in this channel.")


async def test_in_a_direct_message_several_prompts_work_too(mozart: Mozart) -> None:
    answer = await mozart.people.command("ann", "dm", "imagine", {"prompt": "{a, b}", "count": 1})

    await mozart.people.click("ann", "dm", answer.message_id, YES)

    assert len(await mozart.outcomes(2, channel="dm")) == 2
