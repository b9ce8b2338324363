"""Rules about components, modals and commands that the schema cannot express."""

from typing import Any

import pytest

from bot.loopback import rules
from bot.loopback.errors import ApiError
from bot.loopback.wire import Flag

V2 = int(Flag.COMPONENTS_V2)


def errors(refused: pytest.ExceptionInfo[ApiError]) -> str:
    return str(refused.value.body()["errors"])


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | more


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (row(button(label=None)), "BUTTON_COMPONENT_MUST_HAVE_LABEL_OR_EMOJI"),
        (row(button(style=5)), "BUTTON_COMPONENT_INVALID_FIELD"),
        (row({"type": 3, "custom_id": "a"}, button()), "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ({"type": 13, "file": {"url": "https://x"}}, "INVALID_URL"),
        ({"type": 11, "media": {"url": "ftp://x"}}, "URL_TYPE_INVALID_SCHEME"),
        (row(button(), button(id=1), button(id=1, custom_id="y")), "COMPONENT_ID_DUPLICATED"),
    ],
)
def test_a_component_that_discord_refuses(part: dict[str, Any], code: str) -> None:
    with pytest.raises(ApiError) as refused:
        rules.check_components([part], V2, set())

    assert code in errors(refused)


def test_forty_components_and_four_thousand_characters_are_the_most() -> None:
    rules.check_components([{"type": 10, "content": "x" * 100}] * 40, V2, set())

    with pytest.raises(ApiError, match="50035"):
        rules.check_components([{"type": 10, "content": "x"}] * 41, V2, set())
    with pytest.raises(ApiError, match="50035"):
        rules.check_components([{"type": 10, "content": "x" * 2001}] * 2, V2, set())


@pytest.mark.parametrize(
    ("components", "code"),
    [
        ([], "BASE_TYPE_BAD_LENGTH"),
        ([{"type": 18, "component": {"type": 3, "min_values": 0}}], "NUMBER_TYPE_MIN"),
        ([{"type": 18, "component": {"type": 4, "disabled": True}}], "BASE_TYPE_INVALID"),
        ([{"type": 4, "custom_id": "a"}] * 2, "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ],
)
def test_a_modal_that_discord_refuses(components: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(ApiError) as refused:
        rules.check_modal({"components": components})

    assert code in errors(refused)


def command(**more: Any) -> dict[str, Any]:
    return {"name": "imagine", "description": "x"} | more


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        ([command(), command()], "APPLICATION_COMMANDS_DUPLICATE_NAME"),
        ([command(name="Imagine")], "STRING_TYPE_REGEX"),
        ([command(description="x" * 8001)], "APPLICATION_COMMAND_TOO_LARGE"),
        (
            [command(options=[{"type": 3, "name": "a"}, {"type": 3, "name": "b", "required": 1}])],
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            [
                command(
                    options=[
                        {
                            "type": 3,
                            "name": "a",
                            "autocomplete": True,
                            "choices": [{"name": "x", "value": "x"}],
                        }
                    ]
                )
            ],
            "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES",
        ),
        ([command(name=f"c{n}") for n in range(101)], "APPLICATION_COMMAND_LIMIT"),
    ],
)
def test_commands_that_discord_refuses(commands: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(ApiError) as refused:
        rules.check_commands(commands)

    assert code in errors(refused)
