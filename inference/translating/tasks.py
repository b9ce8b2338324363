"""What a picture can be turned into, by the words members type. Imports no torch."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path


class Task(StrEnum):
    """One thing that the network has learned; the value is its name."""

    DAY = "day"
    NIGHT = "night"
    DAWN = "dawn"
    SUNSET = "sunset"
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"
    PAINTING = "painting"
    SKETCH = "sketch"
    COLOUR = "colour"
    RESTORED = "restored"


ABOUT: Mapping[Task, str] = {
    Task.DAY: "The same scene in daylight",
    Task.NIGHT: "The same scene in the dark",
    Task.DAWN: "The same scene in the pale light of the morning",
    Task.SUNSET: "The same scene under an evening sky",
    Task.SPRING: "Fresh, light greens",
    Task.SUMMER: "Deep greens",
    Task.AUTUMN: "Leaves and grass in orange and brown",
    Task.WINTER: "Leaves and grass under snow",
    Task.PAINTING: "A line drawing under washes of colour",
    Task.SKETCH: "The contours as a line drawing",
    Task.COLOUR: "Colour for a black-and-white picture, which keeps every shade",
    Task.RESTORED: "Less noise and fewer blocks; shades that had faded are back",
}
"""Each of them in a few words for members."""

HOURS = (Task.DAY, Task.NIGHT, Task.DAWN, Task.SUNSET)
SEASONS = (Task.SPRING, Task.SUMMER, Task.AUTUMN, Task.WINTER)


def built_in_translator() -> Path | None:
    """The file of Mozart's own network, where this copy of Mozart has one."""
    file = Path(__file__).parents[1] / "models" / "translator.safetensors"
    return file if file.is_file() else None
