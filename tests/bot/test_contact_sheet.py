import io

import pytest
from PIL import Image

from bot.contact_sheet import EMPTY, PAPER, TROUBLE, Tile, draw_sheet, lettered, sheet_file
from bot.plan import Plan, Side

RED, BLUE = (200, 30, 30), (30, 30, 200)
TABLE = Plan(
    words="a fox",
    x=Side(title="steps", labels=("4", "8")),
    y=Side(title="guidance", labels=("3", "7")),
)
ROW = Plan(words="a fox", x=Side(title="seed", labels=("1", "2", "3", "4", "5")))


def flat(colour: tuple[int, int, int], width: int = 64, height: int = 64) -> Image.Image:
    return Image.new("RGB", (width, height), colour)


def box_of(sheet: Image.Image, colour: str | tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Where all that has this colour is."""
    only = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    pixels = sheet.load()
    assert pixels is not None
    spots = [
        (x, y) for y in range(sheet.height) for x in range(sheet.width) if pixels[x, y] == only
    ]
    across, down = [x for x, _ in spots], [y for _, y in spots]
    return min(across), min(down), max(across), max(down)


def test_cells_stand_line_by_line_and_have_one_size() -> None:
    tiles = [
        Tile(pictures=(flat(RED),)),
        Tile(words="waiting"),
        Tile(words="failed", trouble=True),
        Tile(pictures=(flat(BLUE),)),
    ]

    sheet = draw_sheet(TABLE, tiles, (64, 64))

    first, second = box_of(sheet, RED), box_of(sheet, EMPTY)
    third, fourth = box_of(sheet, TROUBLE), box_of(sheet, BLUE)
    assert {(it[2] - it[0] + 1, it[3] - it[1] + 1) for it in (first, second, third, fourth)} == {
        (128, 128)
    }
    assert (first[1], first[0]) == (second[1], third[0])
    assert (fourth[0], fourth[1]) == (second[0], third[1])
    assert fourth[0] > first[2]
    assert fourth[1] > first[3]


def test_pictures_keep_their_proportions_and_several_stand_in_one_cell() -> None:
    four = Tile(pictures=(flat(RED, 64, 32), flat(BLUE), flat(BLUE), flat(BLUE)))

    sheet = draw_sheet(Plan(words="", x=Side(title="", labels=("a", "b"))), [four] * 2, (128, 128))

    left, top, _, _ = box_of(sheet, RED)
    pixels = [sheet.getpixel((left + 10, top + down)) for down in (-2, 5, 70)]
    assert pixels[1] == RED
    assert pixels[0] != RED
    assert pixels[2] != RED


def bright(sheet: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of writing there are."""
    return sum(sheet.crop(box).convert("L").point(lambda it: 255 * (it > 150)).histogram()[200:])


def test_every_label_is_written_beside_its_cells() -> None:
    tiles = [Tile(pictures=(flat(RED),))] * 4

    sheet = draw_sheet(TABLE, tiles, (64, 64))

    left, top, right, bottom = box_of(sheet, RED)
    middle = (left + right) // 2
    assert bright(sheet, (left, 0, middle, top)) > 20
    assert bright(sheet, (middle, 0, right, top)) > 20
    assert bright(sheet, (0, top, left, (top + bottom) // 2)) > 20
    assert bright(sheet, (0, (top + bottom) // 2, left, bottom)) > 10


def test_one_axis_goes_in_lines_with_a_label_below_each_cell() -> None:
    sheet = draw_sheet(ROW, [Tile(pictures=(flat(RED),))] * 5, (64, 64))

    left, top, right, bottom = box_of(sheet, RED)
    assert (right - left) < 5 * 128  # not all in one line
    assert bright(sheet, (left, bottom + 1, left + 128, sheet.height)) > 10
    assert bright(sheet, (left, top + 128, left + 128, bottom - 128)) > 10


@pytest.mark.parametrize("columns", [1, 8, 16])
def test_a_sheet_is_never_too_large_to_look_at(columns: int) -> None:
    labels = tuple(f"a very long label with the number {n}, and more" for n in range(columns))
    plan = Plan(words="w" * 900, x=Side(title="t" * 200, labels=labels), y=TABLE.y)

    sheet = draw_sheet(plan, [Tile()] * (2 * columns), (1024, 1024))

    assert max(sheet.size) <= 2100
    assert sheet.getpixel((0, 0)) == Image.new("RGB", (1, 1), PAPER).getpixel((0, 0))


LETTERS = {"a fox": "a fox", "été – Straße": "ete - Strasse", "猫": "", "": "", "Ж 3": ""}


@pytest.mark.parametrize("text", LETTERS)
def test_what_our_font_lacks_is_told(text: str) -> None:
    assert lettered(text) == LETTERS[text]


def test_labels_in_other_letters_are_drawn_as_numbers() -> None:
    foreign, numbers = ("猫", "犬"), ("#1", "#2")
    sheets = [
        draw_sheet(
            Plan(words="", x=Side(title="", labels=labels)),
            [Tile(pictures=(flat(RED),))] * 2,
            (64, 64),
        )
        for labels in (foreign, numbers)
    ]

    assert sheets[0].tobytes() == sheets[1].tobytes()


def test_the_file_fits_whatever_is_left() -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGB")

    data = sheet_file(noise, 5_000)

    assert len(data) <= 5_000
    assert Image.open(io.BytesIO(data)).format == "WEBP"
