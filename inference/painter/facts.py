"""The facts of a picture that a look at it can tell, and the answers there are to each."""

from collections.abc import Mapping

from inference.painter.colours import COLOURS
from inference.painter.scene import MAX_COUNT, Hour, Style
from inference.painter.subjects.catalogue import SUBJECTS

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "subject": tuple(SUBJECTS),
    "colour": tuple(COLOURS),
    "count": tuple(str(count) for count in range(1, MAX_COUNT + 1)),
    "hour": tuple(hour.value for hour in Hour),
    "style": tuple(style.value for style in Style),
}
"""What the judge tells of a picture, and the answers it may give."""
