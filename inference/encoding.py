"""Pictures as bytes: PNG with the recipe inside, files that fit a limit, previews, and reading.

What comes from members is read by `read_picture` alone, which trusts nothing in it. Knows nothing
of where bytes come from or go to, and nothing of devices.
"""

import json
import logging
import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile, PngInfo
from PIL.WebPImagePlugin import WebPImageFile

from inference.errors import PictureUnreadable

MAX_PIXELS = 16_777_216
MAX_SIDE = 8192
MIN_SIDE = 8
MAX_BYTES = 32 * 2**20

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_WEBP_SIDE = 16_383
_QUALITIES = (95, 90, 85, 80, 70, 60)
_UNREADABLE = "That is not a picture I can read. Send a PNG, JPEG or WebP file."
_DAMAGED = (
    "That picture is damaged or of an unusual kind."
    " Save it again as an ordinary PNG, JPEG or WebP and send that."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to send.

    Attributes:
        data: its bytes, no more than the limit.
        extension: "png" or "webp".
        note: for the member when it is not the original file; else empty.
    """

    data: bytes
    extension: str
    note: str = ""


def to_png(image: Image.Image, recipe: Mapping[str, object]) -> bytes:
    """Write an RGB picture as PNG; the same picture and recipe give the same bytes.

    Args:
        image: RGB.
        recipe: JSON values. It goes in whole as text "mozart", and what other programs know of it
            (prompt, negative, steps, guidance, seed, width, height, strength, model) as text
            "parameters", in the form that the web user interfaces of Stable Diffusion read.
    """
    text = PngInfo()
    text.add_text("mozart", json.dumps(dict(recipe), sort_keys=True, separators=(",", ":")))
    text.add_text("parameters", _parameters(recipe))
    # Runs only: of all of zlib's ways it is the fastest, and the smallest for painted surfaces
    # (1 Mpx in 60 ms, 0.8 times the size of level 1; level 6 takes four times as long).
    return _saved(image, "PNG", pnginfo=text, compress_type=zlib.Z_RLE)


def read_recipe(png: bytes) -> dict[str, Any] | None:
    """What `to_png` was told, or None when the file does not say.

    Reads only the text, so any bytes are safe to pass, and none of them prove who wrote them.
    """
    try:
        recipe = json.loads(_png_text(png, b"mozart"))
    except (ValueError, RecursionError):
        return None
    return recipe if isinstance(recipe, dict) else None


def fit(png: bytes, *, limit_bytes: int) -> Upload:
    """The best file of a picture that is no larger than `limit_bytes`.

    The PNG itself, else the same pixels as WebP, else WebP at the highest quality that fits, else
    a smaller picture. Takes up to 0.3 seconds a megapixel.

    Args:
        png: a PNG of ours.
        limit_bytes: at least 1,000.
    """
    if len(png) <= limit_bytes:
        return Upload(data=png, extension="png")
    assert limit_bytes >= 1000
    image = PngImageFile(BytesIO(png)).convert("RGB")
    exif = _exif(_png_text(png, b"parameters"), limit_bytes // 8)
    large = max(image.size) > _WEBP_SIDE
    # Lossless WebP is 0.5 to 0.9 of our PNG, and less for flat pictures.
    if not large and len(png) <= 3 * limit_bytes:
        data = _saved(image, "WEBP", lossless=True, quality=20, method=1, exif=exif)
        if len(data) <= limit_bytes:
            note = "This copy is a WebP with the same pixels; the PNG is too large to send here."
            return Upload(data=data, extension="webp", note=note)
    return _lossy(image, exif, limit_bytes)


def contact_sheet(images: Sequence[Image.Image], side: int = 512) -> bytes:
    """All pictures in one small WebP: one alone, two side by side, up to four as 2 x 2.

    Args:
        images: at least one, RGB, all of one shape.
        side: of the sheet's longer side, in pixels.
    """
    columns = 1 if len(images) == 1 else 2
    rows = math.ceil(len(images) / columns)
    width, height = images[0].width * columns, images[0].height * rows
    scale = side / max(width, height)
    cell = (
        max(1, round(images[0].width * scale)),
        max(1, round(images[0].height * scale)),
    )
    sheet = Image.new("RGB", (cell[0] * columns, cell[1] * rows), "#2b2d31")
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        small = image.convert("RGB").resize(cell, Image.Resampling.BICUBIC)
        sheet.paste(small, (column * cell[0], row * cell[1]))
    return _saved(sheet, "WEBP", quality=80, method=0)


def read_picture(data: bytes) -> Image.Image:
    """Decode what somebody sent: RGB pixels, upright, and nothing else that was in the file.

    The first frame of what moves; what is transparent lies on white.

    Raises:
        PictureUnreadable: not a PNG, JPEG or WebP; damaged; too large or too small.
    """
    if len(data) > MAX_BYTES:
        raise PictureUnreadable(
            f"That file is larger than {MAX_BYTES >> 20} MB. Send a smaller one."
        )
    reader = _reader(data)
    try:
        image = reader(BytesIO(data))
    except Exception as error:
        raise _damaged(error) from error
    _check_size(*image.size)
    try:
        image.load()
        return _pixels(image)
    except Exception as error:
        raise _damaged(error) from error


def _reader(data: bytes) -> type[ImageFile]:
    if data.startswith(_PNG_MAGIC):
        return PngImageFile
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        if data[12:16] == b"VP8X":  # says its size first; the decoder makes room for it at once
            width, height = (1 + int.from_bytes(data[i : i + 3], "little") for i in (24, 27))
            _check_size(width, height)
        return WebPImageFile
    raise PictureUnreadable(_UNREADABLE)


def _damaged(error: Exception) -> PictureUnreadable:
    # Hostile bytes make decoders raise nearly anything: SyntaxError, struct.error, KeyError, ...
    log.info("A picture does not decode: %s: %.200s", type(error).__name__, error)
    return PictureUnreadable(_DAMAGED)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureUnreadable(
            f"That picture is too large ({width} x {height})."
            " Send one of at most 16 megapixels and 8192 pixels a side."
        )
    if min(width, height) < MIN_SIDE:
        raise PictureUnreadable(
            f"That picture is too small ({width} x {height})."
            f" Send one of at least {MIN_SIDE} pixels a side."
        )


def _pixels(image: Image.Image) -> Image.Image:
    image = _upright(image)
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow's convert would clip, not scale
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A"))
        return flat
    clean = image.convert("RGB")
    clean.info = {}
    return clean


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception as error:  # noqa: BLE001 - broken EXIF must not cost the member the picture
        log.info("Broken EXIF is ignored: %s", type(error).__name__)
        return image


def _parameters(recipe: Mapping[str, object]) -> str:
    lines = [_printable(recipe.get("prompt"))]
    if recipe.get("negative"):
        lines.append(f"Negative prompt: {_printable(recipe['negative'])}")
    size = (
        f"{recipe['width']}x{recipe['height']}"
        if "width" in recipe and "height" in recipe
        else None
    )
    known = {
        "Steps": recipe.get("steps"),
        "Sampler": recipe.get("sampler"),
        "CFG scale": recipe.get("guidance"),
        "Seed": recipe.get("seed"),
        "Size": size,
        "Model": recipe.get("model"),
        "Denoising strength": recipe.get("strength"),
        "Version": "Mozart",
    }
    lines.append(", ".join(f"{key}: {value}" for key, value in known.items() if value is not None))
    return "\n".join(lines)


def _printable(text: object) -> str:
    """Without what PNG's text cannot hold (NUL) or UTF-8 cannot write (lone surrogates)."""
    return str(text or "").replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _png_text(png: bytes, keyword: bytes) -> str:
    """The text under `keyword`, uncompressed, before the pixels; empty when there is none."""
    if not png.startswith(_PNG_MAGIC):
        return ""
    at = len(_PNG_MAGIC)
    while at + 8 <= len(png):
        size, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + size] if kind in (b"tEXt", b"iTXt") else b""
        name, _, value = body.partition(b"\0")
        if kind == b"IDAT":
            break
        if name == keyword and kind == b"tEXt":
            return value.decode("latin-1")
        if name == keyword and value.startswith(b"\0\0"):  # not compressed
            return value[2:].split(b"\0", 2)[-1].decode("utf-8", "replace")
        at += 12 + size
    return ""


