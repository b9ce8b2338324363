from functools import partial

import pytest

from bot.address import Address
from bot.errors import NotReady
from bot.member import Member
from inference.morphing.journey import read_journey
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def morphed(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": ("boat.png", picture)} if picture else None
    size = {} if {"model", "job"} <= options.keys() else {"size": 96}
    given = {"frames": 4, **size, **options}
    answer = await mozart.people.command("ann", "art", "morph", given, files=files)
    return await mozart.outcome(answer.message_id)


async def test_words_become_other_words_as_a_film(mozart: Mozart) -> None:
    shown = await morphed(mozart, words="a cat", to_words="a dog")

    assert "From “a cat” to “a dog”" in plain(shown)
    assert [it["media"]["url"].split("?")[0][-5:] for it in gallery(shown)] == [".webp"]
    assert buttons(shown) == ["reroll:0", "delete:0"]


async def test_words_that_ask_for_privacy_have_it(mozart: Mozart) -> None:
    shown = await morphed(mozart, words="a cat --private", to_words="a dog")

    assert is_private(shown)


async def test_a_picture_that_was_sent_becomes_one_of_a_job(mozart: Mozart) -> None:
    await mozart.result(count=1)

    shown = await morphed(mozart, png(60, 40), to_job=1, kind="mp4")

    assert "From a picture to another" in plain(shown)
    request = (await mozart.job(2)).request
    assert set(request.inputs) == {"first", "second"}
    assert request.width > request.height


async def test_two_results_of_one_job_need_its_number_once(mozart: Mozart) -> None:
    await mozart.result(count=2)

    await morphed(mozart, job=1, to_index=2)

    request = (await mozart.job(2)).request
    pictures = (await mozart.job(1)).pictures
    assert request.inputs == {"first": pictures[0].sha256, "second": pictures[1].sha256}
    assert request.parent == (1, 0)


async def test_words_become_others_through_a_models_noise(mozart: Mozart) -> None:
    shown = await morphed(mozart, words="a cat --cfg 3", to_words="a dog", model="lens", seed=5)

    assert "From “a cat” to “a dog”" in plain(shown)
    assert buttons(shown) == ["reroll:0", "delete:0", "info:0"]
    request = (await mozart.job(1)).request
    assert (request.model, request.prompt, request.guidance) == ("lens", "a cat", 3)
    ends = read_journey(request).stops
    assert [(it.prompt, it.seed) for it in ends] == [("a cat", 5), ("a dog", 5)]
    assert await mozart.used("ann") == 4


async def test_two_results_of_a_model_become_each_other_by_their_seeds(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox", model="lens", count=2, seed=7)

    await morphed(mozart, job=1, to_index=2, model="lens", frames=5)

    request = (await mozart.job(2)).request
    assert [(it.prompt, it.seed) for it in read_journey(request).stops] == [
        ("a fox", 7),
        ("a fox", 8),
    ]
    assert (request.inputs, request.count, request.painted) == ({}, 1, 5)


async def test_a_film_of_a_model_is_made_again_but_not_varied(mozart: Mozart) -> None:
    shown = await morphed(mozart, words="a cat", to_words="a dog", model="lens", seed=5)

    await mozart.outcome(await mozart.press(shown, "reroll"))

    first, again = [(await mozart.job(number)).request for number in (1, 2)]
    assert first.seed != again.seed
    assert first.options == again.options
    address = Address.from_json((await mozart.job(1)).address)
    ann = Member(user_id=mozart.id_of("ann"), guild_id=mozart.guild_id)
    studio = mozart.house.studio
    for act in (studio.upscale, partial(studio.vary, strong=True)):
        with pytest.raises(NotReady, match=r"no larger version|not varied"):
            await act(ann, 1, 0, key="once", address=address)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"words": "a cat", "to_words": "a dog", "model": "flat"}, "nothing that it could paint"),
        ({"words": "a cat", "to_words": "a dog", "model": "none"}, "no model called “none”"),
        ({"words": "{a, b} cat", "to_words": "a dog", "model": "lens"}, "stands for 2 prompts"),
        ({"words": "a cat", "to_job": 1, "model": "lens"}, "“lens” and the other of “flat”"),
        ({"job": 1, "to_job": 1, "model": "lens", "size": 96}, "leave the size out"),
        (
            {"words": "a cat", "to_words": "a dog", "model": "lens", "frames": 25},
            "from 4 to 24",
        ),
        ({"words": "a cat"}, "A morph needs its second end, once"),
        ({"words": "a cat", "job": 1, "to_words": "a dog"}, "needs its first end, once"),
        ({"job": 1, "to_job": 9}, "There is no job 9"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "morph", options)
