"""The desk never blocks, never waits long, and says when it has its hands full."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image

from bot.desk import MOST_TYPING, MOST_WAITING, Desk
from bot.errors import NotReady
from inference.catalogue import Catalogue, Model
from inference.encoding import to_png
from inference.errors import PictureUnreadable
from inference.writer import Draft, Weighed, Weighing
from prompts.errors import PromptError

pytestmark = pytest.mark.asyncio(loop_scope="function")
CATALOGUE = Catalogue([Model(name="flat", engine="easel", title="Flat")])
PATIENCE_S = 60


class Pen:
    """A writer that says what it is told to, when it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked: list[str] = []
        self.seeds: list[int] = []

    def enrich(self, draft: Draft, *, count: int, seed: int) -> list[str]:
        self.go_on.wait(PATIENCE_S)
        self.seeds.append(seed)
        return [f"{draft.words}, {number}" for number in range(count)]

    def complete(self, text: str) -> list[str]:
        self.go_on.wait(PATIENCE_S)
        self.asked.append(text)
        return [" at dawn"]

    def describe(self, picture: Image.Image, *, count: int) -> list[str]:
        return [f"{picture.width} (wide)"] * count

    def weigh(self, words: str) -> Weighing:
        return Weighing(words=(Weighed(words, 1.0),), shorter=("fox",))


@pytest.fixture
def pen() -> Pen:
    return Pen()


@pytest_asyncio.fixture
async def desk(pen: Pen) -> AsyncIterator[Desk]:
    desk = Desk(lambda: pen, CATALOGUE, lambda: 7)
    yield desk
    pen.go_on.set()
    desk.close()


async def known(desk: Desk, pen: Pen) -> None:
    """The writer is there and has answered once."""
    await desk.complete("a")
    while not desk._ready:
        await asyncio.to_thread(pen.go_on.wait, PATIENCE_S)


async def test_richer_words_are_prompts(desk: Desk, pen: Pen) -> None:
    assert await desk.enrich("a fox --ar 3:2") == [f"a fox, {n} --ar 3:2" for n in range(3)]
    assert pen.seeds == [7]


async def test_too_many_at_once_are_refused_and_the_others_served(desk: Desk, pen: Pen) -> None:
    pen.go_on.clear()
    waiting = [asyncio.create_task(desk.enrich("a fox")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(NotReady, match="hands full"):
        await desk.enrich("a cat")

    pen.go_on.set()
    assert len(await asyncio.gather(*waiting)) == MOST_WAITING
    assert await desk.enrich("a cat")


async def test_words_that_would_grow_too_long_are_told_so(desk: Desk) -> None:
    with pytest.raises(NotReady, match="1,000 characters"):
        await desk.enrich("a " * 499 + "b")


async def test_a_picture_of_ours_says_what_it_was_painted_from(desk: Desk) -> None:
    picture = Image.new("RGB", (30, 20))
    recipe = {"prompt": "a {fox}", "seed": 3, "width": 30, "height": 20, "model": "flat"}

    told = await desk.describe(to_png(picture, recipe))

    assert told.words == "a {fox}"
    assert told.again == "a \\{fox\\} --ar 3:2 --seed 3"
    assert told.model == "flat"
    assert told.proposals == ("30 \\(wide\\)",) * 4


@pytest.mark.parametrize("recipe", [{}, {"prompt": 5}, {"prompt": ""}, {"prompt": "x" * 5000}])
async def test_a_picture_without_words_of_its_own_is_described(
    desk: Desk, recipe: dict[str, object]
) -> None:
    told = await desk.describe(to_png(Image.new("RGB", (30, 20)), recipe))

    assert (told.words, told.again) == ("", "")
    assert len(told.proposals) == 4


@pytest.mark.parametrize("file", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99])
async def test_a_broken_picture_is_refused(desk: Desk, file: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        await desk.describe(file)


async def test_only_plain_words_are_weighed(desk: Desk) -> None:
    assert (await desk.weigh("a fox --seed 3"))[1] == ["fox --seed 3"]
    with pytest.raises(NotReady, match="plain words"):
        await desk.weigh("a (fox:1.2)")
    with pytest.raises(PromptError):
        await desk.weigh("--seed 3")


# ---- while somebody types


async def test_the_first_offer_comes_before_the_writer_does(desk: Desk, pen: Pen) -> None:
    pen.go_on.clear()

    assert (await desk.complete("a ladyb"))[:2] == ["a ladyb", "a ladybird"]


async def test_once_it_is_there_the_writer_ends_the_words(desk: Desk, pen: Pen) -> None:
    await known(desk, pen)

    assert await desk.complete("a fox") == ["a fox", "a fox at dawn"]


async def test_what_was_asked_before_is_remembered(desk: Desk, pen: Pen) -> None:
    await known(desk, pen)
    for _ in range(3):
        await desk.complete("a fox")

    assert pen.asked.count("a fox") == 1


async def test_many_who_type_do_not_make_a_line(desk: Desk, pen: Pen) -> None:
    await known(desk, pen)
    pen.go_on.clear()
    typing = [asyncio.create_task(desk.complete(f"fox {n}")) for n in range(MOST_TYPING)]
    await asyncio.sleep(0)

    offered = await desk.complete("a ladyb")
    pen.go_on.set()

    assert offered[:2] == ["a ladyb", "a ladybird"]
    assert await asyncio.gather(*typing) == [
        [f"fox {n}", f"fox {n} at dawn"] for n in range(MOST_TYPING)
    ]


async def test_a_writer_that_does_not_come_costs_no_offers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> Pen:
        raise OSError("no such disk")

    desk = Desk(broken, CATALOGUE, lambda: 7)

    assert (await desk.complete("a ladyb"))[0] == "a ladyb"
    assert (await desk.complete("a ladyb"))[0] == "a ladyb"
    desk.close()
    assert "ladyb" not in caplog.text


@pytest.mark.parametrize("typed", ["", " ", "x" * 6000, "{" * 99])
async def test_nothing_that_is_typed_is_an_error(desk: Desk, typed: str) -> None:
    assert await desk.complete(typed) in ([], [typed])
