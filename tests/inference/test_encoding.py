"""Files out and files in: recipes, limits, previews, and what strangers send."""

import json
import struct
import subprocess
import sys
import textwrap
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from inference.encoding import (
    MAX_BYTES,
    Upload,
    contact_sheet,
    fit,
    read_picture,
    read_recipe,
    to_png,
)
from inference.errors import PictureUnreadable

RECIPE = {
    "prompt": "a red fox, 狐",
    "negative": "text",
    "seed": 7,
    "steps": 20,
    "guidance": 7.5,
    "width": 64,
    "height": 48,
    "model": "painter",
}


def gradient(width: int, height: int) -> Image.Image:
    """Smooth to the right and down, with a dark left upper quarter, so that turns show."""
    x = np.linspace(0, 200, width, dtype=np.uint8)[None, :]
    y = np.linspace(0, 255, height, dtype=np.uint8)[:, None]
    pixels = np.stack(np.broadcast_arrays(x, y, np.uint8(90)), axis=-1).copy()
    pixels[: height // 2, : width // 2] //= 4
    return Image.fromarray(pixels)


def noise(width: int, height: int, amplitude: int = 255) -> Image.Image:
    random = np.random.default_rng(1)
    return Image.fromarray(random.integers(0, amplitude, (height, width, 3), dtype=np.uint8))


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def at(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    return tuple(int(value) for value in np.asarray(image)[y, x])


def decoded(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


# --- PNG and its recipe -------------------------------------------------------------------------


def test_a_png_holds_the_same_pixels_and_the_whole_recipe() -> None:
    image = noise(64, 48)

    png = to_png(image, RECIPE)

    assert read_recipe(png) == RECIPE
    assert np.array_equal(pixels(decoded(png)), pixels(image))


def test_the_same_picture_gives_the_same_bytes_whatever_the_order_of_the_recipe() -> None:
    backwards = dict(reversed(RECIPE.items()))

    assert to_png(gradient(64, 48), RECIPE) == to_png(gradient(64, 48), backwards)


def test_other_programs_read_the_recipe_in_their_own_form() -> None:
    text = Image.open(BytesIO(to_png(gradient(64, 48), RECIPE))).info["parameters"]

    assert text == (
        "a red fox, 狐\nNegative prompt: text\n"
        "Steps: 20, CFG scale: 7.5, Seed: 7, Size: 64x48, Model: painter, Version: Mozart"
    )


@pytest.mark.parametrize("prompt", ["", "a\0b", "\ud800", "x" * 6000, "line\nline", "🦊"])
def test_any_prompt_survives_in_the_recipe(prompt: str) -> None:
    png = to_png(gradient(8, 8), {"prompt": prompt})

    assert read_recipe(png) == {"prompt": prompt}
    assert decoded(png).size == (8, 8)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def zeros(size: int) -> bytes:
    """`size` zero bytes, deflated without holding them all."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(min(2**20, size - at))) for at in range(0, size, 2**20)]
    return b"".join(parts) + packer.flush()


def png_of(
    width: int, height: int, *, bits: int = 8, colour: int = 2, body: bytes, extra: bytes = b""
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def with_text(value: bytes) -> bytes:
    return png_of(8, 8, body=zeros(200), extra=chunk(b"tEXt", b"mozart\0" + value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"not a picture",
        saved(gradient(8, 8)),
        saved(gradient(8, 8), "WEBP"),
        with_text(b"{"),
        with_text(b"[1]"),
        with_text(b"[" * 100_000),
        with_text(b"\xff\xfe"),
        with_text(b"{}")[:60],
        b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xfftEXtmozart\0",
    ],
)
def test_a_file_without_a_recipe_of_ours_has_none(data: bytes) -> None:
    assert not read_recipe(data)


# --- Fitting a limit ----------------------------------------------------------------------------


def test_a_png_that_fits_is_sent_as_it_is() -> None:
    png = to_png(gradient(64, 64), RECIPE)

    assert fit(png, limit_bytes=len(png)) == Upload(data=png, extension="png", note="")


def test_a_png_a_little_too_large_becomes_webp_with_the_same_pixels() -> None:
    image = gradient(256, 256)
    png = to_png(image, RECIPE)

    upload = fit(png, limit_bytes=len(png) - 1)

    assert upload.extension == "webp"
    assert "same pixels" in upload.note
    assert np.array_equal(pixels(decoded(upload.data)), pixels(image))


def test_noise_over_the_limit_loses_quality_and_the_note_says_so() -> None:
    png = to_png(noise(256, 256), RECIPE)

    upload = fit(png, limit_bytes=len(png) // 3)

    assert len(upload.data) <= len(png) // 3
    assert decoded(upload.data).size == (256, 256)
    assert "quality" in upload.note


def test_far_over_the_limit_becomes_smaller_and_the_note_says_so() -> None:
    png = to_png(noise(512, 256), RECIPE)

    upload = fit(png, limit_bytes=8000)

    width, height = decoded(upload.data).size
    assert len(upload.data) <= 8000
    assert width < 512
    assert width == pytest.approx(2 * height, abs=2)
    assert f"{width} x {height}" in upload.note


def test_the_recipe_goes_along_where_programs_look_for_it_in_webp() -> None:
    png = to_png(noise(256, 256), RECIPE)

    exif = Image.open(BytesIO(fit(png, limit_bytes=len(png) // 3).data)).getexif()

    comment = exif.get_ifd(0x8769)[0x9286]
    assert comment.startswith(b"UNICODE\0")
    assert comment[8:].decode("utf-16-be").startswith("a red fox, 狐\nNegative prompt: text\n")


@pytest.mark.parametrize("limit_bytes", [10_000_000, 500_000, 60_000])
@pytest.mark.parametrize("side", [64, 333, 1024, 4096])
def test_every_size_fits_every_limit(side: int, limit_bytes: int) -> None:
    png = to_png(noise(side, max(1, side // 4), amplitude=40), {"prompt": "x" * 6000})

    upload = fit(png, limit_bytes=limit_bytes)

    assert len(upload.data) <= limit_bytes
    assert decoded(upload.data).width <= side


def test_a_picture_wider_than_webp_allows_is_made_smaller() -> None:
    png = to_png(noise(17_000, 8), RECIPE)

    upload = fit(png, limit_bytes=len(png) // 2)

    assert decoded(upload.data).width <= 16_383


# --- Contact sheets -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (1, (64, 64), (512, 512)),
        (1, (1024, 512), (512, 256)),
        (2, (64, 64), (512, 256)),
        (3, (64, 64), (512, 512)),
        (4, (96, 64), (512, 342)),
        (4, (3, 700), (2, 512)),
    ],
)
def test_a_sheet_has_one_place_for_every_picture(
    count: int, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    sheet = decoded(contact_sheet([gradient(*size)] * count))

    assert sheet.size == expected


def test_pictures_stand_in_reading_order() -> None:
    colours = ["#ff0000", "#00ff00", "#0000ff", "#ffffff"]
    images = [Image.new("RGB", (32, 32), colour) for colour in colours]

    sheet = decoded(contact_sheet(images, side=64))

    found = [at(sheet, x, y) for x, y in [(16, 16), (48, 16), (16, 48), (48, 48)]]
    wanted = [at(image, 0, 0) for image in images]
    assert np.abs(np.subtract(found, wanted)).max() < 24


# --- Reading odd but honest pictures ------------------------------------------------------------

TURNED = Image.Exif()
TURNED[0x0112] = 6
TURNED[0x010F] = "camera"
TURNED.get_ifd(0x8825)[1] = "N"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_ordinary_pictures_keep_their_pixels(kind: str, mode: str) -> None:
    image = gradient(64, 48).convert(mode)

    found = read_picture(saved(image, kind, quality=98))

    assert found.mode == "RGB"
    assert np.abs(pixels(found) - pixels(image.convert("RGB"))).mean() < 4


@pytest.mark.parametrize(
    "data",
    [
        saved(gradient(64, 48).convert("P")),
        saved(gradient(64, 48).quantize(200)),
        saved(gradient(64, 48).convert("1")),
        saved(gradient(64, 48).convert("CMYK"), "JPEG", quality=98),
        saved(gradient(64, 48), "JPEG", quality=98, progressive=True, subsampling=0),
        saved(gradient(64, 48), "WEBP", lossless=True),
        saved(gradient(64, 48).convert("RGBA"), "WEBP", lossless=True),
        saved(gradient(64, 48)) + b"<html><script>alert(1)</script>",
        saved(gradient(64, 48)) + b"PK\3\4" + bytes(60),
        saved(gradient(64, 48), exif=b"Exif\0\0MM\0*broken"),
    ],
    ids=[
        "P",
        "200-colours",
        "1",
        "CMYK",
        "progressive",
        "lossless",
        "RGBA-webp",
        "html",
        "zip",
        "exif",
    ],
)
def test_odd_but_honest_pictures_are_read(data: bytes) -> None:
    found = read_picture(data)

    assert (found.mode, found.size) == ("RGB", (64, 48))
    assert at(found, 60, 44)[1] > 150  # bright below to the right


def test_sixteen_bits_of_grey_are_scaled_not_clipped() -> None:
    grey = np.linspace(0, 65535, 64 * 48).astype(np.uint16).reshape(48, 64)

    found = pixels(read_picture(saved(Image.fromarray(grey))))

    assert np.array_equal(found[..., 0], grey >> 8)


def test_sixteen_bits_of_colour_are_scaled() -> None:
    row = b"\0" + struct.pack(">HHH", 0x8000, 0xFFFF, 0x0100) * 16

    found = read_picture(png_of(16, 16, bits=16, body=zlib.compress(row * 16)))

    assert at(found, 3, 3) == (128, 255, 1)


@pytest.mark.parametrize(
    "data",
    [
        saved(Image.new("RGBA", (16, 16), (0, 0, 0, 0))),
        saved(Image.new("LA", (16, 16), (0, 0))),
        saved(Image.new("P", (16, 16)), transparency=0),
        saved(Image.new("L", (16, 16)), transparency=0),
        saved(Image.new("RGB", (16, 16)), transparency=(0, 0, 0)),
        saved(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), "WEBP", lossless=True),
    ],
    ids=["RGBA", "LA", "P", "L", "RGB", "webp"],
)
def test_what_is_transparent_lies_on_white(data: bytes) -> None:
    assert read_picture(data).getcolors() == [(256, (255, 255, 255))]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_turned_photograph_stands_upright_and_forgets_where_it_was_made(kind: str) -> None:
    found = read_picture(saved(gradient(64, 32), kind, exif=TURNED, quality=98))

    assert found.size == (32, 64)
    assert at(found, 28, 4)[1] < 60  # the dark quarter turned to the upper right
    assert not found.info
    assert not found.getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_frame_stands_for_what_moves(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue", "green")]

    found = read_picture(saved(frames[0], kind, save_all=True, append_images=frames[1:]))

    assert at(found, 16, 16)[0] > 240


def test_two_reads_share_nothing() -> None:
    data = saved(gradient(16, 16))
    first = read_picture(data)

    first.paste("red", (0, 0, 16, 16))

    assert at(read_picture(data), 15, 15) != (255, 0, 0)


# --- Reading what is hostile --------------------------------------------------------------------

OK_PNG = saved(noise(64, 64))
OK_JPEG = saved(noise(64, 64), "JPEG")
OK_WEBP = saved(noise(64, 64), "WEBP")


def webp_canvas(side: int) -> bytes:
    """A WebP whose header claims a canvas of side x side around a small frame."""
    frame = OK_WEBP[12:]
    flags = struct.pack("<I", 0) + (side - 1).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + flags + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def text_bombs() -> bytes:
    return b"".join(chunk(b"zTXt", b"k%d\0\0" % i + zeros(60 << 20)) for i in range(4))


HOSTILE = {
    "empty": b"",
    "text": b"Dear bot, here is my picture.",
    "magic-only": b"\x89PNG\r\n\x1a\n",
    "jpeg-magic-only": b"\xff\xd8\xff",
    "webp-magic-only": b"RIFF\0\0\0\0WEBP",
    "webp-extended-magic-only": b"RIFF\0\0\0\0WEBPVP8X",
    "12-bit": png_of(64, 64, bits=12, body=zlib.compress(bytes(64 * 289))),
    "12-bit-jpeg": OK_JPEG.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"),
    "no-such-colour": png_of(64, 64, colour=5, body=zlib.compress(bytes(64 * 193))),
    "truncated-png": OK_PNG[: len(OK_PNG) // 2],
    "truncated-jpeg": OK_JPEG[: len(OK_JPEG) // 2],
    "truncated-webp": OK_WEBP[: len(OK_WEBP) // 2],
    "no-pixels": png_of(64, 64, body=b""),
    "wrong-checksum": OK_PNG.replace(b"IHDR\0\0\0@", b"IHDR\0\0\0A"),
    "garbage-pixels": png_of(64, 64, body=b"\xff" * 200),
    "bomb-30000": png_of(30_000, 30_000, bits=1, colour=0, body=zeros(30_000 * 3751)),
    "bomb-13000": png_of(13_000, 13_000, body=zeros(2**26)),
    "claims-2^31": png_of(2**31 - 1, 2**31 - 1, body=b"x"),
    "wide": png_of(60_000, 10, body=zeros(10 * 180_001)),
    "tiny": saved(gradient(4, 64)),
    "no-width": png_of(0, 64, body=b""),
    "text-bomb": png_of(8, 8, body=zeros(200), extra=text_bombs()),
    "colour-profile-bomb": png_of(8, 8, body=b"", extra=chunk(b"iCCP", b"p\0\0" + zeros(2**28))),
    "webp-canvas-13000": webp_canvas(13_000),
    "webp-canvas-16384": webp_canvas(2**14),
    "gif": saved(gradient(64, 64), "GIF"),
    "tiff": saved(gradient(64, 64), "TIFF"),
    "bmp": saved(gradient(64, 64), "BMP"),
    "icon": saved(gradient(64, 64), "ICO"),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(/etc/passwd)(r) file\n%%EOF",
    "pickle": b'\x80\x04cposix\nsystem\n(S"id"\ntR.',
    "zip": b"PK\3\4" + bytes(60),
    "huge-file": bytes(MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_for_us_gets_one_sentence_with_a_way_out(name: str) -> None:
    with pytest.raises(PictureUnreadable) as caught:
        read_picture(HOSTILE[name])

    assert str(caught.value).endswith(".")
    assert "send" in str(caught.value).lower()


@pytest.mark.parametrize("data", [OK_PNG, OK_JPEG, OK_WEBP], ids=["png", "jpeg", "webp"])
def test_flipped_bytes_give_a_picture_or_our_error(data: bytes) -> None:
    random = np.random.default_rng(5)

    for _ in range(150):
        damaged = bytearray(data)
        for place in random.integers(0, min(len(data), 2000), 3):
            damaged[place] = random.integers(0, 256)
        try:
            assert read_picture(bytes(damaged)).mode == "RGB"
        except PictureUnreadable:
            continue


def test_hostile_pictures_cost_little_memory_and_time() -> None:
    """Reads the worst of them, and the largest we accept, in a process of its own."""
    script = textwrap.dedent(
        """
        import json, resource, sys, time
        from inference.encoding import read_picture
        from inference.errors import PictureUnreadable
        def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        before, slowest = peak(), 0.0
        for line in sys.stdin:
            began = time.perf_counter()
            try: read_picture(bytes.fromhex(line))
            except PictureUnreadable: pass
            slowest = max(slowest, time.perf_counter() - began)
        print(json.dumps([peak() - before, slowest]))
        """
    )
    largest = saved(Image.new("RGBA", (4096, 4096)))
    worst = [HOSTILE[name] for name in HOSTILE if "bomb" in name or "canvas" in name]
    lines = "\n".join(data.hex() for data in [*worst, largest])

    done = subprocess.run(
        [sys.executable, "-c", script], input=lines, capture_output=True, text=True, check=True
    )

    memory_mib, slowest_s = json.loads(done.stdout)
    assert memory_mib <= 256
    assert slowest_s <= 5
