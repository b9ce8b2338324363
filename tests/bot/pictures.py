"""Files that members send: pictures, and what only looks like one."""

import io
import struct
import zlib

from PIL import Image


def png(width_px: int, height_px: int) -> bytes:
    """A red picture."""
    file = io.BytesIO()
    Image.new("RGB", (width_px, height_px), "red").save(file, "PNG")
    return file.getvalue()


def impossible_png() -> bytes:
    """A PNG of 12 bits per sample, a depth that PNG does not have."""
    header = struct.pack(">IIBBBBB", 64, 64, 12, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(64 * (1 + 64 * 3 * 2)))
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
