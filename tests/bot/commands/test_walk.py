from dataclasses import replace

import pytest

from inference.catalogue import Model
from inference.morphing.journey import read_journey
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAN = Model(name="gan", engine="gan", title="The GAN", light=True)


def with_gan(mozart: Mozart) -> Mozart:
    """The same, with a GAN among the models that members may name."""
    studio = mozart.house.studio
    models = [it for it in studio.catalogue.models if it.engine != "gan"]
    studio.catalogue = replace(studio.catalogue, models=[*models, GAN])
    return mozart


async def walked(mozart: Mozart, **options: object) -> Json:
    answer = await mozart.people.command("ann", "art", "walk", options)
    return await mozart.outcome(answer.message_id)


async def test_a_walk_leads_through_the_gan_as_a_film(mozart: Mozart) -> None:
    shown = await walked(with_gan(mozart), frames=8, stops=2, size=64, tiles=4, seed=7)

    assert "A walk past 2 places of the GAN, 4 side by side" in plain(shown)
    assert [it["media"]["url"].split("?")[0][-5:] for it in gallery(shown)] == [".webp"]
    assert buttons(shown) == ["reroll:0", "delete:0"]
    assert await mozart.used("ann") == 1


async def test_words_that_ask_for_privacy_have_it(mozart: Mozart) -> None:
    shown = await walked(
        with_gan(mozart), frames=8, stops=2, size=64, words="the sea at night --private"
    )

    assert is_private(shown)


async def test_a_walk_through_a_diffusion_model_pays_for_its_frames(mozart: Mozart) -> None:
    shown = await walked(mozart, model="lens", words="a fox", stops=2, frames=6, seed=7)

    assert "A walk past 2 pictures of “a fox”" in plain(shown)
    stops = read_journey((await mozart.job(1)).request).stops
    assert [(it.prompt, it.seed) for it in stops] == [("a fox", 7), ("a fox", 8)]
    assert await mozart.used("ann") == 6


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"frames": 4}, "Frames of a walk: a whole number from 8 to 120"),
        ({"model": "flat"}, "no space of pictures to walk through"),
        ({"model": "lens"}, "say in words: what it shows"),
        ({"model": "lens", "words": "a fox", "tiles": 4}, "knows no option “tiles”"),
        ({"stops": 12, "frames": 12}, "at least 24 frames"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    with_gan(mozart)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "walk", options)


async def test_who_can_be_walked_through_is_offered(mozart: Mozart) -> None:
    with_gan(mozart)

    offered = await mozart.people.autocomplete("ann", "art", "walk", {"model": ""}, "model")

    assert [it["value"] for it in offered] == ["gan", "lens"]