def _exif(parameters: str, limit_bytes: int) -> bytes:
    """The recipe where readers of WebP look for it; nothing when it would take too much room."""
    exif = Image.Exif()
    comment = b"UNICODE\0" + parameters.encode("utf-16-be", "replace")
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = comment
    data = exif.tobytes()
    return data if parameters and len(data) <= limit_bytes else b""


def _lossy(image: Image.Image, exif: bytes, limit_bytes: int) -> Upload:
    if max(image.size) > _WEBP_SIDE:
        image = image.resize(_scaled(image, _WEBP_SIDE / max(image.size)), Image.Resampling.LANCZOS)
    original = image.size
    quality, data = _best_quality(image, exif, limit_bytes)
    while len(data) > limit_bytes:
        factor = 0.9 * math.sqrt(limit_bytes / len(data))
        image = image.resize(_scaled(image, factor), Image.Resampling.LANCZOS)
        data = _saved(image, "WEBP", quality=quality, method=2, exif=exif)
    if image.size == original:
        note = f"This copy is a WebP of quality {quality}; the PNG is too large to send here."
    else:
        size = f"{image.width} x {image.height}"
        note = f"This copy is smaller ({size}); the PNG is too large to send here."
    return Upload(data=data, extension="webp", note=note)


def _best_quality(image: Image.Image, exif: bytes, limit_bytes: int) -> tuple[int, bytes]:
    """The best quality that fits and its file; the lowest quality where none does."""
    best, quality, data = None, _QUALITIES[-1], b""
    low, high = 0, len(_QUALITIES)
    while low < high:
        middle = (low + high) // 2
        quality = _QUALITIES[middle]
        data = _saved(image, "WEBP", quality=quality, method=2, exif=exif)
        if len(data) <= limit_bytes:
            best = quality, data
            high = middle
        else:
            low = middle + 1
    return best or (quality, data)


def _scaled(image: Image.Image, factor: float) -> tuple[int, int]:
    return max(1, math.floor(image.width * factor)), max(1, math.floor(image.height * factor))


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
