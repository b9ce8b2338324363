"""Take docs/pictures/writer.webp: what is offered while one types, and two of the writer's cards.

Run from the repository, with Chromium: `python -m tools.writer_walk`.
"""

import asyncio
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright

from tests.browser import CHROMIUM, FLAGS
from tests.e2e.mozart import running

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "writer.webp"
PAPER, MARGIN = (49, 51, 56), 16
LONG = "a beautiful highly detailed red fox in the snow at dawn, trending, watercolour"


async def main() -> None:
    """Ask for richer words and for shorter ones, then begin to type."""
    with TemporaryDirectory() as folder:
        async with running(Path(folder) / "data") as mozart, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(
                viewport={"width": 1000, "height": 1100}, reduced_motion="reduce"
            )
            await page.goto(f"{mozart.url}/#member=ada&channel=art")
            await _typed(page, "/enhance words: a red fox --ar 3:2")
            richer = await _card(page, "Richer versions")
            await _typed(page, f"/shorten words: {LONG}")
            shorter = await _card(page, "Shorter")
            offers = await _offers(page, "/imagine prompt: a lighthouse at su")
            await browser.close()
    _below(offers, richer, shorter).save(TARGET, quality=80, method=6)
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1000} kB")


async def _typed(page: Page, line: str) -> None:
    composer, filling = page.get_by_test_id("composer"), page.get_by_test_id("command-line")
    await composer.wait_for()
    await page.wait_for_timeout(1500)  # the commands reach the page a moment later
    await composer.fill(line)
    await page.keyboard.press("Enter")
    while await filling.is_visible():
        await page.wait_for_timeout(500)
        await page.keyboard.press("Enter")


async def _card(page: Page, words: str) -> Image.Image:
    card = page.get_by_test_id("message").filter(has_text=words).last
    await card.get_by_role("button", name="Use it").first.wait_for(timeout=60_000)
    return await _shot(card.locator(".container"))


async def _offers(page: Page, line: str) -> Image.Image:
    """The panel above what is typed, once the writer is there."""
    await page.get_by_test_id("composer").fill(line)
    await page.wait_for_timeout(4000)  # the first offers are the painter's words
    await page.keyboard.type("n")
    await page.wait_for_timeout(3000)
    return await _shot(page.get_by_test_id("suggestions"))


async def _shot(part: Locator) -> Image.Image:
    await part.wait_for()
    return Image.open(io.BytesIO(await part.screenshot())).convert("RGB")


def _below(*pictures: Image.Image) -> Image.Image:
    height = sum(it.height + MARGIN for it in pictures) + MARGIN
    sheet = Image.new("RGB", (max(it.width for it in pictures) + 2 * MARGIN, height), PAPER)
    top = MARGIN
    for picture in pictures:
        sheet.paste(picture, (MARGIN, top))
        top += picture.height + MARGIN
    return sheet


if __name__ == "__main__":
    asyncio.run(main())
