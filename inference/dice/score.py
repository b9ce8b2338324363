"""A waltz as MusicXML 4.0 and as a MIDI file. Pure.

Both hands are voices of one piano part on two staves. Accidentals are shown where a step sounds
otherwise than last in its bar, as in the print.
"""

import io
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

import mido

from inference.dice.waltz import SIXTEENTHS, Bar, Note, Waltz

TICKS = 480
_TICKS_16TH = TICKS // 4
_KINDS = {1: "16th", 2: "eighth", 4: "quarter"}
_STEPS = (
    *(("C", 0), ("C", 1), ("D", 0), ("E", -1), ("E", 0), ("F", 0)),
    *(("F", 1), ("G", 0), ("A", -1), ("A", 0), ("B", -1), ("B", 0)),
)
_SIGNS = {-1: "flat", 0: "natural", 1: "sharp"}
_LOUDNESS = {1: 78, 2: 58}
_FORKED = 7
_NEW_SYSTEMS = (4, 9, 13)  # four bars in each, and the second ending
_HELD = 0.95  # of its length, so that a repeated note is heard anew


# ---- MusicXML


def musicxml(waltz: Waltz, title: str) -> str:
    """The score with its repeat and both endings, as a document of MusicXML 4.0."""
    root = ET.Element("score-partwise", version="4.0")
    ET.SubElement(ET.SubElement(root, "work"), "work-title").text = title
    listed = ET.SubElement(ET.SubElement(root, "part-list"), "score-part", id="P1")
    ET.SubElement(listed, "part-name").text = ""
    part = ET.SubElement(root, "part", id="P1")
    bars = [*waltz.bars[: _FORKED + 1], waltz.second_ending, *waltz.bars[_FORKED + 1 :]]
    for index, bar in enumerate(bars):
        _add_bar(part, bar, index, last=index == len(bars) - 1)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add_bar(part: ET.Element, bar: Bar, index: int, *, last: bool) -> None:
    measure = ET.SubElement(part, "measure", number=str(index + 1))
    if index in _NEW_SYSTEMS:
        ET.SubElement(measure, "print", {"new-system": "yes"})
    if index == 0:
        _add_clefs(measure)
    if index in (_FORKED, _FORKED + 1):
        line = ET.SubElement(measure, "barline", location="left")
        number = "1" if index == _FORKED else "2"
        ET.SubElement(line, "ending", number=number, type="start").text = f"{number}."
    _add_hand(measure, bar.right, staff=1)
    ET.SubElement(ET.SubElement(measure, "backup"), "duration").text = str(SIXTEENTHS)
    _add_hand(measure, bar.left, staff=2)
    if index in (_FORKED, _FORKED + 1) or last:
        _add_end(measure, index)


def _add_clefs(measure: ET.Element) -> None:
    attributes = ET.SubElement(measure, "attributes")
    ET.SubElement(attributes, "divisions").text = "4"
    ET.SubElement(ET.SubElement(attributes, "key"), "fifths").text = "0"
    time = ET.SubElement(attributes, "time")
    ET.SubElement(time, "beats").text = "3"
    ET.SubElement(time, "beat-type").text = "8"
    ET.SubElement(attributes, "staves").text = "2"
    for number, (sign, line) in enumerate((("G", "2"), ("F", "4")), 1):
        clef = ET.SubElement(attributes, "clef", number=str(number))
        ET.SubElement(clef, "sign").text = sign
        ET.SubElement(clef, "line").text = line


def _add_end(measure: ET.Element, index: int) -> None:
    line = ET.SubElement(measure, "barline", location="right")
    style = "light-light" if index == _FORKED + 1 else "light-heavy"
    ET.SubElement(line, "bar-style").text = style
    if index in (_FORKED, _FORKED + 1):
        number = "1" if index == _FORKED else "2"
        ET.SubElement(line, "ending", number=number, type="stop")
    if index == _FORKED:
        ET.SubElement(line, "repeat", direction="backward")


def _add_hand(measure: ET.Element, notes: Sequence[Note], *, staff: int) -> None:
    altered: dict[tuple[str, int], int] = {}
    at = 0
    for note, beams in zip(notes, _beams(notes), strict=True):
        if note.start > at:
            _add_note(measure, None, note.start - at, staff)
        for place, pitch in enumerate(note.pitches):
            element = _add_note(measure, pitch, note.length, staff, chord=place > 0)
            _add_sign(element, pitch, altered)
            ET.SubElement(element, "staff").text = str(staff)
            for level, beam in enumerate(beams if place == 0 else (), 1):
                ET.SubElement(element, "beam", number=str(level)).text = beam
        at = note.start + note.length
    if at < SIXTEENTHS:
        _add_note(measure, None, SIXTEENTHS - at, staff)


