"""A waltz as sound, from nothing but sines: each key is struck once and then copied. Pure numpy.

    keys (pitch, instrument) --placed at their times, by hand--> dry stereo --small room--> PCM

Source for the strings: stiff strings sound sharp by sqrt(1 + B n^2) at partial n (Fletcher 1964).
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

from inference.dice.instruments import INSTRUMENTS, Instrument
from inference.dice.waltz import SIXTEENTHS, Waltz

RATE_HZ = 44_100
_TAIL_S = 1.6
_RELEASE_S = 0.07
_RISE_S = 0.003
_HIGHEST_HZ = 11_000
_ROOM_S = 0.8
_ROOM_GAIN = 0.012
_PEAK = 0.89

Samples = npt.NDArray[np.float32]


def play(waltz: Waltz, instrument: str, *, eighths_per_minute: float) -> npt.NDArray[np.int16]:
    """The waltz as (samples, 2) stereo at RATE_HZ; the same numbers on every run.

    Args:
        waltz: what is played.
        instrument: one of INSTRUMENTS.
        eighths_per_minute: the tempo; three to a bar.
    """
    voice = INSTRUMENTS[instrument]
    sixteenth_s = 30 / eighths_per_minute
    notes = list(_notes(waltz))
    length_s = len(waltz.played()) * SIXTEENTHS * sixteenth_s + _TAIL_S
    dry = np.zeros((int(length_s * RATE_HZ), 2), np.float32)
    longest_s = {pitch: 0.0 for *_, pitch, _ in notes}
    for _, length, pitch, _ in notes:
        longest_s[pitch] = max(longest_s[pitch], _sounding_s(length * sixteenth_s, voice))
    keys = {pitch: _key(pitch, seconds, voice) for pitch, seconds in longest_s.items()}
    for start, length, pitch, gain in notes:
        sound = _released(keys[pitch], _sounding_s(length * sixteenth_s, voice))
        at = int(start * sixteenth_s * RATE_HZ)
        end = min(len(dry), at + len(sound))
        pan = 0.5 + (pitch - 66) / 110  # low strings to the left, as one sits before them
        sides = np.array([np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)], np.float32)
        dry[at:end] += gain * sound[: end - at, None] * sides
    wet = dry + _ROOM_GAIN * _echo(dry)
    scaled: npt.NDArray[np.int16] = np.round(wet / np.abs(wet).max() * _PEAK * 32767).astype("<i2")
    return scaled


def _notes(waltz: Waltz) -> Iterator[tuple[int, int, int, float]]:
    """Start and length in sixteenths, pitch, and how loud; the first of a bar is stressed."""
    for index, bar in enumerate(waltz.played()):
        for notes, gain in ((bar.right, 0.20), (bar.left, 0.13)):
            for note in notes:
                stress = 1.16 if note.start == 0 else 1.0
                for pitch in note.pitches:
                    yield index * SIXTEENTHS + note.start, note.length, pitch, gain * stress


def _sounding_s(written_s: float, voice: Instrument) -> float:
    return _TAIL_S if voice.rings else max(0.25, written_s * 1.05) + 0.18


def _key(pitch: int, seconds: float, voice: Instrument) -> Samples:
    """One key held down: (samples,)."""
    chance = np.random.default_rng(pitch)
    time = np.arange(int(seconds * RATE_HZ), dtype=np.float32) / RATE_HZ
    base_hz = 440 * 2 ** ((pitch - 69) / 12 + voice.octaves)
    stiffness = voice.stiffness * 2 ** ((pitch - 60) / 20)
    sound: Samples = np.zeros_like(time)
    for number in range(1, voice.partials + 1):
        hz = base_hz * number * np.sqrt((1 + stiffness * number**2) / (1 + stiffness))
        phase = chance.uniform(0, 2 * np.pi)
        if hz > _HIGHEST_HZ:
            break
        strength = number**-voice.falling * (0.55 + 0.45 * abs(np.sin(np.pi * number * 0.13)))
        quick = np.exp(-time * (voice.quick + voice.damping * (number - 1)))
        slow = np.exp(-time * (voice.slow + 0.25 * (number - 1)))
        wave = np.sin(np.float32(2 * np.pi * hz) * time + np.float32(phase))
        sound += (np.float32(strength) * wave * (0.72 * quick + 0.28 * slow)).astype(np.float32)
    hammer = chance.standard_normal(len(time), np.float32) * np.exp(-time * 140)
    sound += np.float32(voice.noise) * hammer
    sound *= np.minimum(1, time / np.float32(_RISE_S))
    return sound


def _released(key: Samples, seconds: float) -> Samples:
    """The key let go so that it is silent after so long."""
    sound = key[: int(seconds * RATE_HZ)].copy()
    falling = min(len(sound), int(_RELEASE_S * RATE_HZ))
    sound[-falling:] *= np.linspace(1, 0, falling, dtype=np.float32)
    return sound


def _echo(dry: Samples) -> Samples:
    """What a small room of noise gives back: (samples, 2)."""
    chance = np.random.default_rng(1793)
    size = int(_ROOM_S * RATE_HZ)
    time = np.arange(size, dtype=np.float32) / RATE_HZ
    room = chance.standard_normal((size, 2), np.float32) * np.exp(-6.5 * time)[:, None]
    room[: int(0.012 * RATE_HZ)] = 0
    hear = partial(fftconvolve, mode="full")
    sides = [hear(dry[:, side], room[:, side])[: len(dry)] for side in (0, 1)]
    return np.stack(sides, axis=1).astype(np.float32)
