"""Moving pictures: GIF, WebP and MP4 <-> frames, and all frames on one sheet for storage.

What comes from members is read by `read_moving` alone, which trusts nothing in it: sizes and
lengths are looked at before pixels are. Knows nothing of where bytes come from or go to.
"""

import io
import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import av
import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from inference.encoding import MAX_BYTES, read_picture
from inference.errors import PictureUnreadable
from inference.shape import shaped

MOST_FRAMES = 60
LONGEST_S = 10.0
LARGEST_PIXELS = 1920 * 1088
MOST_READ = 1200
"""Frames that are looked through: 10 s at 120 a second."""
SIDE = 320
"""Of a square with the area of a frame as it is kept, at most, in pixels."""
SLOWEST, FASTEST = 2.0, 12.0
KINDS = ("gif", "webp", "mp4")
_NEAREST_S = 1 / (3 * FASTEST)
"""Frames that follow sooner are passed over, so that a fast film takes neither time nor memory."""
_QUALITY = 82
_LIMITS = "send one of at most 10 seconds and 1920 x 1080 pixels"
_UNREADABLE = f"That is no moving picture I can read: {_LIMITS} as GIF, WebP or MP4."

Timed = tuple[float, Callable[[], Image.Image]]
"""The second at which a frame appears, and what gives it until the next one is asked for."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Frames of one size, RGB, at even times.

    Attributes:
        frames: 1 to MOST_FRAMES.
        rate: frames a second.
        kind: the file's, one of KINDS; "png" for a still picture.
    """

    frames: tuple[Image.Image, ...]
    rate: float
    kind: str

    @property
    def moves(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.frames) > 1


def read_moving(data: bytes) -> Film:
    """Decode what somebody sent, still or moving; a still picture is a film of one frame.

    Raises:
        PictureUnreadable: it is neither; damaged, too long or too large.
    """
    if kind_of(data) is None:
        return Film(frames=(read_picture(data),), rate=SLOWEST, kind="png")
    return _read_film(data)


def kind_of(data: bytes) -> str | None:
    """One of KINDS if these bytes say that they may move; None for still pictures and others."""
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X":
        return "webp" if len(data) > 20 and data[20] & 2 else None
    if data[4:8] == b"ftyp":
        return "mp4"
    return None


def moves(name: str) -> bool:
    """Whether a file of that name is of one of KINDS."""
    return name.rpartition(".")[2] in KINDS


def read_first(data: bytes) -> Image.Image:
    """The first frame of what somebody sent, still or moving, RGB and as large as it is.

    How long it goes on does not matter: what follows is not looked at.

    Raises:
        PictureUnreadable: it is neither; damaged or too large.
    """
    kind = kind_of(data)
    if kind is None:
        return read_picture(data)
    with _readable():
        _check_bytes(data)
        timed = _mp4(data, longest_s=math.inf) if kind == "mp4" else _animation(data)
        return _on_white(next(timed)[1]())


def _read_film(data: bytes) -> Film:
    """At most MOST_FRAMES frames, evenly, no larger than SIDE."""
    kind = kind_of(data)
    assert kind is not None
    with _readable():
        return _even(list(_frames(data, kind)), kind)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except PictureUnreadable:
        raise
    except Exception as error:
        # Hostile bytes make decoders raise nearly anything; see inference/encoding.py.
        log.info("A film does not decode: %s: %.200s", type(error).__name__, error)
        raise PictureUnreadable(_UNREADABLE) from error


def _frames(data: bytes, kind: str) -> Iterator[tuple[float, Image.Image]]:
    """The frames worth keeping, at least one, small, each with the second at which it appears."""
    _check_bytes(data)
    last = -math.inf
    for at, take in _mp4(data) if kind == "mp4" else _animation(data):
        if at - last >= _NEAREST_S:
            last = at
            yield at, _small(take())
    if last == -math.inf:
        raise PictureUnreadable(_UNREADABLE)


def _even(timed: Sequence[tuple[float, Image.Image]], kind: str) -> Film:
    """Frames at even times: those that would be seen then."""
    starts = [at for at, _ in timed]
    length = starts[-1] - starts[0] + (starts[-1] - starts[0]) / max(1, len(starts) - 1)
    if len(timed) == 1 or length <= 0:
        return Film(frames=(timed[0][1],), rate=SLOWEST, kind=kind)
    own = len(timed) / length
    rate = max(min(own, FASTEST, MOST_FRAMES / length), min(SLOWEST, own))
    count = min(MOST_FRAMES, max(2, round(length * rate)))
    times = starts[0] + np.arange(count) / rate
    places = np.searchsorted(starts, times + 1e-6, side="right") - 1
    return Film(frames=tuple(timed[int(it)][1] for it in places), rate=rate, kind=kind)


