"""The use cases without Discord: which files stay on the disk, and what is refused."""

import asyncio

import pytest
from PIL import Image

from bot.address import Address
from bot.errors import NotReady
from bot.member import Member
from bot.wish import Wish
from inference.errors import QuotaUsedUp
from inference.moving import Film, kind_of, read_moving, write_film
from tests.bot.mozart import DIRECT_LIMIT, Mozart
from tests.bot.pictures import png
from tests.inference.scripted import Gate

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANN = Member(user_id=1)
ADDRESS = Address(channel_id=1, guild_id=None, user_id=1, created_at=0.0)


async def imagine(mozart: Mozart, key: str, *, count: int = 4, side_px: int = 64) -> None:
    wish = Wish(prompt="slow", count=count, model="copyist")
    picture = png(side_px, side_px)
    await mozart.house.studio.imagine(ANN, wish, picture, key=key, address=ADDRESS)


async def test_films_are_decoded_one_after_the_other_and_pictures_beside_them(
    mozart: Mozart, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, studio = Gate(), mozart.house.studio

    def held(data: bytes) -> Film:
        if kind_of(data):
            gate.stop_here()
        return read_moving(data)

    monkeypatch.setattr("bot.easel.read_moving", held)
    film = write_film(
        [Image.new("RGB", (16, 16), it) for it in ("red", "blue")], rate=4, kind="gif"
    )

    films = [asyncio.create_task(studio.developed(film)) for _ in range(3)]
    await asyncio.to_thread(gate.wait_for, 1)
    still = await studio.developed(png(16, 16))  # whoever could have begun before it has

    assert (gate.came, still.moves) == (1, False)
    gate.open()
    assert [it.moves for it in await asyncio.gather(*films)] == [True] * 3


async def test_a_picture_stays_while_a_job_starts_from_it_and_no_longer(mozart: Mozart) -> None:
    studio = mozart.house.studio
    await imagine(mozart, "one")
    await imagine(mozart, "two")
    kept = studio.storage.names()

    await studio.cancel(ANN, 2)
    await studio.delete(ANN, 2)

    assert len(kept) == 1
    assert studio.storage.names() == kept
    mozart.easel.go_on.set()
    await mozart.settled()
    await studio.delete(ANN, 1)
    assert studio.storage.names() == []


async def test_a_job_without_pictures_says_why_it_has_none(mozart: Mozart) -> None:
    studio = mozart.house.studio
    await imagine(mozart, "painted")
    await mozart.begun()
    await imagine(mozart, "waiting")
    await imagine(mozart, "cancelled")
    await studio.cancel(ANN, 3)

    for number, why in ((1, "is being painted"), (2, "is waiting"), (3, "was cancelled")):
        with pytest.raises(NotReady, match=f"Job {number} has no pictures: it {why}."):
            await studio.finished(number)


async def test_a_picture_of_a_refused_wish_does_not_stay(mozart: Mozart) -> None:
    for number in range(DIRECT_LIMIT // 4):
        await imagine(mozart, f"granted {number}")
    kept = mozart.house.studio.storage.names()

    with pytest.raises(QuotaUsedUp):
        await imagine(mozart, "refused", side_px=65)
    with pytest.raises(QuotaUsedUp):
        await imagine(mozart, "refused with a picture that others use")

    assert mozart.house.studio.storage.names() == kept
