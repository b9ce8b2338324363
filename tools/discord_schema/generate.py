"""Write the contract that the loopback server checks every body against.

Three files: Discord's own description of its REST API, and two JSON Schemas made from the types
of its gateway. See README.md in this folder for how to run it and when.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

HERE = Path(__file__).parent
SPEC = HERE.parent.parent / "bot" / "loopback" / "spec"
# A TypeScript enum of bits becomes "one of these numbers" in JSON Schema; what it means is
# "any of them together".
BITS = ("Flags", "FlagsBits", "GatewayIntentBits")
JsonValue: TypeAlias = Any
PROSE = ("description", "title", "externalDocs", "x-discord-union")


def main() -> None:
    """Read the checkout, run the generator in a folder of its own, write `bot/loopback/spec`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="a checkout of discord/discord-api-spec")
    checkout: Path = parser.parse_args().checkout
    _write("openapi.json", json.loads((checkout / "specs" / "openapi.json").read_text()))
    shutil.copyfile(checkout / "LICENSE", SPEC / "LICENSE-discord-api-spec")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "tsconfig.json", "gateway.ts"):
            shutil.copyfile(HERE / name, work / name)
        _run(work, "npm", "install", "--silent")
        for kind in ("Receive", "Send"):
            _write(f"gateway-{kind.lower()}.schema.json", _schema(work, kind))
        licence = work / "node_modules" / "discord-api-types" / "LICENSE"
        shutil.copyfile(licence, SPEC / "LICENSE-discord-api-types")


def _schema(work: Path, kind: str) -> dict[str, Any]:
    out = work / f"{kind}.json"
    # Discord sends more keys than the types list, so those of our own events may be more, too.
    command = ("npx", "ts-json-schema-generator", "--tsconfig", "tsconfig.json")
    choice = ("--path", "gateway.ts", "--type", kind, "--additional-properties")
    _run(work, *command, *choice, "--no-type-check", "-o", out.name)
    schema: dict[str, Any] = json.loads(out.read_text())
    definitions = schema["definitions"]
    for name, definition in definitions.items():
        if name.split("<")[0].endswith(BITS) and {"enum", "const"} & definition.keys():
            definitions[name] = {"type": "integer", "minimum": 0}
    return schema


def _run(work: Path, *command: str) -> None:
    subprocess.run(command, cwd=work, check=True, timeout=600)


def _without_prose(node: JsonValue) -> JsonValue:
    """Drop what only people read: texts, never a property that happens to be called so."""
    match node:
        case dict():
            return dict(_kept(node))
        case list():
            return [_without_prose(item) for item in node]
    return node


def _kept(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if not (key in PROSE and isinstance(value, str)):
            yield key, _without_prose(value)


def _write(name: str, document: dict[str, Any]) -> None:
    text = json.dumps(_without_prose(document), separators=(",", ":"), sort_keys=True)
    (SPEC / name).write_text(text + "\n")
    print(f"{name}: {len(text):,} bytes")


if __name__ == "__main__":
    main()
