"""Discord's published contract for the gateway: what we dispatch, and what a bot sends us."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from jsonschema_rs import Draft7Validator

from bot.loopback.contract import SPEC, Report, explain, in_one_line
from bot.loopback.wire import Json

# The real gateway sends an object here; the published types say it carries nothing.
UNDOCUMENTED = frozenset({"RESUMED"})


class GatewayContract:
    """Checks packets in both directions; `report` hears of every violation."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._receive: Json = json.loads((SPEC / "gateway-receive.schema.json").read_text())
        self._validators: dict[str, Draft7Validator | None] = {}

    def check_event(self, packet: Json) -> None:
        """Hold a dispatch (op 0) of ours against the schema of its event."""
        name: str = packet["t"]
        if name in UNDOCUMENTED:
            return
        if name not in self._validators:
            branches = list(self._of_event(name, self._definition(self._receive["$ref"])))
            self._validators[name] = self._compiled(branches) if branches else None
        validator = self._validators[name]
        if validator is None:
            self._report(f"EVENT {name}", "It is not a documented gateway event.")
        elif not validator.is_valid(packet):
            self._report(f"EVENT {name}", in_one_line(explain(validator.iter_errors(packet))))

    def check_command(self, packet: Json) -> bool:
        """Hold what a bot sent against the schema; whether it is as it should be."""
        if self._sent.is_valid(packet):
            return True
        problems = explain(self._sent.iter_errors(packet))
        self._report(f"COMMAND op {packet.get('op')}", in_one_line(problems))
        return False

    @cached_property
    def _sent(self) -> Draft7Validator:
        return Draft7Validator(json.loads((SPEC / "gateway-send.schema.json").read_text()))

    def _compiled(self, branches: list[Json]) -> Draft7Validator:
        schema = {"anyOf": branches, "definitions": self._receive["definitions"]}
        return Draft7Validator(schema, mask="this value")

    def _of_event(self, name: str, node: Json) -> Iterator[Json]:
        """The members of the union of all packets whose `t` can be `name`."""
        if "$ref" in node:
            yield from self._of_event(name, self._definition(node["$ref"]))
        elif "anyOf" in node:
            for branch in node["anyOf"]:
                yield from self._of_event(name, branch)
        else:
            kind = node.get("properties", {}).get("t", {})
            if "$ref" in kind:
                kind = self._definition(kind["$ref"])
            if kind.get("const") == name or name in kind.get("enum", ()):
                yield node

    def _definition(self, reference: str) -> Json:
        name = unquote(re.sub("^#/definitions/", "", reference))
        definition: Json = self._receive["definitions"][name]
        return definition