def _animation(data: bytes) -> Iterator[Timed]:
    """Pillow's frames."""
    try:
        file = Image.open(io.BytesIO(data), formats=["GIF", "WEBP"])
    except UnidentifiedImageError as error:
        raise PictureUnreadable(_UNREADABLE) from error
    with file:
        _check(*file.size)
        at = 0.0
        for number, frame in enumerate(ImageSequence.Iterator(file)):
            _check_length(at, number)
            yield at, partial(frame.convert, "RGBA")
            at += max(20, int(frame.info.get("duration") or 100)) / 1000


def _mp4(data: bytes, *, longest_s: float = LONGEST_S) -> Iterator[Timed]:
    with av.open(io.BytesIO(data), "r", format="mp4", metadata_errors="ignore") as file:
        if not file.streams.video:
            raise PictureUnreadable(_UNREADABLE)
        stream = file.streams.video[0]
        stream.thread_count = 1
        _check(stream.codec_context.width, stream.codec_context.height)
        if stream.duration is not None and stream.time_base is not None:
            _check_length(float(stream.duration * stream.time_base) - 0.5, 0, longest_s)
        for number, frame in enumerate(file.decode(stream)):
            at = float(frame.time or 0.0)
            _check_length(at, number, longest_s)
            _check(frame.width, frame.height)
            yield at, partial(_picture_of, frame)


def _picture_of(frame: av.VideoFrame) -> Image.Image:
    return Image.fromarray(frame.to_ndarray(format="rgb24"))


def _check(width: int, height: int) -> None:
    if width * height > LARGEST_PIXELS or width < 8 or height < 8:
        raise PictureUnreadable(f"That film has {width} x {height} pixels; {_LIMITS}.")


def _check_bytes(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise PictureUnreadable(_UNREADABLE)


def _check_length(at_s: float, number: int, longest_s: float = LONGEST_S) -> None:
    if at_s > longest_s:
        raise PictureUnreadable(f"That film is longer than {LONGEST_S:.0f} seconds; {_LIMITS}.")
    if number >= MOST_READ:
        raise PictureUnreadable(f"That film has more than {MOST_READ} frames; {_LIMITS}.")


def _small(frame: Image.Image) -> Image.Image:
    """On white where it is transparent, at the size at which frames are kept."""
    frame = _on_white(frame)
    side = min(SIDE, math.sqrt(frame.width * frame.height))
    return frame.resize(shaped(frame.size, side, least=8), Image.Resampling.LANCZOS)


def _on_white(frame: Image.Image) -> Image.Image:
    if frame.mode != "RGBA":
        return frame
    flat = Image.new("RGB", frame.size, "white")
    flat.paste(frame, mask=frame.getchannel("A"))
    return flat


def sheet_of(frames: Sequence[Image.Image]) -> Image.Image:
    """All frames side by side, row by row, about as wide as high."""
    across = columns_of(len(frames))
    width, height = frames[0].size
    sheet = Image.new("RGB", (across * width, math.ceil(len(frames) / across) * height))
    for place, frame in enumerate(frames):
        sheet.paste(frame, (place % across * width, place // across * height))
    return sheet


def frames_of(sheet: Image.Image, count: int) -> list[Image.Image]:
    """What `sheet_of` laid side by side."""
    across = columns_of(count)
    width, height = sheet.width // across, sheet.height // math.ceil(count / across)
    boxes = [(place % across * width, place // across * height) for place in range(count)]
    return [sheet.crop((left, top, left + width, top + height)) for left, top in boxes]


def columns_of(count: int) -> int:
    """How many frames of a sheet lie side by side."""
    return math.ceil(math.sqrt(count))


def write_film(frames: Sequence[Image.Image], *, rate: float, kind: str) -> bytes:
    """A file of that kind that repeats for ever, if its kind can say so.

    Args:
        frames: RGB, of one size with even sides.
        rate: frames a second.
        kind: one of KINDS.
    """
    if kind == "mp4":
        return _written_mp4(frames, rate)
    file = io.BytesIO()
    first, *others = frames
    more = {"quality": _QUALITY, "method": 3} if kind == "webp" else {"disposal": 1}
    first.save(
        file,
        kind.upper(),
        save_all=True,
        append_images=others,
        duration=round(1000 / rate),
        loop=0,
        **more,
    )
    return file.getvalue()


def _written_mp4(frames: Sequence[Image.Image], rate: float) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as film:
        stream = film.add_stream("libx264", rate=Fraction(rate).limit_denominator(1000))
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "18", "threads": "1"}
        for frame in frames:
            pixels = np.asarray(frame.convert("RGB"))
            film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(stream.encode())
    return file.getvalue()
