"""Rules that Discord enforces and its JSON schema cannot express. Pure.

Each refers to the page of Discord's documentation that states it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.loopback.errors import ApiError, Problem, Where, form_error
from bot.loopback.wire import Flag, Json, Option, Part

MAX_COMPONENTS = 40
MAX_TEXT = 4000
CLASSIC_PARTS = frozenset({1, 2, 3, 5, 6, 7, 8})
MESSAGE_FIELDS = ("content", "embeds", "components", "poll", "sticker_ids")
_Path = tuple[str | int, ...]


def walk(
    components: Sequence[Json] | None, path: _Path = ("components",)
) -> Iterator[tuple[_Path, Json]]:
    """Every component with where it is, parents first."""
    for index, part in enumerate(components or ()):
        here = (*path, index)
        yield here, part
        yield from walk(part.get("components"), (*here, "components"))
        for key in ("accessory", "component"):
            if key in part:
                yield (*here, key), part[key]


def check_message(merged: Json, flags: int, filenames: Collection[str], *, allowed: int) -> None:
    """Refuse a message as it would be after the request (resources/message).

    Raises:
        ApiError: with everything that is wrong about its components, or the first other fault.
    """
    if flags & ~allowed:
        raise form_error((["flags"], "BITFIELD_INVALID", f"{flags & ~allowed} cannot be set here"))
    if flags & Flag.COMPONENTS_V2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if merged.get(name):
                text = f'The "{name}" field cannot be used when using MessageFlags.IS_COMPONENTS_V2'
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                raise form_error(([name], code, text))
    if len(merged.get("content") or "") > 2000:
        raise form_error((["content"], "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length."))
    if sum(map(_embed_length, merged.get("embeds") or ())) > 6000:
        text = "Embed size exceeds maximum size of 6000"
        raise form_error((["embeds"], "MAX_EMBED_SIZE_EXCEEDED", text))
    if not filenames and not any(merged.get(name) for name in MESSAGE_FIELDS):
        raise ApiError(50006)
    check_components(merged.get("components") or [], flags, filenames)


def _embed_length(embed: Json) -> int:
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    texts = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name")]
    for item in embed.get("fields") or ():
        texts += [item["name"], item["value"]]
    return sum(len(text or "") for text in texts)


def check_components(components: Sequence[Json], flags: int, filenames: Collection[str]) -> None:
    """Refuse components that Discord would not show (components/reference).

    Raises:
        ApiError: 50035 with every problem.
    """
    parts = list(walk(components))
    problems = [*_repeated(parts, "custom_id"), *_repeated(parts, "id")]
    for path, part in parts:
        problems += _part_problems(path, part, filenames)
    problems += _v2_problems(parts) if flags & Flag.COMPONENTS_V2 else _classic_problems(parts)
    if problems:
        raise form_error(*problems)


def _v2_problems(parts: Sequence[tuple[_Path, Json]]) -> Iterator[Problem]:
    if len(parts) > MAX_COMPONENTS:
        text = f"A message can have at most {MAX_COMPONENTS} components"
        yield ["components"], "BASE_TYPE_BAD_LENGTH", text
    if (
        sum(len(part["content"]) for _, part in parts if part["type"] == Part.TEXT_DISPLAY)
        > MAX_TEXT
    ):
        text = f"The total displayable text exceeds {MAX_TEXT}"
        yield ["components"], "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", text


def _classic_problems(parts: Sequence[tuple[_Path, Json]]) -> Iterator[Problem]:
    if sum(len(path) == 2 for path, _ in parts) > 5:
        yield ["components"], "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length."
    for path, part in parts:
        if part["type"] not in CLASSIC_PARTS:
            text = f"Type {part['type']} needs the flag IS_COMPONENTS_V2"
            yield path, "UNION_TYPE_CHOICES", text


def _repeated(parts: Iterable[tuple[_Path, Json]], key: str) -> Iterator[Problem]:
    seen: set[str | int] = set()
    for path, part in parts:
        value = part.get(key)
        if not value:
            continue
        if value in seen:
            code = f"COMPONENT_{key.upper()}_DUPLICATED"
            yield (*path, key), code, f"Component {key.replace('_', ' ')} cannot be duplicated"
        seen.add(value)


def _part_problems(path: _Path, part: Json, filenames: Collection[str]) -> Iterator[Problem]:
    match part["type"]:
        case Part.ACTION_ROW:
            kinds = [child["type"] for child in part["components"]]
            if len(kinds) > 1 and any(kind != Part.BUTTON for kind in kinds):
                text = "The specified component exceeds the maximum width"
                yield (*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text
        case Part.BUTTON:
            yield from _button_problems(path, part)
        case Part.MEDIA_GALLERY:
            for index, item in enumerate(part["items"]):
                yield from _media_problems((*path, "items", index, "media"), item, filenames)
        case Part.THUMBNAIL:
            yield from _media_problems((*path, "media"), part, filenames)
        case Part.FILE:
            holder = {"media": part["file"]}
            yield from _media_problems((*path, "file"), holder, filenames, only_attached=True)


def _button_problems(path: _Path, part: Json) -> Iterator[Problem]:
    needed = {5: "url", 6: "sku_id"}.get(part["style"], "custom_id")
    if not part.get(needed):
        yield (*path, needed), "BASE_TYPE_REQUIRED", "This field is required"
    for wrong in sorted({"custom_id", "url", "sku_id"} - {needed}):
        if part.get(wrong):
            text = f"A button of style {part['style']} cannot have {wrong}"
            yield path, "BUTTON_COMPONENT_INVALID_FIELD", text
    if part["style"] != 6 and not part.get("label") and not part.get("emoji"):
        text = "A button must have a label or emoji"
        yield path, "BUTTON_COMPONENT_MUST_HAVE_LABEL_OR_EMOJI", text


def _media_problems(
    path: _Path, holder: Json, filenames: Collection[str], *, only_attached: bool = False
) -> Iterator[Problem]:
    url: str = holder["media"]["url"]
    if url.startswith("attachment://"):
        if url.removeprefix("attachment://") not in filenames:
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            yield (*path, "url"), code, "The referenced attachment was not found"
    elif only_attached:
        yield (*path, "url"), "INVALID_URL", "A File component only supports attachment://"
    elif not url.startswith(("http://", "https://")):
        text = "Scheme must be one of (http, https, attachment)"
        yield (*path, "url"), "URL_TYPE_INVALID_SCHEME", text


def check_modal(data: Json) -> None:
    """Refuse a modal that Discord would not open (components/reference).

    Raises:
        ApiError: 50035 with every problem.
    """
    root: _Path = ("data", "components")
    problems: list[Problem] = []
    if not 1 <= len(data["components"]) <= 5:
        problems.append((root, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."))
    parts = list(walk(data["components"], root))
    problems += _repeated(parts, "custom_id")
    for path, part in parts:
        if part.get("disabled"):
            text = "Modals cannot have disabled components"
            problems.append(((*path, "disabled"), "BASE_TYPE_INVALID", text))
        if part.get("required", True) and part.get("min_values") == 0:
            text = "min_values must be at least 1 when required"
            problems.append(((*path, "min_values"), "NUMBER_TYPE_MIN", text))
    if problems:
        raise form_error(*problems)


def check_commands(commands: Sequence[Json]) -> None:
    """Refuse a set of commands (interactions/application-commands: limits and uniqueness).

    Raises:
        ApiError: 50035 with every problem.
    """
    problems: list[Problem] = []
    names: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        key = (command.get("type") or 1, command["name"])
        if key in names:
            text = "Application command names must be unique"
            problems.append(([index, "name"], "APPLICATION_COMMANDS_DUPLICATE_NAME", text))
        names.add(key)
        problems += _command_problems(index, command)
    for kind, limit in ((1, 100), (2, 15), (3, 15)):
        if sum(key[0] == kind for key in names) > limit:
            text = f"Maximum number of commands of type {kind} reached ({limit})"
            problems.append(([], "APPLICATION_COMMAND_LIMIT", text))
    if problems:
        raise form_error(*problems)


def _command_problems(index: int, command: Json) -> Iterator[Problem]:
    if (command.get("type") or 1) == 1 and command["name"] != command["name"].lower():
        yield [index, "name"], "STRING_TYPE_REGEX", "CHAT_INPUT names must be lowercase"
    if _letters(command) > 8000:
        yield [index], "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"
    optional_seen = False
    for place, option in enumerate(command.get("options") or ()):
        where: Where = [index, "options", place]
        if option["type"] > Option.SUB_COMMAND_GROUP:
            if option.get("required") and optional_seen:
                text = "Required options must be placed before non-required options"
                yield where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text
            optional_seen |= not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            text = "autocomplete may not be true if choices are present"
            yield where, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", text


def _letters(node: Json) -> int:
    own = len(node.get("name") or "") + len(node.get("description") or "")
    choices = sum(len(item["name"]) + len(str(item["value"])) for item in node.get("choices") or ())
    return own + choices + sum(_letters(option) for option in node.get("options") or ())
