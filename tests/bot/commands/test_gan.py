"""`/imagine model:gan` with the generator that comes with Mozart, all the way and back."""

import pytest

from tests.bot.mozart import Mozart, gallery, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_place_is_made_varied_and_enlarged(mozart: Mozart) -> None:
    shown = await mozart.result(prompt="a fox at night", model="gan", count=2, seed=7)
    varied = await mozart.outcome(await mozart.press(shown, "vary"))
    large = await mozart.outcome(await mozart.press(shown, "upscale", index=1))

    assert "left out “fox”" in plain(shown)
    assert [len(gallery(it)) for it in (shown, varied, large)] == [2, 2, 1]
    first, second, third = [await mozart.job(number) for number in (1, 2, 3)]
    assert len({it.sha256 for job in (first, second, third) for it in job.pictures}) == 5
    assert (third.pictures[0].width, third.pictures[0].height) == (128, 128)


async def test_what_a_single_step_cannot_do_is_refused_and_costs_nothing(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        steps = await mozart.refusal("ann", "art", "imagine", {"prompt": "a --m gan --steps 9"})
        half = await mozart.refusal("ann", "art", "imagine", {"prompt": "a --m gan --stop 50"})

    assert "The GAN knows no --steps." in steps
    assert "The GAN makes a picture in one step, so there is no --stop to choose." in half
