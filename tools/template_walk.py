"""Take docs/pictures/own-template.webp: a template of a server's own, in its form and in use.

Run from the repository, with Chromium: `python tools/template_walk.py`.
"""

import asyncio
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright

from tests.browser import CHROMIUM, FLAGS
from tests.e2e.mozart import running

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "own-template.webp"
PAPER, MARGIN = (49, 51, 56), 24
WHOLE = "it => { it.style.maxHeight = it.firstElementChild.style.maxHeight = 'none' }"
FIELDS = {
    "name": "night-market",
    "sentence": "A $mood night market that sells $thing, lanterns, wet cobbles",
    "negative": "text, watermark, blurry",
    "flags": "--ar 3:2",
    "rest": 'slots.mood = ["busy", "quiet"]\n'
    'prompt.scenes = "$thing beside a lantern in a $mood town at night, oil painting"',
}


async def main() -> None:
    """Write a template, have it painted, show it, and put both pictures side by side."""
    with TemporaryDirectory() as folder:
        async with running(Path(folder) / "data") as mozart, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(
                viewport={"width": 1000, "height": 1300}, reduced_motion="reduce"
            )
            await page.goto(f"{mozart.url}/#member=ada&channel=art")
            form = await _written(page)
            await _painted(page)
            await _typed(page, "/template show name: night-market")
            card = page.get_by_test_id("message").filter(has_text="Dry run").last
            await card.locator("img[src*='night-market']").wait_for()
            shown = await _shot(card.locator(".container"))
            await browser.close()
    _side_by_side(form, shown).save(TARGET, quality=80, method=6)
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1000} kB")


async def _written(page: Page) -> Image.Image:
    await _typed(page, "/template create")
    form = page.get_by_test_id("modal")
    for field, text in FIELDS.items():
        await form.locator(f"[data-custom-id={field}]").fill(text)
    await form.evaluate(WHOLE)
    await form.locator("[data-custom-id=rest]").blur()
    shot = await _shot(form)
    await page.get_by_test_id("modal-submit").click()
    await page.get_by_role("button", name="Fill in").wait_for()
    return shot


async def _painted(page: Page) -> None:
    await page.get_by_role("button", name="Fill in").click()
    form = page.get_by_test_id("modal")
    await form.locator("[data-custom-id='slot:thing']").fill("three apples")
    await form.locator("[data-custom-id=flags]").fill("--seed 4 --count 1")
    await page.get_by_test_id("modal-submit").click()
    await page.get_by_role("button", name="Upscale").wait_for(timeout=60_000)


async def _typed(page: Page, line: str) -> None:
    """Type a command; what is suggested on the way is taken."""
    composer, filling = page.get_by_test_id("composer"), page.get_by_test_id("command-line")
    await composer.wait_for()
    await page.wait_for_timeout(1500)  # the commands reach the page a moment later
    await composer.fill(line)
    await page.keyboard.press("Enter")
    while await filling.is_visible():
        await page.wait_for_timeout(500)
        await page.keyboard.press("Enter")


async def _shot(part: Locator) -> Image.Image:
    await part.wait_for()
    return Image.open(io.BytesIO(await part.screenshot())).convert("RGB")


def _side_by_side(*pictures: Image.Image) -> Image.Image:
    width = sum(it.width for it in pictures) + MARGIN * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, max(it.height for it in pictures) + 2 * MARGIN), PAPER)
    left = MARGIN
    for picture in pictures:
        sheet.paste(picture, (left, MARGIN))
        left += picture.width + MARGIN
    return sheet


if __name__ == "__main__":
    asyncio.run(main())
