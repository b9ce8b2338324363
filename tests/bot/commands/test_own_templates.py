"""Templates that a server owns: from their making to their undoing, by members."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from PIL import Image

from bot.loopback import house
from bot.loopback.permissions import Right
from bot.member import Member
from bot.templates import may_use
from inference.binder import MOST_TEMPLATES, Filed
from prompts.draft import Draft, drafted
from prompts.sharing import share_code
from prompts.template import shipped_templates
from tests.bot.mozart import Mozart, gallery, is_private, plain
from tests.discord_house import House
from tests.people import Answer, Json, button, parts, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANAGE_MESSAGES = 1 << 13
MARKET = {
    "name": "Night market",
    "sentence": "A $mood night market that sells $thing",
    "negative": "text, blurry",
    "flags": "--ar 3:2",
    "rest": 'slots.mood = ["busy", "quiet"]',
}
LONGEST_MESSAGE = 4000


async def act(
    mozart: Mozart, act: str, member: str = "ada", channel: str = "art", **options: object
) -> Json:
    """What a member alone reads after `/template ACT`."""
    answer = await mozart.people.command(member, channel, f"template {act}", options)
    return await settled(mozart, answer, member, channel)


async def settled(
    mozart: Mozart, answer: Answer, member: str = "ada", channel: str = "art"
) -> Json:
    message = await mozart.people.settled(member, channel, answer.message_id)
    assert is_private(message)
    assert len(texts(message)) <= LONGEST_MESSAGE
    return message


async def opened(
    mozart: Mozart, act: str, member: str = "ada", channel: str = "art", **options: object
) -> Answer:
    """The form that `/template ACT` opens."""
    answer = await mozart.people.command(member, channel, f"template {act}", options)
    assert answer.modal is not None
    return answer


async def made(mozart: Mozart, **fields: str) -> Json:
    """What ada reads when she has made a template."""
    form = await opened(mozart, "create")
    return await settled(mozart, await mozart.people.modal("ada", form, MARKET | fields))


async def changed(mozart: Mozart, name: str = "night-market", **fields: str) -> Json:
    form = await opened(mozart, "edit", name=name)
    return await settled(mozart, await mozart.people.modal("ada", form, fields))


async def refused(mozart: Mozart, act: str, member: str = "ann", **options: object) -> str:
    return await mozart.refusal(member, "art", f"template {act}", options)


def fields(form: Answer) -> dict[str, str]:
    assert form.modal is not None
    boxes = [it["component"] for it in form.modal["components"]]
    return {it["custom_id"]: it.get("value") or "" for it in boxes}


async def press(mozart: Mozart, message: Json, label: str, member: str = "ada") -> Answer:
    return await mozart.people.click(member, "art", message["id"], button(message, label))


async def says(mozart: Mozart, message: Json, words: str) -> Json:
    """The message once these words stand in it."""
    return await mozart.people.wait_for(
        "ada", "art", lambda it: it["id"] == message["id"] and words in plain(it)
    )


async def named(mozart: Mozart, prompt: str, member: str = "ann") -> str:
    """The words that a model gets for a prompt."""
    await mozart.result(member, prompt=prompt, count=1)
    return (await mozart.jobs())[-1].request.prompt


# ---- making and using


async def test_a_template_is_made_in_a_form_and_shown_with_a_dry_run(mozart: Mozart) -> None:
    message = await made(mozart)

    said = plain(message)
    assert said.startswith("Saved: everybody here can name **night-market** now.")
    assert "this server's own · version 1, made by <@" in said
    assert "- `thing` Thing: words\n- `mood` Mood: busy, quiet; if you say nothing, busy" in said
    assert "A busy night market that sells a red sailboat" in said
    assert "nothing is queued or charged" in said
    assert [it["label"] for it in parts(message) if it["type"] == 2] == [
        "Fill in",
        "Share",
        "Change",
    ]


async def test_it_can_be_named_wherever_a_shipped_one_can(mozart: Mozart) -> None:
    await made(mozart)

    assert await named(mozart, "lanterns --template night-market") == (
        "A busy night market that sells lanterns"
    )
    listed = plain(await act(mozart, "list", "ann"))
    assert "**This server's templates**\n- `night-market` A $mood night market" in listed
    assert "- `tarot` A tarot card" in listed
    choices = await mozart.people.autocomplete(
        "ann", "art", "template use", {"name": "MARKET"}, "name"
    )
    assert [it["value"] for it in choices] == ["night-market"]
    form = await opened(mozart, "use", "ann", name="night-market")
    assert form.modal is not None
    assert [it["label"] for it in form.modal["components"]] == [
        "Thing",
        "Mood",
        "Flags, if you like",
    ]
    answer = await mozart.people.modal(
        "ann", form, {"slot:thing": "fruit", "slot:mood": ["quiet"], "flags": "--count 1"}
    )
    await mozart.outcome(answer.message_id)
    request = (await mozart.jobs())[-1].request
    assert request.prompt == "A quiet night market that sells fruit"
    assert request.width > request.height


async def test_it_belongs_to_its_server_alone(mozart: Mozart) -> None:
    await made(mozart)

    answer = await mozart.people.command("ann", "dm", "template show", {"name": "night-market"})
    refusal = await mozart.people.wait_for(
        "ann", "dm", lambda m: m["content"].startswith("There is no template called")
    )

    assert answer.message_id <= refusal["id"]


async def test_a_servers_own_stands_before_a_shipped_one_of_the_same_name(mozart: Mozart) -> None:
    form = await opened(mozart, "edit", name="stamp")
    assert fields(form)["sentence"] == shipped_templates().find("stamp").prompt.free
    answer = await mozart.people.modal("ada", form, {"sentence": "$motif on a stamp in $colour"})
    assert plain(await settled(mozart, answer)).startswith("Saved:")
    own = await named(mozart, "a fox --template stamp")

    listed = plain(await act(mozart, "list"))
    gone = plain(await act(mozart, "delete", name="stamp"))
    shipped = await named(mozart, "a fox --template stamp")

    assert own.startswith("a fox on a stamp in ")
    assert listed.count("- `stamp`") == 1
    assert "`stamp` is Mozart's own again." in gone
    assert "on a stamp in" not in shipped


async def test_the_newest_result_that_one_may_see_is_its_picture(mozart: Mozart) -> None:
    await made(mozart)
    assert gallery(await act(mozart, "show", name="night-market")) == []
    await named(mozart, "fruit --template night-market --seed 66051")  # red 1, green 2, blue 3

    (item,) = gallery(await act(mozart, "show", "bob", name="night-market"))

    assert item["description"] == "fruit --template night-market --seed 66051"
    path = item["media"]["url"].split("/", 3)[3]
    async with mozart.people._http.get("/" + path) as response:
        picture = Image.open(io.BytesIO(await response.read()))
    assert picture.size == (400, 320)


async def test_a_cell_of_a_sheet_is_a_picture_of_its_template_too(mozart: Mozart) -> None:
    await made(mozart)
    options = {"prompt": "fruit --template night-market", "x": "seed: 1, 2"}
    card = await mozart.people.command("ann", "art", "compare", options)
    await mozart.people.click("ann", "art", card.message_id, "mozart:compare:0:0")
    await mozart.people.wait_for(
        "ann",
        "art",
        lambda it: any(part["type"] == 3 for part in parts(it)),  # to adopt from
    )

    assert len(gallery(await act(mozart, "show", "bob", name="night-market"))) == 1


async def test_a_private_result_is_no_picture_for_others(mozart: Mozart) -> None:
    await made(mozart)
    await named(mozart, "fruit --template night-market", "ada")
    job = (await mozart.jobs())[-1]
    hidden = job.address.replace('"private":false', '"private":true')
    assert hidden != job.address
    await mozart.house.queue.readdress(job.id, hidden)

    assert len(gallery(await act(mozart, "show", "ada", name="night-market"))) == 1
    assert gallery(await act(mozart, "show", "bob", name="night-market")) == []


# ---- what cannot be saved is not lost


async def test_what_is_refused_stays_on_a_card_and_the_form_opens_again_with_it(
    mozart: Mozart,
) -> None:
    card = await made(mozart, sentence="A (busy market of $thing")

    assert "**Not saved.** This “(” is never closed." in plain(card)
    assert "A (busy market of $thing\n  ^" in texts(card)
    await mozart.restart()
    again = await press(mozart, card, "Go on")
    assert fields(again) == MARKET | {"sentence": "A (busy market of $thing"}
    saved = await mozart.people.modal("ada", again, {"sentence": "A market of $thing, $mood"})
    assert plain(await settled(mozart, saved)).startswith("Saved:")


async def test_what_no_model_could_paint_is_not_saved(mozart: Mozart) -> None:
    card = await made(mozart, flags="--sampler eulr")

    assert "“night-market” cannot be used. There is no sampler “eulr”." in plain(card)
    assert await mozart.house.queue.templates.all(mozart.guild_id) == []


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(mozart: Mozart) -> None:
    await made(mozart)
    form = await opened(mozart, "edit", name="night-market")
    await changed(mozart, negative="people")

    card = await settled(mozart, await mozart.people.modal("ada", form, {"negative": "cars"}))

    assert "Somebody changed the template “night-market” meanwhile" in plain(card)
    assert "**What to keep out**\n```\ncars\n```" in texts(card)
    assert "people" in fields(await opened(mozart, "edit", name="night-market"))["negative"]


async def test_everything_that_fits_into_the_form_fits_onto_the_card(mozart: Mozart) -> None:
    full = {
        "name": "x" * 40,
        "sentence": "$a " + "*" * 397,
        "negative": "_" * 300,
        "flags": "--ar 9:1 " + "#" * 91,
        "rest": "`" * 2400,
    }

    card = await made(mozart, **full)

    assert fields(await press(mozart, card, "Go on")) == full | {"rest": "'" * 2400}


async def test_a_form_that_is_sent_twice_is_one_version(mozart: Mozart) -> None:
    form = await opened(mozart, "create")

    first, second = [
        plain(await settled(mozart, await mozart.people.modal("ada", form, MARKET)))
        for _ in range(2)
    ]

    assert second.startswith("Saved: everybody here can name **night-market** now.")
    assert first.startswith("Saved:")
    assert len(await mozart.house.queue.templates.history(mozart.guild_id, "night-market")) == 1


async def test_under_another_name_an_edited_template_is_a_copy(mozart: Mozart) -> None:
    await made(mozart)

    await changed(mozart, name="night-market", sentence="$thing, $mood")
    form = await opened(mozart, "edit", name="night-market")
    await mozart.people.modal("ada", form, {"name": "day market"})

    assert "version 2" in plain(await act(mozart, "show", name="night-market"))
    assert "version 1" in plain(await act(mozart, "show", name="day-market"))


async def test_a_new_template_may_begin_as_a_copy(mozart: Mozart) -> None:
    form = await opened(mozart, "create", like="tarot")

    assert fields(form)["name"] == ""
    assert fields(form)["sentence"] == shipped_templates().find("tarot").prompt.free


# ---- history, delete


async def test_versions_are_listed_and_one_is_brought_back(mozart: Mozart) -> None:
    await made(mozart)
    await changed(mozart, sentence="$thing at dusk, $mood", flags="--ar 2:3")

    card = await act(mozart, "history", name="night-market")
    one = await act(mozart, "history", name="night-market", version=1)
    await press(mozart, card, "Bring 1 back")
    after = await says(mozart, card, "Version 3 is in force.")

    assert re.search(
        r"- \*\*2\*\* changed by <@\d+> <t:\d+:R> · other than before: prompt, flags", plain(card)
    )
    assert 'free = "A $mood night market' in texts(one)
    assert button(one, "Bring 1 back")
    assert "- **3** brought version 1 back by" in plain(after)
    assert (await named(mozart, "fruit --template night-market")).startswith("A busy night market")


async def test_a_version_is_brought_back_once(mozart: Mozart) -> None:
    await made(mozart)
    await changed(mozart, negative="people")
    history = await act(mozart, "history", name="night-market")
    await press(mozart, history, "Bring 1 back")
    await says(mozart, history, "Version 3 is in force.")

    refusal = await mozart.refused(
        mozart.people.click("ada", "art", history["id"], "mozart:leaf:restore:1:night-market"),
        "ada",
    )

    assert refusal == "Version 1 of “night-market” says what is in force."


async def test_a_deleted_template_is_gone_until_that_is_undone(mozart: Mozart) -> None:
    await made(mozart)

    card = await act(mozart, "delete", name="night-market")
    gone = await refused(mozart, "show", name="night-market")
    await mozart.restart()
    await press(mozart, card, "Undo")
    await says(mozart, card, "The template **night-market** is back, as version 1.")
    await act(mozart, "delete", name="night-market")
    again = plain(await act(mozart, "delete", name="night-market", undo=True))

    assert gone.startswith("There is no template called “night-market”.")
    assert again == "The template **night-market** is back, as version 1."


async def test_what_cannot_be_done_to_a_template_is_said(mozart: Mozart) -> None:
    await made(mozart)

    assert "no template “zzz” of its own" in await refused(mozart, "delete", "ada", name="zzz")
    assert "comes with Mozart and has no history" in await refused(mozart, "history", name="tarot")
    assert "No version 9 is kept" in await refused(
        mozart, "history", name="night-market", version=9
    )
    assert "no template “tarot” of its own" in await refused(mozart, "delete", "ada", name="tarot")
    assert "a template “night-market” already" in await refused(
        mozart, "delete", "ada", name="night-market", undo=True
    )


# ---- who may


async def test_only_who_manages_messages_everywhere_makes_and_changes_templates(
    mozart: Mozart,
) -> None:
    await made(mozart)
    await mozart.people.permit("art", "bob", allow=MANAGE_MESSAGES)  # in this channel alone

    for command, options in {
        "create": {},
        "import": {"code": share_code(shipped_templates().find("tarot"))},
        "edit": {"name": "tarot"},
    }.items():
        assert "all over it, can make templates" in await refused(mozart, command, "bob", **options)
    for command in ("edit", "delete", "allow"):
        refusal = await refused(mozart, command, "bob", name="night-market")
        assert refusal.startswith("Only its maker and members who may manage messages")
    assert "belong to a server" in await mozart.refusal("ann", "dm", "template create", {})


async def test_a_role_that_manages_messages_is_enough_and_its_maker_keeps_the_right(
    mozart: Mozart,
) -> None:
    guild = mozart.discord.server.world.guilds[str(mozart.guild_id)]
    patrons = next(it for it in guild.data["roles"] if it["name"] == "patrons")
    before = patrons["permissions"]
    patrons["permissions"] = str(int(Right.MANAGE_MESSAGES))
    try:
        await mozart.restart()
        form = await opened(mozart, "create", "bob")
        saved = await mozart.people.modal("bob", form, MARKET)
        assert plain(await settled(mozart, saved, "bob")).startswith("Saved:")
    finally:
        patrons["permissions"] = before
    await mozart.restart()

    assert "can make templates" in await refused(mozart, "create", "bob")
    assert fields(await opened(mozart, "edit", "bob", name="night-market"))["name"]
    assert "is deleted" in plain(await act(mozart, "delete", "bob", name="night-market"))
    assert "is back" in plain(await act(mozart, "delete", "bob", name="night-market", undo=True))


async def test_a_template_can_be_for_one_role(mozart: Mozart) -> None:
    await made(mozart)

    said = plain(await act(mozart, "allow", name="night-market", role="patrons"))

    closed = "The template “night-market” is for a role that you do not have."
    assert re.fullmatch(r"From now on, \*\*night-market\*\* is for members with <@&\d+>, .*", said)
    assert (await named(mozart, "fruit --template night-market", "bob")).startswith("A busy night")
    assert (await refused(mozart, "use", name="night-market")).startswith(closed)
    assert (
        await mozart.refusal("ann", "art", "imagine", {"prompt": "a --template night-market"})
    ).startswith(closed)
    assert re.search(r"- `night-market` · for <@&\d+>\n", plain(await act(mozart, "list", "ann")))
    found = await mozart.people.autocomplete("ann", "art", "template use", {"name": "m"}, "name")
    assert "night-market" not in [it["value"] for it in found]
    await act(mozart, "allow", name="night-market")
    assert (await named(mozart, "fruit --template night-market")).startswith("A busy night market")


# ---- passing on


@pytest_asyncio.fixture(loop_scope="session")
async def studio(discord: House, mozart: Mozart) -> AsyncIterator[str]:
    """A channel of another server that has the bot."""
    world = discord.server.world
    ann = next(user for user in world.users.values() if user["username"] == "ann")
    guild = house.add_guild(world, "ann's studio", ann["id"])
    house.add_member(world, guild, world.app_id, [])
    channel = house.add_channel(world, guild, "studio")
    await mozart.restart()
    yield "studio"
    await mozart.stop()
    del world.guilds[guild.id], world.channels[channel.id]


async def test_a_template_goes_to_another_server_by_its_code_or_its_file(
    mozart: Mozart, studio: str
) -> None:
    await made(mozart)
    shared = await act(mozart, "share", "ann", name="night-market")
    code = re.search(r"mozart1:\S+", texts(shared))
    assert code is not None
    (file,) = [it for it in parts(shared) if it["type"] == 13]
    async with mozart.people._http.get("/" + file["file"]["url"].split("/", 3)[3]) as response:
        toml = await response.read()

    async def imported(**options: object) -> str:
        return plain(await act(mozart, "import", "ann", studio, **options))

    by_code = await imported(code=f"`{code[0]}`")
    answer = await mozart.people.command(
        "ann",
        studio,
        "template import",
        {"name": "By file"},
        files={"file": ("night-market.toml", toml)},
    )
    by_file = plain(await settled(mozart, answer, "ann", studio))

    assert by_code.startswith("Saved: everybody here can name **night-market** now.")
    assert "version 1, imported by" in by_code
    assert by_file.startswith("Saved: everybody here can name **by-file** now.")
    await changed(mozart, sentence="$thing, $mood")  # at home
    message = await mozart.result("ann", studio, prompt="a --template night-market", count=1)
    assert message
    assert (await mozart.jobs())[-1].request.prompt == "A busy night market that sells a"


async def test_a_shipped_template_can_be_shared_too(mozart: Mozart) -> None:
    shared = await act(mozart, "share", "ann", "dm", name="tarot")

    assert share_code(shipped_templates().find("tarot")) in texts(shared)


HOSTILE = {
    "nothing": ({}, None, "Give either the code or the file"),
    "both": ({"code": "x"}, b"a = 1", "Give either the code or the file"),
    "cut": ({"code": "mozart1:ePk/Pa3gS0yER1oi"}, None, "This share code is not whole."),
    "large": ({}, b"#" * 30_000, "This file has 30,000 bytes, more than a template can have."),
    "no text": ({}, b"\xff\x00", "This file is no text in UTF-8"),
    "deep": ({}, b"a = " + b"[" * 2000, "Its tables are nested too deeply"),
    "unknown key": ({}, b"run = 1", "The template “bad” is wrong at run: there is no such key."),
    "name": ({"name": "@everyone"}, b"a = 1", "A template's name has 2 to 30 small letters"),
}
"""Those that tests/prompts does not see, and one of each kind that it does."""


@pytest.mark.parametrize(("options", "file", "sentence"), HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_import_is_refused_in_a_sentence(
    mozart: Mozart, options: Json, file: bytes | None, sentence: str
) -> None:
    files = {"file": ("bad.toml", file)} if file is not None else None

    refusal = await mozart.refusal("ada", "art", "template import", options, files=files)

    assert refusal.startswith(sentence)
    assert len(refusal) < 300
    assert await mozart.house.queue.templates.all(mozart.guild_id) == []


async def test_an_import_whose_name_is_taken_says_what_to_do(mozart: Mozart) -> None:
    await made(mozart)
    code = share_code(drafted(Draft(**MARKET)))

    refusal = await refused(mozart, "import", "ada", code=code)
    other = plain(await act(mozart, "import", code=code, name="second market"))

    assert "has a template “night-market” already. Choose another name." in refusal
    assert "**second-market**" in other


# ---- many


async def test_however_many_and_long_they_are_the_cards_fit(mozart: Mozart) -> None:
    own = mozart.house.studio.templates
    ada = Member(user_id=1, guild_id=mozart.guild_id, curates=True)
    long = drafted(
        Draft(
            name="long",
            sentence="$a $b $c $d " + "*_" * 190,
            negative="~" * 300,
            rest="\n".join(f"slots.{it} = [{', '.join(map(repr, CHOICES))}]" for it in "bcd"),
        )
    )
    names = [f"template-with-a-long-name-{number:03}" for number in range(MOST_TEMPLATES)]
    for name in names:
        await own.save(ada, long.model_copy(update={"name": name}), after=0, how="made")

    message = await act(mozart, "list", "ann")
    shown = await act(mozart, "show", "ann", name=names[0])

    assert texts(message).count("- `template-with-a-long-name-") == MOST_TEMPLATES
    assert names[0] in plain(shown)
    refused = plain(await made(mozart))
    assert "This server has 50 templates, as many as it may. Delete one first." in refused


CHOICES = [f"*{number}* {'_' * 40}" for number in range(6)]


def closed_to(role_id: int) -> Filed:
    return Filed(
        name="aa",
        text="",
        owner_id=1,
        role_id=role_id,
        version=1,
        author_id=1,
        written_at=0.0,
        how="made",
    )


async def test_a_template_for_a_role_is_for_its_maker_and_those_who_curate_too() -> None:
    maker, other = Member(user_id=1, guild_id=9), Member(user_id=2, guild_id=9)

    assert may_use(maker, closed_to(7))
    assert not may_use(other, closed_to(7))
    assert may_use(replace(other, role_ids=frozenset({7})), closed_to(7))
    assert may_use(replace(other, curates=True), closed_to(7))
    assert not may_use(replace(other, moderates=True), closed_to(7))  # in a channel alone
