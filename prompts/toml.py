"""TOML as strangers write it, read without harm; and written, which Python's own library cannot.

Knows nothing of templates.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from prompts.errors import PromptError
from prompts.words import has_hidden, tidy

LONGEST = 6000
DEEPEST = 5

# Python 3.11's tomllib takes time in proportion to the square of a dotted key's length.
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]+\s*\.\s*){{{DEEPEST},}}[\w-]", re.ASCII)

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a text, with every string on one line.

    Raises:
        PromptError: it is no TOML, too long, nested too deeply, or has signs that nobody sees.
    """
    if len(text) > LONGEST:
        raise PromptError(f"This has {len(text):,} characters of TOML; {LONGEST:,} are read.")
    if _LONG_KEY.search(_STRING.sub("s", text)):
        raise _too_deep()
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise _too_deep() from error
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"This is no TOML: {tidy(str(error)).rstrip('.')}.") from error
    except ValueError as error:  # a day that no month has, or more digits than Python reads
        raise PromptError(
            "This is no TOML: a number or a date in it cannot be. Write words between quotes."
        ) from error
    return {_shown(key): _plain(value, 1) for key, value in tables.items()}


def write_toml(tables: Mapping[str, object]) -> str:
    """Tables as text that `read_toml` reads again: plain values first, then each table.

    A value is a string, a number, a truth value, a list of those or an inline table of those; a
    list of tables is written with double brackets.
    """
    plain = {key: it for key, it in tables.items() if not _is_table(it) and not _are_tables(it)}
    blocks = [_lines(plain)] if plain else []
    for key, value in tables.items():
        if _is_table(value):
            blocks.append(f"[{_key(key)}]\n{_lines(value)}")
        elif _are_tables(value):
            blocks += [f"[[{_key(key)}]]\n{_lines(it)}".rstrip("\n") for it in value]
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _plain(value: object, depth: int) -> object:
    if depth > DEEPEST:
        raise _too_deep()
    match value:
        case str():
            return _shown(value)
        case list():
            return [_plain(it, depth + 1) for it in value]
        case dict():
            return {_shown(key): _plain(it, depth + 1) for key, it in value.items()}
        case _:
            return value


def _shown(text: str) -> str:
    if has_hidden(text.replace("\n", " ").replace("\r", " ")):
        raise PromptError(
            "There are signs in it that nobody sees, such as control characters. Type"
            f" “{tidy(text)[:40]}” anew."
        )
    return tidy(text)


def _too_deep() -> PromptError:
    return PromptError(f"Its tables are nested too deeply; {DEEPEST} levels are read.")


def _lines(table: Mapping[str, object]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)  # TOML's basic strings escape alike
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case Mapping():
            return f"{{{', '.join(f'{_key(key)} = {_value(it)}' for key, it in value.items())}}}"
        case Sequence():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            raise TypeError(f"TOML is not written with {type(value).__name__}.")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


def _are_tables(value: object) -> TypeGuard[Sequence[Mapping[str, object]]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    return bool(value) and all(map(_is_table, value))
