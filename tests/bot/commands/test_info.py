"""/info and --best: what is painted, what is kept, what it cost, and who may know."""

import pytest

from tests.bot.mozart import Mozart, gallery, is_private, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def told(mozart: Mozart, member: str = "ann", job: int = 1) -> Json:
    answer = await mozart.people.command(member, "art", "info", {"job": job})
    return await mozart.people.settled(member, "art", answer.message_id)


async def test_candidates_are_reserved_scored_and_told(mozart: Mozart) -> None:
    shown = await mozart.result(prompt="a fox --best 6 --seed 7", count=2)

    info = await told(mozart)

    assert len(gallery(shown)) == 2
    assert "best 2 of 6 pictures of 64 × 64" in plain(shown)  # noqa: RUF001
    assert await mozart.used("ann") == 6
    assert [picture.seed for picture in (await mozart.job(1)).pictures] == [12, 11]
    assert is_private(info)
    assert "1. seed 12, 64 × 64, score 0." in plain(info)  # noqa: RUF001
    assert "2. seed 11, 64 × 64, score 0." in plain(info)  # noqa: RUF001
    assert "best 2 of 6 pictures: the score is a cosine" in plain(info)
    assert "the model read: a fox" in plain(info)
    assert "cost 6 pictures" in plain(info)


async def test_the_button_tells_the_same_for_whoever_presses_it(mozart: Mozart) -> None:
    shown = await mozart.result(prompt="a fox --seed 7", negative="dogs")

    answer = await mozart.press(shown, "info", "bob")

    info = await mozart.people.settled("bob", "art", answer)
    assert is_private(info)
    assert "4. seed 10" in plain(info)
    assert "score" not in plain(info)
    assert "a fox; without dogs" in plain(info)


async def test_a_variation_of_the_best_is_no_choice_again_and_knows_its_parent(
    mozart: Mozart,
) -> None:
    shown = await mozart.result(prompt="a fox --best 5", count=2)

    await mozart.outcome(await mozart.press(shown, "vary", index=1))

    job = await mozart.job(2)
    assert (job.request.count, job.request.best) == (2, None)
    assert "varied from picture 2 of job 1" in plain(await told(mozart, job=2))


async def test_what_a_picture_was_painted_after_is_told(mozart: Mozart) -> None:
    options = {"prompt": "a fox --control canny:0.5 --model lens --sref reference", "count": 1}
    files = {role: ("look.png", png(32, 32)) for role in ("control", "reference")}
    answer = await mozart.people.command("ann", "art", "imagine", options, files=files)
    await mozart.outcome(answer.message_id)

    info = await told(mozart)

    assert "after a control by canny-tiny 0.5, a style by eye" in plain(info)


async def test_a_job_without_pictures_has_nothing_to_tell(mozart: Mozart) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()

    refusal = await mozart.refusal("ann", "art", "info", {"job": 1})

    assert refusal == "Job 1 has no pictures: it is being painted."


async def test_the_card_of_several_says_what_is_painted_and_what_is_shown(mozart: Mozart) -> None:
    answer = await mozart.people.command(
        "ann", "art", "imagine", {"prompt": "a {red, blue} fox --best 8 --count 1"}
    )

    card = plain(await mozart.people.settled("ann", "art", answer.message_id))
    assert "2 prompts, 16 pictures in all, of which the best 2 are shown." in card


async def test_the_manner_that_flags_ask_for_is_told(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox --c 30 --stop 80", count=1)

    assert "chaos 30, stop 80" in plain(await told(mozart))


async def test_a_private_wish_is_for_its_member_alone(mozart: Mozart) -> None:
    answer = await mozart.people.command(
        "ann", "art", "imagine", {"prompt": "a fox --private", "count": 1}
    )
    shown = await mozart.outcome(answer.message_id)

    varied = await mozart.outcome(await mozart.press(shown, "subtle"))

    assert is_private(shown)
    assert is_private(varied)
    assert is_private(await told(mozart))
    for name in ("show", "info"):
        for job in (1, 2):
            refusal = await mozart.refusal("bob", "art", name, {"job": job})
            assert refusal.startswith(f"There is no job {job} here.")


async def test_several_private_jobs_are_all_private(mozart: Mozart) -> None:
    answer = await mozart.people.command(
        "ann", "art", "imagine", {"prompt": "a {red, blue} fox --private --count 1"}
    )
    card = await mozart.people.settled("ann", "art", answer.message_id)

    await mozart.people.click("ann", "art", card["id"], "mozart:several:0:0")

    assert all(map(is_private, await mozart.outcomes(2)))
