"""The page in a real browser, against the real server and a small real bot."""

import asyncio
import base64
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import discord
import pytest
import pytest_asyncio
import yarl
from discord import app_commands
from PIL import Image
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from typing_extensions import override

from bot.loopback import messages
from bot.loopback.person import Person
from bot.loopback.server import LoopbackServer
from tests.browser import CHROMIUM, FLAGS, PATIENCE_MS

COLOURS = ("red", "blue")
STYLES = ("ink", "oil", "watercolour")
EXPECTED_ERRORS = re.compile(r"status of 504")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed."),
    pytest.mark.asyncio(loop_scope="module"),
]


def picture(side_px: int, colour: str) -> discord.File:
    data = io.BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(data, "PNG")
    data.seek(0)
    return discord.File(data, f"{colour}.png", description=f"All {colour}")


class Sketcher(discord.Client):
    """Answers a few commands; the tests hold it back and look at what it was told."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_reactions=True)
        super().__init__(intents=intents, max_messages=None, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.told: asyncio.Queue[object] = asyncio.Queue()
        self.go_on = asyncio.Event()
        self.synced = asyncio.Event()

    @override
    async def setup_hook(self) -> None:
        self.tree.add_command(paint)
        self.tree.add_command(whisper)
        self.tree.add_command(silent)
        await self.tree.sync()
        self.synced.set()

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self.told.put_nowait(str(payload.emoji))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data = cast(dict[str, Any], interaction.data)
        if interaction.type is discord.InteractionType.component:
            await pressed(interaction, data)
        elif interaction.type is discord.InteractionType.modal_submit:
            words = data["components"][0]["component"]["value"]
            await interaction.response.send_message(f"You wrote {words}")


def result(words: str) -> discord.ui.LayoutView:
    """Two pictures, red.png and blue.png, under some words, and things to press."""
    gallery: discord.ui.MediaGallery[discord.ui.LayoutView] = discord.ui.MediaGallery()
    for colour in COLOURS:
        gallery.add_item(media=f"attachment://{colour}.png", description=f"All {colour}")
    style = discord.ButtonStyle
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Again", custom_id="again", style=style.primary),
        discord.ui.Button(label="Words", custom_id="words"),
        discord.ui.Button(label="Never", custom_id="never", style=style.danger),
        discord.ui.Button(label="Off", custom_id="off", disabled=True),
    )
    options = [discord.SelectOption(label=name, value=name) for name in STYLES]
    menu: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Select(custom_id="style", options=options)
    )
    text: discord.ui.TextDisplay[discord.ui.LayoutView] = discord.ui.TextDisplay(words)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(text, gallery, row, menu, accent_colour=0x5865F2))
    return view


async def pressed(interaction: discord.Interaction, data: dict[str, Any]) -> None:
    match data["custom_id"]:
        case "again":
            await interaction.response.edit_message(view=result("Painted again"))
        case "words":
            text: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
                custom_id="text", required=True, max_length=20
            )
            modal = discord.ui.Modal(title="New words", custom_id="modal")
            modal.add_item(discord.ui.Label(text="Words", component=text))
            await interaction.response.send_modal(modal)
        case "style":
            await interaction.response.send_message(f"Style {data['values'][0]}")


@app_commands.command(description="Paint something.")
@app_commands.choices(mood=[app_commands.Choice(name="Calm", value="calm")])
async def paint(  # noqa: PLR0917 - discord.py hands options over by name
    interaction: discord.Interaction,
    prompt: app_commands.Range[str, 1, 100],
    count: app_commands.Range[int, 1, 4] = 2,
    style: str = "ink",
    mood: str = "",
    start: discord.Attachment | None = None,
) -> None:
    client = interaction.client
    assert isinstance(client, Sketcher)
    await interaction.response.defer(thinking=True)
    await client.go_on.wait()
    size = len(await start.read()) if start else 0
    client.told.put_nowait((prompt, count, style, mood, size))
    view, files = result(f"**{prompt}** in {style}"), [picture(64, colour) for colour in COLOURS]
    await interaction.edit_original_response(view=view, attachments=files)


@paint.autocomplete("style")
async def styles(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name.title(), value=name) for name in STYLES if typed in name]


@app_commands.command(description="Say it to you alone.")
async def whisper(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("psst", ephemeral=True)


@app_commands.command(description="Never answer.")
async def silent(_: discord.Interaction) -> None:
    pass


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoopbackServer]:
    folder = tmp_path_factory.mktemp("discord")
    server = LoopbackServer(folder, people_token="people", bot_token="bot", limits=False)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(server: LoopbackServer) -> AsyncIterator[Sketcher]:
    base = server.world.files.base_url
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", f"{base}/api/v10")
        gateway = yarl.URL(base.replace("http", "ws") + "/gateway")
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        patch.setattr(discord.asset.Asset, "BASE", f"{base}/cdn")
        client = Sketcher()
        running = asyncio.create_task(client.start("bot"))
        async with asyncio.timeout(60):
            await client.synced.wait()
            await client.wait_until_ready()
        yield client
        await client.close()
        await running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, server: LoopbackServer, bot: Sketcher) -> AsyncIterator[Open]:
    """Opens the page in a fresh profile; fails the test if the page complained."""
    context = await browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    bot.go_on.set()
    while not bot.told.empty():
        bot.told.get_nowait()

    async def opened(member: str = "ann", channel: str = "art") -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        base = server.world.files.base_url
        await page.goto(f"{base}/#member={member}&channel={channel}")
        await expect(page.get_by_test_id("channel-title")).to_contain_text(channel)
        return page

    yield opened
    await context.close()
    assert [text for text in complaints if not EXPECTED_ERRORS.search(text)] == []


async def told(bot: Sketcher) -> object:
    async with asyncio.timeout(60):
        return await bot.told.get()


def person(server: LoopbackServer, name: str) -> Person:
    users = server.world.users.values()
    return Person(server.world, next(user for user in users if user["username"] == name))


async def painted(page: Page, words: str) -> Locator:
    """Sends /paint and gives its message once the pictures are there."""
    await page.get_by_test_id("composer").fill(f"/paint {words}")
    await page.keyboard.press("Enter")
    message = page.get_by_test_id("message").filter(has_text=words).last
    await expect(message.get_by_role("group", name="2 pictures")).to_be_visible()
    return page.locator(f"[data-message-id='{await message.get_attribute('data-message-id')}']")


async def test_a_command_is_chosen_filled_and_sent_by_keyboard_alone(
    open_page: Open, bot: Sketcher
) -> None:
    page = await open_page()
    bot.go_on.clear()

    await page.get_by_test_id("composer").press("/")
    await expect(page.get_by_role("option")).to_have_count(3)
    await page.keyboard.type("pai")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("option-prompt")).to_be_focused()
    await page.keyboard.type("three red sailboats")
    await page.keyboard.press("Tab")
    await page.keyboard.type("sty")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wat")
    await expect(page.get_by_role("option", name="Watercolour")).to_be_visible()
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.type("count")
    await page.keyboard.press("Tab")
    await page.keyboard.type("3")
    await page.keyboard.press("Enter")
    last = page.get_by_test_id("message").last
    await expect(last).to_contain_text("Mozart is thinking…")
    await expect(last).to_contain_text("Ann used /paint")
    bot.go_on.set()

    assert await told(bot) == ("three red sailboats", 3, "watercolour", "", 0)
    await expect(last.locator("strong")).to_have_text("three red sailboats")
    await expect(page.get_by_test_id("composer")).to_be_focused()


async def test_a_bot_that_thought_for_too_long_did_not_respond(
    open_page: Open, bot: Sketcher
) -> None:
    page = await open_page()
    bot.go_on.clear()
    await page.get_by_test_id("composer").fill("/paint a hen")
    await page.keyboard.press("Enter")
    last = page.get_by_test_id("message").last
    await expect(last).to_contain_text("Mozart is thinking…")

    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=16))
    await page.reload()

    await expect(last).to_contain_text("The application did not respond.")
    bot.go_on.set()
    await told(bot)


async def test_words_after_a_command_fill_its_first_text(open_page: Open, bot: Sketcher) -> None:
    page = await open_page()

    await page.get_by_test_id("composer").fill("/paint a heron in the rain mood: Calm")
    await expect(page.get_by_test_id("option-prompt")).to_have_value("a heron in the rain")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    assert await told(bot) == ("a heron in the rain", 2, "ink", "calm", 0)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/paint a cat count: 9", "Specify a number: 1 to 4."),
        ("/paint a cat count: two", "Specify a number."),
        ("/paint a cat mood: wild", "Choose one of the listed values."),
        ("/paint " + "x" * 101, "Write at most 100 characters. This has 101."),
        ("/paint ", "This option is required. Specify a value."),
    ],
)
async def test_a_wrong_option_is_explained_and_not_sent(
    open_page: Open, bot: Sketcher, line: str, sentence: str
) -> None:
    page = await open_page()

    await page.get_by_test_id("composer").fill(line)
    await page.keyboard.press("Enter")

    await expect(page.get_by_test_id("option-error")).to_have_text(sentence)
    assert bot.told.empty()


async def test_backspace_and_escape_take_a_command_back(open_page: Open) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("/paint a cat count: 1")

    for _ in range(2):
        await page.keyboard.press("Backspace")
    await expect(page.get_by_test_id("option-count")).to_have_count(0)
    await expect(page.get_by_test_id("option-prompt")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_test_id("composer")).to_be_focused()
    await expect(page.get_by_test_id("composer")).to_have_value("")


async def test_a_file_option_reaches_the_bot(open_page: Open, bot: Sketcher) -> None:
    page = await open_page()
    data = picture(8, "green").fp.read()

    await page.get_by_test_id("composer").fill("/paint a leaf start:")
    await page.get_by_test_id("file-start").set_input_files(
        {"name": "leaf.png", "mimeType": "image/png", "buffer": data}
    )
    await expect(page.get_by_test_id("option-start")).to_contain_text("leaf.png")
    await page.get_by_test_id("send").click()

    assert await told(bot) == ("a leaf", 2, "ink", "", len(data))


async def test_a_command_nobody_answers_says_so(open_page: Open) -> None:
    page = await open_page()

    await page.get_by_test_id("composer").fill("/silent ")
    await page.keyboard.press("Enter")

    failed = page.get_by_test_id("message").filter(has_text="The application did not respond.")
    await expect(failed).to_contain_text("Ann used /silent")
    await failed.get_by_test_id("dismiss").click()
    await expect(failed).to_have_count(0)


async def test_a_button_edits_its_message_in_place(open_page: Open) -> None:
    page = await open_page()
    message = await painted(page, "edit in place")
    image = await message.locator("img[alt='All red']").element_handle()

    await message.locator("[data-custom-id=again]").click()

    await expect(message).to_contain_text("Painted again")
    await expect(message.get_by_test_id("edited")).to_have_text("(edited)")
    assert await image.evaluate("node => node.isConnected && node.complete")
    await expect(message.locator("[data-custom-id=off]")).to_be_disabled()


async def test_an_edit_does_not_move_what_is_being_read(open_page: Open, bot: Sketcher) -> None:
    page = await open_page()
    for number in range(3):
        await painted(page, f"tall {number}")
    bot.go_on.clear()
    await page.get_by_test_id("composer").fill("/paint below the fold")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text("is thinking")
    read = page.get_by_test_id("message").filter(has_text="tall 1").last
    await read.evaluate("node => node.scrollIntoView({block: 'start'})")
    before = await read.bounding_box()

    bot.go_on.set()
    await expect(page.get_by_test_id("message").last).to_contain_text("below the fold")
    other = await open_page("bob")
    await other.get_by_test_id("composer").fill("hello from bob")
    await other.keyboard.press("Enter")
    await expect(page.get_by_test_id("new-messages")).to_contain_text("1 new message")
    assert await read.bounding_box() == before
    await page.get_by_test_id("new-messages").click()

    await expect(page.get_by_test_id("message").last).to_be_in_viewport()


async def test_a_button_that_is_not_answered_says_so(open_page: Open) -> None:
    page = await open_page()
    message = await painted(page, "no answer")

    await message.locator("[data-custom-id=never]").click()
    await expect(message.locator("[data-custom-id=never]")).to_have_attribute("aria-busy", "true")

    await expect(message.get_by_test_id("failed")).to_have_text("The application did not respond.")
    await expect(message.locator("[aria-busy]")).to_have_count(0)


async def test_a_select_is_used_by_keyboard(open_page: Open) -> None:
    page = await open_page()
    message = await painted(page, "choose a style")

    await message.get_by_test_id("component-select").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("oil")
    await page.keyboard.press("Enter")

    await expect(page.get_by_test_id("message").last).to_contain_text("Style oil")
    await expect(message.get_by_test_id("component-select")).to_contain_text("oil")


async def test_a_form_is_checked_filled_and_sent(open_page: Open) -> None:
    page = await open_page()
    message = await painted(page, "change the words")

    await message.locator("[data-custom-id=words]").click()
    form = page.get_by_role("dialog", name="New words")
    await expect(form.get_by_label("Words")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(form).to_contain_text("This field is required.")
    await page.keyboard.type("a quiet sea")
    await form.get_by_test_id("modal-submit").click()

    await expect(page.get_by_test_id("message").last).to_contain_text("You wrote a quiet sea")
    await expect(form).to_have_count(0)


async def test_an_ephemeral_answer_is_for_one_and_can_be_dismissed(open_page: Open) -> None:
    page, other = await open_page("ann", "gallery"), await open_page("bob", "gallery")

    await page.get_by_test_id("composer").fill("/whisper ")
    await page.keyboard.press("Enter")
    whispered = page.get_by_test_id("message").filter(has_text="psst")
    await expect(whispered).to_contain_text("Only you can see this")
    await expect(other.get_by_test_id("message").filter(has_text="psst")).to_have_count(0)
    await whispered.get_by_test_id("dismiss").click()
    await expect(whispered).to_have_count(0)
    await page.reload()

    await expect(page.get_by_test_id("composer")).to_be_enabled()
    await expect(whispered).to_have_count(0)


async def test_a_reaction_is_added_and_taken_back(open_page: Open, bot: Sketcher) -> None:
    page = await open_page()
    message = await painted(page, "react to this")
    await told(bot)

    await message.hover()
    await message.get_by_test_id("add-reaction").click()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")

    assert await told(bot) == "2️⃣"
    chip = message.get_by_test_id("reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_a_picture_opens_large_and_arrows_show_the_next(open_page: Open) -> None:
    page = await open_page()
    message = await painted(page, "look closer")

    await message.get_by_role("button", name="Enlarge: All red").click()
    large = page.get_by_test_id("lightbox")
    await expect(large.get_by_role("img", name="All red")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(large.get_by_role("img", name="All blue")).to_be_visible()
    link = await large.get_by_test_id("lightbox-original").get_attribute("href")
    await page.keyboard.press("Escape")

    await expect(large).to_have_count(0)
    assert link is not None
    assert "blue.png" in link


async def test_members_see_what_they_may_and_write_as_themselves(open_page: Open) -> None:
    page = await open_page("ann")
    channels = page.get_by_test_id("channel-link")
    await expect(channels.filter(has_text="admins")).to_have_count(0)

    await page.get_by_role("radio", name="Ada").click()
    await channels.filter(has_text="admins").click()
    await page.get_by_test_id("composer").fill("Only **admins** read this.")
    await page.keyboard.press("Enter")

    written = page.get_by_test_id("message").last
    await expect(written).to_have_attribute("data-author", "ada")
    await expect(written.locator("strong")).to_have_text("admins")


async def test_arrow_keys_change_who_writes(open_page: Open) -> None:
    page = await open_page("ann")
    people = page.get_by_test_id("member-switch").get_by_role("radio")

    await people.and_(page.get_by_role("radio", name="Ann")).focus()
    await page.keyboard.press("ArrowRight")

    bob = people.and_(page.get_by_role("radio", name="Bob"))
    await expect(bob).to_be_checked()
    await expect(bob).to_have_attribute("tabindex", "0")


async def test_hostile_text_stays_text(open_page: Open) -> None:
    page = await open_page()
    hostile = (
        '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
        " [label](javascript:window.hacked=1) ||<b>**||" + "*_~`|[<@&" * 60
    )

    await page.get_by_test_id("composer").fill(hostile)
    await page.keyboard.press("Enter")

    written = page.get_by_test_id("message").last
    await expect(written).to_contain_text('<img src=x onerror="window.hacked = 1"><script>')
    await expect(written.locator("img, script, b, a")).to_have_count(0)
    assert await page.evaluate("window.hacked") is None


async def test_pictures_are_attached_by_pasting(open_page: Open) -> None:
    page = await open_page()
    data = base64.b64encode(picture(32, "orange").fp.read()).decode()
    paste = """([node, data]) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], "orange.png", { type: "image/png" }));
        node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }"""

    composer = page.get_by_test_id("composer")
    await page.evaluate(paste, [await composer.element_handle(), data])
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("orange.png")
    await composer.press("Enter")

    image = page.get_by_test_id("message").last.locator("img[data-asset$='orange.png']")
    await expect(image).to_be_visible()
    await expect(page.get_by_role("list", name="Files to send")).to_be_hidden()


async def test_a_phone_shows_everything_without_sideways_scrolling(open_page: Open) -> None:
    page = await open_page()
    await painted(page, "small screen")
    await page.set_viewport_size({"width": 360, "height": 640})
    link = page.get_by_test_id("channel-link").filter(has_text="gallery")
    await expect(link).to_be_hidden()
    await expect(page.get_by_test_id("member-switch")).to_be_in_viewport()

    await page.get_by_test_id("menu-button").click()
    await link.click()

    await expect(page.get_by_test_id("channel-title")).to_contain_text("gallery")
    await expect(link).to_be_hidden()
    size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert await page.evaluate(size) == [360, 640]


async def test_the_light_theme_is_remembered(open_page: Open) -> None:
    page = await open_page()
    background = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(background)

    await page.get_by_role("radio", name="Light").click()
    await page.reload()

    await expect(page.get_by_role("radio", name="Light")).to_be_checked()
    assert dark == "rgb(49, 51, 56)"
    assert await page.evaluate(background) == "rgb(255, 255, 255)"


async def test_problems_show_when_there_are_some(open_page: Open, server: LoopbackServer) -> None:
    page = await open_page()
    button = page.get_by_test_id("problems-button")
    await expect(button).to_be_hidden()

    server.world.report("POST /messages", "<b>content</b> is too long.")
    await button.click()

    await expect(page.get_by_test_id("problem")).to_contain_text(["<b>content</b> is too long."])


async def test_a_lost_connection_is_made_up_for(open_page: Open, server: LoopbackServer) -> None:
    page = await open_page("ann", "gallery")
    bob = person(server, "bob")
    channel = bob.channel("gallery")
    deleted = bob.say(channel, "soon gone", [])
    await expect(page.get_by_test_id("message").last).to_contain_text("soon gone")

    await server._events.close()
    messages.delete(server.world, deleted)
    bob.say(channel, "while you were away", [])

    await expect(page.get_by_test_id("message").last).to_contain_text("while you were away")
    await expect(page.get_by_test_id("message").filter(has_text="soon gone")).to_have_count(0)
    await expect(page.get_by_test_id("banner")).to_be_hidden()


async def test_scrolling_up_brings_older_messages(open_page: Open, server: LoopbackServer) -> None:
    ada = person(server, "ada")
    for number in range(70):
        ada.say(ada.channel("admins"), f"number {number}.", [])
    page = await open_page("ada", "admins")
    first = page.get_by_test_id("message").filter(has_text="number 0.")
    await expect(first).to_have_count(0)

    await page.get_by_test_id("message").first.scroll_into_view_if_needed()

    await expect(first).to_have_count(1)


async def test_news_elsewhere_mark_their_channel(open_page: Open, server: LoopbackServer) -> None:
    page = await open_page("ann", "art")
    link = page.get_by_test_id("channel-link").filter(has_text="gallery")
    bob = person(server, "bob")

    bob.say(bob.channel("gallery"), "look here", [])
    await expect(link).to_have_attribute("data-unread", "")
    await link.click()

    await expect(page.get_by_test_id("message").last).to_contain_text("look here")
    await expect(link).not_to_have_attribute("data-unread", "")


MARKDOWN = {
    "**bold** *a* _b_ __u__ ~~s~~": "<strong>bold</strong> <em>a</em> <em>b</em> <u>u</u> <s>s</s>",
    "***both*** snake_case_name 2 * 3 * 4": (
        "<strong><em>both</em></strong> snake_case_name 2 * 3 * 4"
    ),
    r"\*plain\* `co*d*e` ``a`b``": "*plain* <code>co*d*e</code> <code>a`b</code>",
    "**open _and_": "**open <em>and</em>",
    "<b>&amp;</b>": "&lt;b&gt;&amp;amp;&lt;/b&gt;",
    "[x](javascript:alert(1))": "[x](javascript:alert(1))",
    "[https://a.b](https://c.d)": "[<a>https://a.b</a>](<a>https://c.d</a>)",
    "[words](https://c.d/e)": "<a>words</a>",
    "see https://c.d/e_(f).": "see <a>https://c.d/e_(f)</a>.",
    "@everyone <@1> <#2> </imagine:3>": (
        "<span>@everyone</span> <span>@unknown-user</span> <span>#unknown</span>"
        " <button>/imagine</button>"
    ),
    "<t:0:d> <t:x>": "<time>1/1/70</time> &lt;t:x&gt;",
    "||no||": "<span><span>no</span></span>",
}


async def test_markdown_reads_as_discord_writes_it(open_page: Open) -> None:
    page = await open_page()
    render = """async (source) => {
        const { markdown } = await import("/page/richtext.js");
        const box = markdown(source).firstElementChild;
        return box.innerHTML.replace(/<(\\w+) [^>]*>/g, "<$1>");
    }"""

    shown = {source: await page.evaluate(render, source) for source in MARKDOWN}

    assert shown == MARKDOWN


async def test_blocks_of_markdown_are_told_apart(open_page: Open) -> None:
    page = await open_page()
    source = "# One\n-# small\n> said\n> more\n- a\n  - b\n1. c\n```py\n# no heading\n```\nend"
    outline = """async (source) => {
        const { parse } = await import("/page/markdown.js");
        return parse(source).map((block) => block.kind);
    }"""

    kinds = await page.evaluate(outline, source)

    assert kinds == ["heading", "subtext", "quote", "list", "list", "text"]


async def test_a_gallery_lays_out_every_picture(open_page: Open) -> None:
    page = await open_page()
    count_tiles = """async (count) => {
        const { gallery } = await import("/page/media.js");
        const media = { url: "/page/mozart.svg", width: 40, height: 40 };
        return gallery(Array(count).fill({ media }), "g").querySelectorAll("button.tile").length;
    }"""

    tiles = [await page.evaluate(count_tiles, count) for count in range(1, 11)]

    assert tiles == list(range(1, 11))
