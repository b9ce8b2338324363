"""What Discord's client does when a member chooses in a menu or submits a modal.

It checks the answers against what was asked, and shapes the data of the interaction.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.loopback import rules
from bot.loopback.errors import Refused
from bot.loopback.mentions import Entity, Mentions
from bot.loopback.state import Attachment
from bot.loopback.wire import Json, JsonValue, Part

Given = Mapping[str, str | bool | Sequence[str] | Sequence[Attachment]]


_ENTITY = {
    Part.USER_SELECT: Entity.USER,
    Part.ROLE_SELECT: Entity.ROLE,
    Part.MENTIONABLE_SELECT: Entity.USER | Entity.ROLE,
    Part.CHANNEL_SELECT: Entity.CHANNEL,
}


@dataclass(frozen=True, slots=True)
class Choosing:
    """Checks what was chosen in a select menu, a group of boxes or radio buttons."""

    mentions: Mentions

    def values(self, part: Json, given: str | Sequence[str] | None) -> list[str]:
        """The chosen values, or the defaults when nothing was given.

        Raises:
            Refused: too few, too many, or not offered.
        """
        chosen = _defaults(part) if given is None else [given] if isinstance(given, str) else given
        possible = [option["value"] for option in part.get("options") or ()]
        many = part["type"] == Part.CHECKBOX_GROUP
        _check_count(part, len(chosen), "choice", default_most=len(possible) if many else 1)
        return [self._value(part, value, possible) for value in chosen]

    def _value(self, part: Json, value: str, possible: Sequence[str]) -> str:
        found: str | None = value if value in possible else None
        if part["type"] in _ENTITY:
            kinds = _ENTITY[part["type"]]
            found = self.mentions.find(kinds, value, part.get("channel_types"))
        if found is None:
            raise Refused(f"The field {part['custom_id']!r} does not offer {value!r}.")
        return found


@dataclass(slots=True)
class Form:
    """Fills one modal. `given` holds answers by custom_id, files already kept."""

    modal: Json
    given: Given
    choosing: Choosing
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
        return filled | {"resolved": self._resolved}

    @property
    def _resolved(self) -> Json:
        return self.choosing.mentions.resolved

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
                return {"value": next(iter(self.choosing.values(part, given)), None)}
        return {"values": self.choosing.values(part, given)}

    def _uploads(self, part: Json, given: JsonValue) -> list[str]:
        uploads = [item for item in given or () if isinstance(item, Attachment)]
        _check_count(part, len(uploads), "file")
        for file in uploads:
            files = self._resolved.setdefault("attachments", {})
            files[file.id] = self.choosing.mentions.world.files.json(file)
        return [file.id for file in uploads]


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
    offered = [option["value"] for option in part.get("options") or () if option.get("default")]
    return offered + [default["id"] for default in part.get("default_values") or ()]


def _check_count(part: Json, count: int, thing: str, *, default_most: int = 1) -> None:
    least = part.get("min_values", 1)
    if not part.get("required", True) and not count:
        return
    most = part.get("max_values") or default_most
    if not least <= count <= most:
        wanted = f"between {least} and {most}"
        raise Refused(f"The field {part['custom_id']!r} takes {wanted} {thing}s.")
