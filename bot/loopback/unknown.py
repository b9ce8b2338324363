"""Finds keys in a request that Discord would silently ignore: a typo or an invention. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from bot.loopback.wire import Json, JsonValue


def unknown_keys(schemas: Json, schema: Json, value: JsonValue, path: str = "") -> Iterator[str]:
    """Paths such as `components[].lable` that no branch of the schema knows.

    `schemas` are the named ones that `$ref` points to.
    """
    yield from _unknown(schemas, [schema], value, path)


def _unknown(schemas: Json, choices: Sequence[Json], value: JsonValue, path: str) -> Iterator[str]:
    match value:
        case dict():
            branches = _fitting(list(_branches(schemas, choices)), value)
            yield from _unknown_in_object(schemas, branches, value, path)
        case list():
            items = [b["items"] for b in _branches(schemas, choices) if "items" in b]
            for item in value if items else ():
                yield from _unknown(schemas, items, item, f"{path}[]")


def _unknown_in_object(
    schemas: Json, branches: Sequence[Json], value: Json, path: str
) -> Iterator[str]:
    if any(branch.get("additionalProperties") for branch in branches):
        return
    known: dict[str, list[Json]] = {}
    for branch in branches:
        for key, schema in branch.get("properties", {}).items():
            known.setdefault(key, []).append(schema)
    for key, item in value.items() if known else ():
        here = f"{path}.{key}".lstrip(".")
        if key not in known:
            yield here
        elif isinstance(item, dict | list):
            yield from _unknown(schemas, known[key], item, here)


def _fitting(branches: Sequence[Json], value: Json) -> Sequence[Json]:
    """Of a union that `type` discriminates, the branches of this type."""
    if "type" not in value:
        return branches
    fitting = [
        branch
        for branch in branches
        if value["type"]
        in branch.get("properties", {}).get("type", {}).get("enum", (value["type"],))
    ]
    return fitting or branches


def _branches(schemas: Json, choices: Iterable[Json]) -> Iterator[Json]:
    for schema in choices:
        if "$ref" in schema:
            yield from _branches(schemas, [schemas[schema["$ref"].rsplit("/", 1)[1]]])
            continue
        for key in ("oneOf", "anyOf", "allOf"):
            yield from _branches(schemas, schema.get(key, ()))
        yield schema
