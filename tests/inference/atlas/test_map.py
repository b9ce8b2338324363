"""From vectors to a map: neighbours stay neighbours, and every picture has a place of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, async_playwright

from inference.atlas.page import Label, write_page
from inference.atlas.placing import on_a_grid
from inference.atlas.poster import cell_side, draw_poster, draw_strip, thumbnail
from inference.atlas.tsne import tsne
from tests.browser import CHROMIUM, FLAGS

GROUPS = 5


def rows(count: int, *, groups: int = GROUPS) -> tuple[np.ndarray, np.ndarray]:
    """Vectors in groups far apart, and which group each is of."""
    chance = np.random.default_rng(7)
    centres = chance.normal(0, 4, (groups, 32))
    group = np.arange(count) % groups
    return (centres[group] + chance.normal(0, 1, (count, 32))).astype(np.float32), group


def test_neighbours_on_the_map_are_of_one_group() -> None:
    vectors, group = rows(150)

    points = tsne(vectors)

    apart = ((points[:, None] - points[None]) ** 2).sum(-1)
    np.fill_diagonal(apart, np.inf)
    assert (group[apart.argmin(1)] == group).mean() > 0.97
    assert np.array_equal(points, tsne(vectors))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_few_pictures_have_a_map_too(count: int) -> None:
    points = tsne(rows(count)[0])

    assert points.shape == (count, 2)
    assert len(np.unique(points, axis=0)) == count


def test_pictures_that_are_all_the_same_do_not_break_it() -> None:
    assert np.isfinite(tsne(np.ones((12, 8), np.float32))).all()


@pytest.mark.parametrize("count", [1, 4, 39, 120])
@pytest.mark.parametrize("aspect", [0.5, 4 / 3])
def test_everybody_has_a_cell_on_the_grid(count: int, aspect: float) -> None:
    points = np.random.default_rng(1).normal(size=(count, 2)).astype(np.float32)

    columns, down, cells = on_a_grid(points, aspect=aspect)

    assert len(set(cells)) == count
    assert all(0 <= column < columns and 0 <= row < down for column, row in cells)


def test_left_stays_left_and_above_stays_above() -> None:
    points = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)

    assert on_a_grid(points, aspect=1)[2] == [(0, 0), (1, 0), (0, 1), (1, 1)]


def colours(count: int, side: int) -> list[Image.Image]:
    return [Image.new("RGB", (side, side), (10 + 20 * index, 90, 200)) for index in range(count)]


def test_the_poster_shows_each_picture_in_its_cell() -> None:
    poster = draw_poster(colours(3, 40), [(0, 0), (2, 1), (1, 1)], columns=3, rows=2)

    assert poster.size == (3 * 41 + 1, 2 * 41 + 1)
    assert poster.getpixel((20, 20)) == (10, 90, 200)
    assert poster.getpixel((2 * 41 + 20, 41 + 20)) == (30, 90, 200)


def test_a_poster_of_any_number_of_pictures_stays_within_its_size() -> None:
    for columns, down in ((1, 1), (9, 7), (40, 30), (80, 12)):
        side = cell_side(columns, down)
        assert 40 <= side <= 320
        assert side == 40 or max(columns, down) * side <= 2400


def test_a_thumbnail_is_the_middle_of_a_picture_of_any_shape_and_kind() -> None:
    wide = Image.new("RGBA", (300, 100), (255, 0, 0, 255))
    wide.paste((0, 0, 255, 255), (100, 0, 200, 100))

    small = thumbnail(wide, 10)

    assert (small.mode, small.size) == ("RGB", (10, 10))
    assert small.getpixel((5, 5)) == (0, 0, 255)


def test_found_pictures_are_numbered() -> None:
    strip = draw_strip(colours(4, 120), columns=3)

    assert strip.size == (3 * 123 + 3, 2 * 123 + 3)


# ---- the page

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest_asyncio.fixture
async def wandering(tmp_path: Path) -> AsyncIterator[Page]:
    labels = [
        Label(
            words="a red fox", place="job 1, picture 1", link="https://discord.com/channels/1/2/3"
        ),
        Label(words="</script><script>alert(1)</script> & co", place="job 2, picture 1", link=""),
    ]
    page = write_page(
        colours(2, 160), [(0, 0), (1, 0)], labels, columns=2, rows=1, title="2 <pictures>",
        limit_bytes=10**6,
    )  # fmt: skip
    file = tmp_path / "map.html"
    file.write_bytes(page)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = await browser.new_page(viewport={"width": 640, "height": 400})
        trouble: list[str] = []
        opened.on("pageerror", lambda error: trouble.append(str(error)))
        opened.on("dialog", lambda dialog: trouble.append(dialog.message))
        opened.on("requestfailed", lambda request: trouble.append(request.url))
        await opened.route("http*://**", lambda route: route.abort())
        await opened.goto(file.as_uri())
        await opened.wait_for_function("document.getElementById('map').style.transform !== ''")
        yield opened
        assert trouble == []
        await browser.close()


@needs_chromium
@pytest.mark.browser
async def test_a_click_tells_what_a_picture_is_and_where(wandering: Page) -> None:
    await wandering.mouse.click(160, 200)

    assert await wandering.inner_text("#words") == "a red fox"
    assert await wandering.get_attribute("#link", "href") == "https://discord.com/channels/1/2/3"
    await wandering.mouse.click(480, 200)
    assert await wandering.inner_text("#words") == "</script><script>alert(1)</script> & co"
    assert not await wandering.is_visible("#link")


@needs_chromium
@pytest.mark.browser
async def test_words_fade_what_they_do_not_mean_and_the_wheel_zooms(wandering: Page) -> None:
    await wandering.fill("#search", "FOX red")
    assert await wandering.locator(".faded").count() == 1

    before = await wandering.get_attribute("#map", "style")
    await wandering.mouse.move(320, 200)
    await wandering.mouse.wheel(0, -300)
    await wandering.wait_for_function(
        "before => document.getElementById('map').getAttribute('style') !== before", arg=before
    )


def test_a_page_takes_smaller_pictures_where_it_must() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (30, 160, 160, 3), np.uint8)
    pictures = [Image.fromarray(pixels) for pixels in noise]
    cells = [(index % 6, index // 6) for index in range(30)]
    labels = [Label(words="noise", place="job 1, picture 1", link="")] * 30

    def page(limit_bytes: int) -> bytes:
        return write_page(
            pictures, cells, labels, columns=6, rows=5, title="", limit_bytes=limit_bytes
        )

    whole = len(page(10**8))
    assert len(page(whole - 1)) < whole
