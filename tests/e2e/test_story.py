"""The whole of Mozart in one sitting, in a real browser, through a SIGKILL.

`--screenshots DIR` keeps what docs/ shows of it.
"""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import CHROMIUM, FLAGS, PATIENCE_MS
from tests.e2e.mozart import TOKEN, Mozart, running
from tests.people import Json, People, texts

WISH = "three red sailboats at sunset, watercolour"
LONG_WISH = "a castle in the mountains at night, oil painting size: 1536"
PAINT_MS = 180_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed."),
]

Snap = Callable[[Page, str], Awaitable[None]]


@pytest.fixture
async def mozart(tmp_path: Path) -> AsyncIterator[Mozart]:
    async with running(tmp_path / "data") as started:
        yield started


@pytest.fixture
async def page(mozart: Mozart) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(
            viewport={"width": 1100, "height": 900}, reduced_motion="reduce"
        )
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        await page.goto(f"{mozart.url}/#member=ann&channel=art")
        yield page
        await browser.close()


@pytest.fixture
def snap(request: pytest.FixtureRequest) -> Snap:
    folder: Path | None = request.config.getoption("--screenshots")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)

    async def keep(page: Page, name: str) -> None:
        if folder is not None:
            shot = Image.open(io.BytesIO(await page.screenshot()))
            shot.save(folder / f"{name}.webp", quality=82, method=6)

    return keep


async def test_a_member_makes_pictures_and_nothing_is_lost(  # noqa: PLR0915 - one sitting
    mozart: Mozart, page: Page, snap: Snap
) -> None:
    async with People(mozart.url, TOKEN) as people:
        # A wish: its place in the line at once, then the grid.
        ear = await people.ear("ann")
        await typed(page, f"/imagine {WISH}")
        await ear.wait_for(lambda event: "Next in line" in texts_of(event))
        first = await newest(page, WISH)
        await has_pictures(first, 4)
        for label in ("U1", "U4", "V1", "V4"):
            await expect(button(first, label)).to_be_enabled()
        await snap(page, "grid")

        # Vary one, upscale one.
        await button(first, "V2").click()
        varied = await newest(page, "varied strongly from picture 2")
        await has_pictures(varied, 4)
        await snap(page, "varied")
        await button(first, "U1").click()
        upscaled = await newest(page, "upscaled from picture 1")
        await has_pictures(upscaled, 1)
        await expect(upscaled).to_contain_text("1536 × 1536")  # noqa: RUF001 - the sign people read
        await snap(page, "upscaled")

        # A long wish: it is seen growing, and cancelled at its next step for nothing.
        await typed(page, f"/imagine {LONG_WISH}")
        long = await newest(page, "castle")
        await expect(long.locator("img[alt^='Unfinished']")).to_be_visible(timeout=PAINT_MS)
        await snap(page, "painting")
        await button(long, "Cancel").click()
        await expect(long).to_contain_text("Cancelled. Nothing was charged")

        # A reaction asks for the same again; Mozart is killed in the middle of it.
        await reacted(long, "🔁")
        again = await newest(page, "castle", beside=1)
        await expect(again.locator("img[alt^='Unfinished']")).to_be_visible(timeout=PAINT_MS)
        before = await page.get_by_test_id("message").count()
    await mozart.kill()
    await mozart.start()
    await page.reload()
    await has_pictures(again, 4)
    await expect(page.get_by_test_id("message")).to_have_count(before)
    await expect(again.get_by_role("group", name="4 pictures")).to_have_count(1)
    await snap(page, "survived")

    # Buttons and reactions from before still work.
    await reacted(varied, "3️⃣")
    late = await newest(page, "upscaled from picture 3")
    await has_pictures(late, 1)
    await button(varied, "U4").click()
    await has_pictures(await newest(page, "upscaled from picture 4"), 1)
    await page.set_viewport_size({"width": 390, "height": 844})
    await button(varied, "U1").scroll_into_view_if_needed()
    await snap(page, "phone")

    async with People(mozart.url, TOKEN) as people:
        assert await people.problems() == []


def texts_of(event: Json) -> str:
    return texts(event["message"]) if event.get("message") else ""


async def typed(page: Page, line: str) -> None:
    await page.get_by_test_id("composer").fill(line)
    await page.keyboard.press("Enter")


async def newest(page: Page, words: str, *, beside: int = 0) -> Locator:
    """The last message with these words, by its number, so that it stays the same one.

    Waits until there are more of them than the `beside` that were there before.
    """
    found = page.get_by_test_id("message").filter(has_text=words)
    await expect(found).to_have_count(beside + 1)
    number = await found.last.get_attribute("data-message-id")
    return page.locator(f"[data-message-id='{number}']")


async def has_pictures(message: Locator, count: int) -> None:
    finished = message.locator("img:not([alt^='Unfinished'])[src*='/mozart-']")
    await expect(finished).to_have_count(count, timeout=PAINT_MS)
    await expect(finished.first).to_be_visible()


def button(message: Locator, label: str) -> Locator:
    return message.get_by_role("button", name=label, exact=True)


async def reacted(message: Locator, emoji: str) -> None:
    await message.hover()
    await message.get_by_test_id("add-reaction").click()
    await message.page.locator(f".emoji-picker [data-emoji='{emoji}']").click()
