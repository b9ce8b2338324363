import pytest

from bot.member import Member
from tests.bot.mozart import Mozart, gallery, is_private, plain
from tests.people import Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILE = 13
BLUE, RED, BLACK = 0x0000FF, 0xFF0000, 0x000000
VIEW_CHANNEL = 1 << 10


async def asked(
    mozart: Mozart, name: str, member: str = "ann", channel: str = "art", **options: object
) -> Json:
    answer = await mozart.people.command(member, channel, name, options)
    return await mozart.people.settled(member, channel, answer.message_id)


async def painted(mozart: Mozart, channel: str = "art", member: str = "ann") -> None:
    """Jobs of one picture each: black, red, blue."""
    for seed, words in ((BLACK, "a crow"), (RED, "a fox"), (BLUE, "a whale")):
        await mozart.result(member, channel, words, count=1, seed=seed)


async def test_a_map_has_a_poster_and_a_page_for_whoever_asked(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox", count=4)

    shown = await asked(mozart, "map")

    assert "4 pictures: what is alike is near." in plain(shown)
    assert len(gallery(shown)) == 1
    assert [part["name"] for part in parts(shown) if part["type"] == FILE] == ["map.html"]
    assert is_private(shown)


async def test_words_find_the_pictures_that_show_them_best(mozart: Mozart) -> None:
    await painted(mozart)

    shown = await asked(mozart, "search", words="the sea")

    assert "Nearest to “the sea”" in plain(shown)
    assert plain(shown).index("1. a whale") < plain(shown).index("2. a")
    assert "job 3, picture 1" in plain(shown)
    assert is_private(shown)


async def test_what_is_alike_is_found_and_the_picture_itself_is_not(mozart: Mozart) -> None:
    await painted(mozart)
    await mozart.result("ann", "art", "a dolphin", count=1, seed=0x0000EE)

    shown = await asked(mozart, "similar", job=3)

    assert "Most like picture 1 of job 3" in plain(shown)
    assert plain(shown).index("1. a dolphin") < plain(shown).index("2. a")
    assert "a whale" not in plain(shown)


async def test_who_may_look_into_a_channel_is_asked_once_however_many_pictures_it_has(
    mozart: Mozart,
) -> None:
    await mozart.result(count=4)
    await mozart.result(count=4)
    asked_of: list[int] = []

    def sees(channel_id: int) -> bool:
        asked_of.append(channel_id)
        return True

    bob = Member(user_id=mozart.id_of("bob"), guild_id=mozart.guild_id)
    found = await mozart.house.studio.gallery.search(bob, sees, "the sea")

    assert len(found.shots) == 8
    assert asked_of == [int(await mozart.people.channel_id("bob", "art"))]


async def test_nobody_finds_what_they_may_not_see(mozart: Mozart) -> None:
    await mozart.result("bob", "dm", "a secret", count=1)
    await mozart.result("bob", "art", "an open one", count=1)

    shown = await asked(mozart, "search", words="anything")

    assert "an open one" in plain(shown)
    assert "a secret" not in plain(shown)
    theirs = await asked(mozart, "search", "bob", "dm", words="anything")
    assert "a secret" in plain(theirs)
    assert "an open one" not in plain(theirs)


async def test_the_map_of_a_channel_is_for_all_and_of_that_channel(mozart: Mozart) -> None:
    await mozart.result("ann", "art", count=4)
    await mozart.result("ann", "gallery", count=1)

    shown = await asked(mozart, "map", where="here")

    assert "4 pictures" in plain(shown)
    assert not is_private(shown)


async def test_a_private_answer_is_on_no_map_for_all(mozart: Mozart) -> None:
    await mozart.result("ann", "art", count=4)
    await asked(mozart, "settings set", answers="private")
    await mozart.result("ann", "art", "a fox", count=1)

    assert "4 pictures" in plain(await asked(mozart, "map", where="here"))
    assert "5 pictures" in plain(await asked(mozart, "map"))
    assert "4 pictures" in plain(await asked(mozart, "map", "bob"))


async def test_a_deleted_picture_is_found_no_more(mozart: Mozart) -> None:
    result = await mozart.result("ann", "art", "a fox", count=1)
    await mozart.result("ann", "art", "a crow", count=1)
    await asked(mozart, "search", words="anything")
    await mozart.press(result, "delete")
    await mozart.people.gone("ann", "art", result["id"])

    assert "a fox" not in plain(await asked(mozart, "search", words="anything"))


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("map", {}, "A map needs at least 4 pictures, and here are 0 that you may see."),
        ("search", {"words": "a fox"}, "There are no pictures here yet. Make some with /imagine."),
        ("similar", {"job": 9}, "There is no job 9 here."),
    ],
)
async def test_without_pictures_it_says_what_to_do(
    mozart: Mozart, name: str, options: Json, sentence: str
) -> None:
    assert sentence in await mozart.refusal("ann", "art", name, options)
