"""What Discord's client does when a member submits a modal: check the answers, shape the data."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.loopback import rules
from bot.loopback.errors import Refused
from bot.loopback.files import Files
from bot.loopback.state import Attachment
from bot.loopback.wire import Json, JsonValue, Part

Given = Mapping[str, str | bool | Sequence[str] | Sequence[Attachment]]


@dataclass(slots=True)
class Form:
    """Fills one modal. `given` holds answers by custom_id, files already kept."""

    modal: Json
    given: Given
    files: Files
    resolved: Json = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def data(self) -> Json:
        """The interaction's `data`.

        Raises:
            Refused: an answer is missing, out of bounds, or for a field that is not there.
        """
        known = {part.get("custom_id") for _, part in rules.walk(self.modal["components"])}
        for custom_id in self.given:
            if custom_id not in known:
                raise Refused(f"The form has no field {custom_id!r}.")
        components = [self._filled(part) for part in self.modal["components"]]
        filled = {"custom_id": self.modal["custom_id"], "components": components}
        return filled | {"resolved": self.resolved}

    def _filled(self, part: Json) -> Json:
        filled: Json = {"type": part["type"], "id": part.get("id") or next(self._ids)}
        match part["type"]:
            case Part.LABEL:
                return filled | {"component": self._filled(part["component"])}
            case Part.ACTION_ROW:
                return filled | {"components": [self._filled(c) for c in part["components"]]}
            case Part.TEXT_DISPLAY:
                return filled
        custom_id = part["custom_id"]
        return filled | {"custom_id": custom_id} | self._answer(part, self.given.get(custom_id))

    def _answer(self, part: Json, given: JsonValue) -> Json:
        match part["type"]:
            case Part.TEXT_INPUT:
                return {"value": _text(part, given)}
            case Part.FILE_UPLOAD:
                return {"values": self._uploads(part, given)}
            case Part.CHECKBOX:
                return {"value": given in (True, "true")}
            case Part.RADIO_GROUP:
                return {"value": _one(part, given)}
        return {"values": _several(part, given)}

    def _uploads(self, part: Json, given: JsonValue) -> list[str]:
        files = [item for item in given or () if isinstance(item, Attachment)]
        _check_count(part, len(files), "file")
        for file in files:
            self.resolved.setdefault("attachments", {})[file.id] = self.files.json(file)
        return [file.id for file in files]


def _text(part: Json, given: JsonValue) -> str:
    text = str(part.get("value") or "" if given is None else given)
    if not text and not part.get("required", True):
        return text
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    if not text:
        raise Refused(f"The field {part['custom_id']!r} is required; write something.")
    if not least <= len(text) <= most:
        wanted = f"between {least} and {most} characters"
        raise Refused(f"The field {part['custom_id']!r} must have {wanted}.")
    return text


def _defaults(part: Json) -> list[str]:
    return [option["value"] for option in part.get("options") or () if option.get("default")]


def _one(part: Json, given: JsonValue) -> str | None:
    values = _several(part | {"max_values": 1}, given)
    return values[0] if values else None


def _several(part: Json, given: JsonValue) -> list[str]:
    values = (
        _defaults(part) if given is None else [given] if isinstance(given, str) else list(given)
    )
    possible = [option["value"] for option in part.get("options") or ()]
    unknown = [value for value in values if possible and value not in possible]
    if unknown:
        raise Refused(f"The field {part['custom_id']!r} does not offer {unknown[0]!r}.")
    many = part["type"] == Part.CHECKBOX_GROUP
    _check_count(part, len(values), "choice", default_most=len(possible) if many else 1)
    return values


def _check_count(part: Json, count: int, thing: str, *, default_most: int = 1) -> None:
    least = part.get("min_values", 1)
    if not part.get("required", True) and not count:
        return
    most = part.get("max_values") or default_most
    if not least <= count <= most:
        wanted = f"between {least} and {most}"
        raise Refused(f"The field {part['custom_id']!r} takes {wanted} {thing}s.")
