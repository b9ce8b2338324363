import io
import re

import numpy as np
import pytest
from PIL import Image

from inference import moving
from inference.errors import PictureUnreadable
from inference.moving import (
    FASTEST,
    KINDS,
    MOST_FRAMES,
    SIDE,
    frames_of,
    kind_of,
    moves,
    read_first,
    read_moving,
    sheet_of,
    write_film,
)
from tests.bot.pictures import png
from tests.inference.styling.films import film_file, walk


def gif(count: int, size: tuple[int, int] = (16, 16), duration: int = 100) -> bytes:
    frames = [Image.new("L", size, 10 + place) for place in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=duration, loop=0)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_that_was_written_is_read_again(kind: str) -> None:
    frames = walk(5)

    film = read_moving(write_film(frames, rate=8.0, kind=kind))

    assert (film.kind, len(film.frames), film.moves) == (kind, 5, True)
    assert film.rate == pytest.approx(8.0, rel=0.05)
    for before, after in zip(frames, film.frames, strict=True):
        gap = np.abs(np.asarray(before, float) - np.asarray(after, float)).mean()
        assert gap < 12


def test_still_pictures_are_films_of_one_frame() -> None:
    assert not read_moving(png(30, 20)).moves
    assert read_moving(gif(1)).frames[0].size == (16, 16)
    assert kind_of(png(8, 8)) is None


def test_many_frames_become_fewer_at_even_times() -> None:
    film = read_moving(gif(180, duration=40))  # 7.2 s at 25 a second

    assert len(film.frames) == MOST_FRAMES
    assert film.rate <= FASTEST
    assert len(film.frames) / film.rate == pytest.approx(7.2, rel=0.1)


def test_of_a_fast_film_no_more_is_kept_than_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = list[Image.Image]()
    small = moving._small

    def counted(frame: Image.Image) -> Image.Image:
        taken.append(frame)
        return small(frame)

    monkeypatch.setattr(moving, "_small", counted)

    film = read_moving(gif(100, duration=20))  # 2 s at 50 a second

    assert len(taken) == 50
    assert len(film.frames) == 24


def test_the_first_frame_of_a_film_is_read_however_long_it_is() -> None:
    first = read_first(LONG)

    assert first.size == (8, 8)
    assert first.getpixel((4, 4)) == (10, 10, 10)
    assert read_first(png(30, 20)).size == (30, 20)


def test_the_first_frame_of_a_long_mp4_is_read_as_large_as_it_is() -> None:
    frames = [Image.new("RGB", (400, 300), (10 * shade,) * 3) for shade in range(24)]
    film = write_film(frames, rate=2, kind="mp4")  # 12 s

    assert read_first(film).size == (400, 300)
    with pytest.raises(PictureUnreadable, match="longer than 10 seconds"):
        read_moving(film)


def test_frames_are_kept_small_and_keep_their_shape() -> None:
    film = read_moving(gif(2, size=(900, 300)))

    width, height = film.frames[0].size
    assert width * height <= 1.02 * SIDE**2
    assert width / height == pytest.approx(3, rel=0.02)


def test_what_is_transparent_lies_on_white() -> None:
    frames = [Image.new("RGBA", (16, 16), (255, 0, 0, alpha)) for alpha in (0, 128)]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    film = read_moving(file.getvalue())

    assert film.frames[0].getpixel((8, 8)) == (255, 255, 255)


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_a_sheet_gives_its_frames_back(count: int) -> None:
    frames = walk(count)

    again = frames_of(sheet_of(frames), count)

    assert [it.tobytes() for it in again] == [it.tobytes() for it in frames]


LONG = gif(120, size=(8, 8), duration=500)
REFUSED = {
    "long": (LONG, "That film is longer than 10 seconds; send one of at most 10 seconds and 1920"),
    "large": (gif(2, size=(3000, 1000)), "That film has 3000 x 1000 pixels; send one of at most"),
    "small": (gif(2, size=(4, 4)), "That film has 4 x 4 pixels; send one of at most"),
    "cut": (film_file("mp4")[:200], "That is no moving picture I can read: send one of at most"),
    "hostile": (b"GIF89a" + bytes(range(256)), "That"),
    "no film": (b"\0\0\0\x18ftypmp42" + bytes(64), "That is no moving picture I can read:"),
    "text": (b"dear diary", "That is not a picture I can read."),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureUnreadable, match=re.escape(sentence)) as caught:
        read_moving(data)

    assert str(caught.value).endswith(".")


def test_names_tell_what_moves() -> None:
    assert [name for name in ("a.gif", "a.png", "b.mp4") if moves(name)] == ["a.gif", "b.mp4"]
