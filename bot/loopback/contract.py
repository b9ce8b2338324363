"""Discord's published contract for REST, held against everything that crosses the wire.

Neither this document nor the gateway's (`gateway_contract`) is written by us, so the server
cannot drift to what our bot happens to send. Validators are compiled on first use and kept.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from jsonschema_rs import Draft202012Validator, ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from bot.loopback.errors import Problem, Where, form_error
from bot.loopback.unknown import unknown_keys
from bot.loopback.wire import Json, JsonValue

SPEC = Path(__file__).parent / "spec"
CODES = {
    "required": "BASE_TYPE_REQUIRED",
    "maxLength": "BASE_TYPE_MAX_LENGTH",
    "minLength": "BASE_TYPE_MIN_LENGTH",
    "maxItems": "BASE_TYPE_BAD_LENGTH",
    "minItems": "BASE_TYPE_BAD_LENGTH",
    "enum": "BASE_TYPE_CHOICES",
    "maximum": "NUMBER_TYPE_MAX",
    "minimum": "NUMBER_TYPE_MIN",
    "type": "BASE_TYPE_INVALID",
}
# Where the prose is wider than the schema: "snowflake or number" (reference#uploading-files).
WIDER_REQUESTS = {"SnowflakeType": {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}}
# Keys that discord.py 2.7.1 sends and the request schema does not list; Discord ignores them.
HARMLESS = frozenset(
    {
        ("PATCH", "tts"),
        ("PUT", "[].nsfw"),
        ("POST", "embeds[].flags"),
        ("PATCH", "embeds[].flags"),
        ("POST", "data.embeds[].flags"),
        ("POST", "data.tts"),
    }
)


Report = Callable[[str, str], None]
"""Hears where the contract was broken, and how."""


class Operation:
    """One documented method of one path."""

    def __init__(self, method: str, template: str, spec: Json) -> None:
        self.method = method
        self.id: str = spec["operationId"]
        self.spec = spec
        self.pattern = re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", template) + "$")

    @cached_property
    def request_schema(self) -> Json | None:
        content = self.spec.get("requestBody", {}).get("content", {})
        schema: Json | None = content.get("application/json", {}).get("schema")
        return schema


class Contract:
    """Checks bodies of REST requests and answers.

    `report` hears of every violation; `ignored` of every key in a request that Discord would
    silently ignore.
    """

    def __init__(self, report: Report, ignored: Report) -> None:
        self._report = report
        self._ignored = ignored
        self._document: Json = json.loads((SPEC / "openapi.json").read_text())
        self._operations: dict[tuple[str, int], list[Operation]] = {}
        for path, methods in self._document["paths"].items():
            for method in methods.keys() & {"get", "post", "put", "patch", "delete"}:
                operation = Operation(method.upper(), path, methods[method])
                shape = (operation.method, path.count("/"))
                self._operations.setdefault(shape, []).append(operation)
        for operations in self._operations.values():
            # Literal paths (@original, @me) before those with a placeholder in the same position.
            operations.sort(key=lambda operation: operation.pattern.pattern.count("[^/]+"))
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}

    def match(self, method: str, path: str) -> Operation | None:
        """The documented operation that a request is, if it is one. `path` starts after v10."""
        same_shape = self._operations.get((method, path.count("/")), ())
        return next((found for found in same_shape if found.pattern.match(path)), None)

    def check_request(self, operation: Operation, body: JsonValue) -> None:
        """Hold a bot's request against its schema.

        Raises:
            ApiError: 50035 with the same nesting and codes as Discord's.
        """
        schema = operation.request_schema
        if schema is None:
            return
        validator = self._validator((operation.id, "request"), schema, WIDER_REQUESTS)
        if not validator.is_valid(body):
            problems = explain(validator.iter_errors(body))
            self._report(f"REQUEST {operation.id}", in_one_line(problems))
            raise form_error(*problems)
        for key in sorted(set(unknown_keys(self._schemas, schema, body))):
            if (operation.method, key) not in HARMLESS:
                self._ignored(f"REQUEST {operation.id}", f"Discord ignores the key {key}.")

    def check_answer(self, operation: Operation, status: int, body: JsonValue) -> None:
        """Hold our own answer against the same document."""
        answers = operation.spec["responses"]
        if str(status) not in answers and "4XX" not in answers:
            self._report(f"ANSWER {operation.id}", f"The status {status} is not documented.")
        validator = self._answer_validator(operation, str(status))
        if validator is not None and not validator.is_valid(body):
            problems = explain(validator.iter_errors(body))
            self._report(f"ANSWER {operation.id} {status}", in_one_line(problems))

    @cached_property
    def _schemas(self) -> Json:
        schemas: Json = self._document["components"]["schemas"]
        return schemas

    def _answer_validator(self, operation: Operation, status: str) -> Draft202012Validator | None:
        key = (operation.id, status)
        if key not in self._validators:
            answers = operation.spec["responses"]
            answer = answers.get(status) or answers.get(status[0] + "XX") or {}
            if "$ref" in answer:
                answer = self._document["components"]["responses"][_name(answer["$ref"])]
            schema = answer.get("content", {}).get("application/json", {}).get("schema")
            self._validators[key] = self._compiled(schema, {}) if schema else None
        return self._validators[key]

    def _validator(self, key: tuple[str, str], schema: Json, wider: Json) -> Draft202012Validator:
        found = self._validators.get(key)
        if found is None:
            found = self._validators[key] = self._compiled(schema, wider)
        return found

    def _compiled(self, schema: Json, wider: Json) -> Draft202012Validator:
        components = {**self._document["components"], "schemas": {**self._schemas, **wider}}
        return Draft202012Validator({**schema, "components": components}, mask="this value")


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[1]


def explain(errors: Iterator[ValidationError] | Sequence[ValidationError]) -> list[Problem]:
    """What is wrong, as Discord words it; of a union, the branch that was most likely meant."""
    problems: list[Problem] = []
    for error in errors:
        branches = _branches(error)
        if branches:
            problems += explain(min(branches, key=_misfit))
            continue
        keyword = error.kind.name
        code = CODES.get(keyword, keyword.upper())
        problems.append((_where(error), code, _wording(error)))
    return problems


def _where(error: ValidationError) -> Where:
    """Where the fault is; a missing field is reported at its own place, as Discord does."""
    missing = [error.kind.property] if isinstance(error.kind, Kind.Required) else []
    return [*error.instance_path, *missing]


def _wording(error: ValidationError) -> str:
    match error.kind:
        case Kind.Required():
            return "This field is required"
        case Kind.MaxLength(limit=limit) | Kind.MaxItems(limit=limit):
            return f"Must be {limit} or fewer in length."
        case Kind.MinLength(limit=limit) | Kind.MinItems(limit=limit):
            return f"Must be {limit} or more in length."
    return error.message[:200]


def in_one_line(problems: Sequence[Problem]) -> str:
    """The first few problems for a person to read."""
    return "; ".join(f"{'.'.join(map(str, where))}: {text}" for where, _, text in problems[:6])


def _branches(error: ValidationError) -> Sequence[Sequence[ValidationError]]:
    return getattr(error.kind, "context", None) or ()


def _misfit(errors: Sequence[ValidationError]) -> float:
    """How badly a branch fits: a wrong `type` outweighs everything, most of all a shallow one."""
    total = 0.0
    for error in errors:
        path = list(error.instance_path)
        if branches := _branches(error):
            total += min(map(_misfit, branches))
        elif path[-1:] == ["type"] and error.kind.name in ("const", "enum"):
            total += 1e6 / 10 ** len(path)
        else:
            total += 1
    return total
