"""Sound as files: PCM -> MP3 or Ogg (Opus), by FFmpeg's encoders in this process."""

import io
from fractions import Fraction
from typing import cast

import av
import numpy as np
import numpy.typing as npt

from inference.dice.sound import RATE_HZ

_CODECS = {"mp3": ("libmp3lame", 160_000), "ogg": ("libopus", 96_000)}
_OPUS_HZ = 48_000  # all that Opus knows


def record(sound: npt.NDArray[np.int16], kind: str, title: str) -> bytes:
    """The file of a sound; the same bytes for the same sound.

    Args:
        sound: (samples, 2) at RATE_HZ.
        kind: "mp3" or "ogg".
        title: what players show.
    """
    codec, bits = _CODECS[kind]
    rate_hz = _OPUS_HZ if kind == "ogg" else RATE_HZ
    written = io.BytesIO()
    with av.open(written, "w", format=kind, options={"fflags": "+bitexact"}) as file:
        file.metadata["title"] = title
        stream = cast("av.AudioStream", file.add_stream(codec, rate=rate_hz, layout="stereo"))
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="stereo")
        frame.rate = RATE_HZ
        frame.time_base = Fraction(1, RATE_HZ)
        frame.pts = 0
        resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=rate_hz)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return written.getvalue()
