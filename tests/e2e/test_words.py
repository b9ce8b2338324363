"""Words become pictures in one sitting, of a process of its own: no price is a surprise."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.mozart import TOKEN, running
from tests.people import Answer, Json, People, button, parts, texts

PATIENCE_S = 60.0


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    async with (
        running(tmp_path / "data") as mozart,
        People(mozart.url, TOKEN) as everybody,
    ):
        yield everybody


async def test_from_a_few_words_to_pictures_and_back(people: People) -> None:
    # Permutations: the price first, then two jobs.
    card = shown(await say(people, "imagine", prompt="a {red, blue} fox --count 1 --size 64"))
    assert "2 prompts, 2 pictures in all. Nothing is queued or charged yet." in plain(card)
    assert await public(people) == []
    await press(people, card, "Paint 2 pictures")
    blue, red = await painted(people, 2)
    assert ("a blue fox" in texts(blue), "a red fox" in texts(red)) == (True, True)

    # A template: its slots are the form, the last one of them a menu.
    form = await say(people, "template use", name="tarot")
    assert labels(form)[0] == "Who or what is on the card"
    answers = {"slot:figure": "a white horse", "slot:style": ["ink"]}
    answers |= {"flags": "--count 1 --size 64 --seed 3"}
    await people.modal("ann", form, answers)
    card_of_tarot = (await painted(people, 3))[0]
    assert 'a white horse --template "tarot; style=ink"' in texts(card_of_tarot)

    # A sheet of two by two, of which one picture becomes a result.
    offer = shown(
        await say(people, "compare", prompt="a fox, {ink, mosaic} --size 64", x="seed=1-2")
    )
    assert "A sheet of 2 by 2: 4 pictures in all. Nothing is queued" in plain(offer)
    await press(people, offer, "Paint 4 pictures")
    sheet = await people.wait_for("ann", "art", has_menu, timeout_s=PATIENCE_S)
    menu = next(part for part in parts(sheet) if part["type"] == 3)
    chosen = menu["options"][3]
    assert chosen["label"] == "seed 2 · mosaic"
    await people.click("ann", "art", sheet["id"], menu["custom_id"], [chosen["value"]])
    adopted = (await painted(people, 4))[0]
    assert "a fox, mosaic" in texts(adopted)
    assert "seed 2" in texts(adopted)

    # Richer words, seen and changed before they are sent.
    offer = await told(people, await say(people, "enhance", words="a red fox --size 64 --count 1"))
    opened = await people.click("ann", "art", offer["id"], "mozart:propose:edit:0")
    assert opened.modal is not None
    richer = opened.modal["components"][0]["component"]["value"]
    assert richer.startswith("a red fox")
    assert richer in texts(offer)
    await people.modal("ann", opened, {"prompt": f"{richer} --seed 9"})
    enhanced = (await painted(people, 5))[0]
    assert f"{richer} --seed 9" in plain(enhanced)

    # And back: the words of that picture come first.
    number = int(texts(enhanced).rpartition("job ")[2])
    guesses = await told(people, await say(people, "describe", job=number))
    first = next(part["content"] for part in parts(guesses) if "```" in part.get("content", ""))
    assert first.startswith("```\n" + richer.partition(" --")[0])
    assert "--seed 9" in first
    assert await people.problems() == []


async def say(people: People, command: str, **options: object) -> Answer:
    return await people.command("ann", "art", command, options)


async def told(people: People, answer: Answer) -> Json:
    """What a command answered after it had thought."""
    return await people.settled("ann", "art", answer.message_id, timeout_s=PATIENCE_S)


async def press(people: People, message: Json, label: str) -> None:
    await people.click("ann", "art", message["id"], button(message, label))


async def public(people: People) -> list[Json]:
    """What everybody sees."""
    return await people.messages("bob", "art")


async def painted(people: People, count: int) -> list[Json]:
    """The results that everybody sees, newest first, once there are so many."""
    ear = await people.ear("bob")
    while True:
        since = ear.so_far
        found = [it for it in await public(people) if is_result(it)]
        if len(found) >= count:
            return found
        await ear.wait_for(lambda _: True, since=since, timeout_s=PATIENCE_S)


def shown(answer: Answer) -> Json:
    assert answer.message is not None
    return answer.message


def is_result(message: Json) -> bool:
    return any("upscale" in part.get("custom_id", "") for part in parts(message))


def has_menu(message: Json) -> bool:
    return any(part["type"] == 3 for part in parts(message))


def labels(opened: Answer) -> list[str]:
    assert opened.modal is not None
    return [part["label"] for part in opened.modal["components"]]


def plain(message: Json) -> str:
    """What a member reads, without what makes it bold or keeps it from being so."""
    return texts(message).replace("\\", "").replace("**", "")
