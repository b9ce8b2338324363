"""From throws to notes: the printed table, MusicXML, MIDI and sound agree with each other."""

import io
from collections import Counter
from xml.etree import ElementTree as ET

import av
import mido
import numpy as np
import pytest

from inference.dice.game import throw
from inference.dice.instruments import INSTRUMENTS
from inference.dice.recording import record
from inference.dice.score import midi, musicxml
from inference.dice.sound import RATE_HZ, play
from inference.dice.waltz import SIXTEENTHS, Bar, Waltz, waltz_of

THROWS = throw(7)
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@pytest.fixture(scope="module")
def waltz() -> Waltz:
    return waltz_of(THROWS)


def pitches(bars: list[Bar]) -> Counter[int]:
    return Counter(
        pitch for bar in bars for notes in (bar.right, bar.left) for note in notes
        for pitch in note.pitches
    )  # fmt: skip


def test_the_first_printed_measures_of_the_lowest_throws() -> None:
    waltz = waltz_of([(1, 1)] * 16)

    assert [bar.measure for bar in waltz.bars[:4]] == [96, 22, 141, 41]


def test_every_bar_of_every_throw_fits_three_eighths() -> None:
    for total in range(2, 13):
        for bar in waltz_of([(total - min(6, total - 1), min(6, total - 1))] * 16).bars:
            for notes in (bar.right, bar.left):
                ends = [note.start + note.length for note in notes]
                assert all(end <= note.start for end, note in zip(ends, notes[1:], strict=False))
                assert ends[-1] <= SIXTEENTHS


def test_the_first_part_is_played_twice_with_another_ending(waltz: Waltz) -> None:
    played = waltz.played()

    assert len(played) == 24
    assert played[:7] == played[8:15]
    assert played[7].right == played[15].right
    assert played[7].left != played[15].left


def test_the_score_has_every_note_and_full_bars(waltz: Waltz) -> None:
    root = ET.fromstring(musicxml(waltz, "A waltz"))
    written = Counter[int]()
    for measure in root.iter("measure"):
        lengths = Counter[str]()
        for note in measure.iter("note"):
            if note.find("chord") is None:
                lengths[note.findtext("staff", "")] += int(note.findtext("duration", ""))
            if (pitch := note.find("pitch")) is not None:
                octave = int(pitch.findtext("octave", ""))
                step = STEPS[pitch.findtext("step", "")] + int(pitch.findtext("alter", "0"))
                written[12 * (octave + 1) + step] += 1
        assert lengths == {"1": SIXTEENTHS, "2": SIXTEENTHS}

    assert written == pitches([*waltz.bars, waltz.second_ending])


def test_the_midi_file_strikes_and_lets_go_of_every_key_that_is_played(waltz: Waltz) -> None:
    file = mido.MidiFile(file=io.BytesIO(midi(waltz, "A waltz", eighths_per_minute=180)))
    struck = [message for message in file.tracks[0] if message.type == "note_on"]
    let_go = [message for message in file.tracks[0] if message.type == "note_off"]

    assert Counter(message.note for message in struck) == pitches(waltz.played())
    assert len(struck) == len(let_go)
    assert file.length == pytest.approx(24 * 3 * 60 / 180, abs=0.2)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_what_is_written_sounds(waltz: Waltz, instrument: str) -> None:
    """The strongest tone of the first bar is one of its notes, or an octave of one."""
    sound = play(waltz, instrument, eighths_per_minute=90)
    beat = sound[: RATE_HZ // 2, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(beat * np.hanning(len(beat)), 8 * len(beat)))
    loudest_hz = np.argmax(spectrum) * RATE_HZ / (8 * len(beat))
    pitch = 69 + 12 * np.log2(loudest_hz / 440)

    first = waltz.bars[0]
    written = {p % 12 for notes in (first.right, first.left) for p in notes[0].pitches}
    assert any(abs((pitch - name + 6) % 12 - 6) < 0.3 for name in written)


def test_sound_is_as_long_as_its_bars_never_clips_and_is_the_same_again(waltz: Waltz) -> None:
    sound = play(waltz, "music box", eighths_per_minute=400)

    assert len(sound) / RATE_HZ == pytest.approx(24 * 3 * 60 / 400, abs=2)
    assert 25_000 < np.abs(sound).max() < 32_767
    assert np.array_equal(sound, play(waltz, "music box", eighths_per_minute=400))


@pytest.mark.parametrize("kind", ["mp3", "ogg"])
def test_a_recording_can_be_played_and_is_the_same_again(waltz: Waltz, kind: str) -> None:
    sound = play(waltz, "harpsichord", eighths_per_minute=400)
    recorded = record(sound, kind, "A waltz")

    with av.open(io.BytesIO(recorded), "r") as file:
        seconds = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
        assert file.metadata.get("title") == "A waltz" or kind == "ogg"
    assert seconds == pytest.approx(len(sound) / RATE_HZ, abs=0.1)
    assert record(sound, kind, "A waltz") == recorded