def _add_note(
    measure: ET.Element, pitch: int | None, length: int, staff: int, *, chord: bool = False
) -> ET.Element:
    """A note up to its type, or a whole rest where `pitch` is None."""
    element = ET.SubElement(measure, "note")
    if chord:
        ET.SubElement(element, "chord")
    if pitch is None:
        ET.SubElement(element, "rest")
    else:
        step, alter = _STEPS[pitch % 12]
        named = ET.SubElement(element, "pitch")
        ET.SubElement(named, "step").text = step
        if alter:
            ET.SubElement(named, "alter").text = str(alter)
        ET.SubElement(named, "octave").text = str(pitch // 12 - 1)
    ET.SubElement(element, "duration").text = str(length)
    ET.SubElement(element, "voice").text = str(staff)
    ET.SubElement(element, "type").text = _KINDS[length]
    if pitch is None:
        ET.SubElement(element, "staff").text = str(staff)
    return element


def _add_sign(element: ET.Element, pitch: int, altered: dict[tuple[str, int], int]) -> None:
    step, alter = _STEPS[pitch % 12]
    place = step, pitch // 12
    if altered.get(place, 0) != alter:
        ET.SubElement(element, "accidental").text = _SIGNS[alter]
        altered[place] = alter


def _beams(notes: Sequence[Note]) -> list[tuple[str, ...]]:
    """For each note its beams, first that of eighths, then that of sixteenths."""
    beams: list[tuple[str, ...]] = [()] * len(notes)
    for run in _runs(notes):
        for place, index in enumerate(run):
            before, after = place > 0, place < len(run) - 1
            beams[index] = (_joined(before=before, after=after),)
            if notes[index].length == 1:
                near_before = before and notes[run[place - 1]].length == 1
                near_after = after and notes[run[place + 1]].length == 1
                hook = "backward hook" if before else "forward hook"
                second = _joined(before=near_before, after=near_after) or hook
                beams[index] = (*beams[index], second)
    return beams


def _joined(*, before: bool, after: bool) -> str:
    if before and after:
        return "continue"
    return "begin" if after else "end" if before else ""


def _runs(notes: Sequence[Note]) -> Iterator[list[int]]:
    """Neighbours that one beam joins: at least two, each shorter than a quarter, without a gap."""
    run: list[int] = []
    at = 0
    for index, note in enumerate(notes):
        if run and (note.start != at or note.length > 2):
            if len(run) > 1:
                yield run
            run = []
        if note.length <= 2:
            run.append(index)
        at = note.start + note.length
    if len(run) > 1:
        yield run


# ---- MIDI


def midi(waltz: Waltz, title: str, *, eighths_per_minute: float) -> bytes:
    """The waltz as it sounds, as a standard MIDI file of one track."""
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("track_name", name=title))
    track.append(mido.MetaMessage("time_signature", numerator=3, denominator=8))
    tempo = mido.bpm2tempo(eighths_per_minute / 2)  # a beat of MIDI is a quarter
    track.append(mido.MetaMessage("set_tempo", tempo=tempo))
    now = 0
    for tick, is_on, pitch, loudness in sorted(_strokes(waltz)):
        kind = "note_on" if is_on else "note_off"
        track.append(mido.Message(kind, note=pitch, velocity=loudness, time=tick - now))
        now = tick
    file = mido.MidiFile(ticks_per_beat=TICKS, type=0)
    file.tracks.append(track)
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def _strokes(waltz: Waltz) -> Iterator[tuple[int, bool, int, int]]:
    """Every key going down and up: tick, whether down, pitch, velocity."""
    for index, bar in enumerate(waltz.played()):
        for hand, notes in ((1, bar.right), (2, bar.left)):
            for note in notes:
                start = index * SIXTEENTHS + note.start
                end = round((start + note.length * _HELD) * _TICKS_16TH)
                for pitch in note.pitches:
                    yield start * _TICKS_16TH, True, pitch, _LOUDNESS[hand]
                    yield end, False, pitch, 0
