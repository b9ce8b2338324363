"""The order of precedence, as a table."""

import pytest

from bot.member import Member
from bot.usual import Passed, Reaction, Scope, Setting, checked, owner, usual
from prompts.errors import PromptError

MODELS = ("flat", "copyist")
MEMBER, CHANNEL, SERVER = Scope

ORDER = {
    "nobody": ({}, "1:1", None),
    "server": ({SERVER: "3:2"}, "3:2", SERVER),
    "channel": ({CHANNEL: "2:3"}, "2:3", CHANNEL),
    "member": ({MEMBER: "16:9"}, "16:9", MEMBER),
    "channel over server": ({SERVER: "3:2", CHANNEL: "2:3"}, "2:3", CHANNEL),
    "member over server": ({SERVER: "3:2", MEMBER: "16:9"}, "16:9", MEMBER),
    "member over channel": ({CHANNEL: "2:3", MEMBER: "16:9"}, "16:9", MEMBER),
    "all": ({SERVER: "3:2", CHANNEL: "2:3", MEMBER: "16:9"}, "16:9", MEMBER),
}


@pytest.mark.parametrize(("said", "aspect", "scope"), ORDER.values(), ids=ORDER)
def test_the_member_goes_before_the_channel_and_the_channel_before_the_server(
    said: dict[Scope, str], aspect: str, scope: Scope | None
) -> None:
    it = usual({whose: {Setting.ASPECT: value} for whose, value in said.items()}, MODELS)

    assert (it.aspect, it.held[Setting.ASPECT].scope) == (aspect, scope)
    assert it.passed == ()


def test_each_setting_is_looked_up_by_itself() -> None:
    it = usual(
        {
            MEMBER: {Setting.COUNT: "2"},
            CHANNEL: {Setting.COUNT: "1", Setting.MODEL: "copyist"},
            SERVER: {Setting.SIZE: "256", Setting.ANSWERS: "private"},
        },
        MODELS,
    )

    assert (it.count, it.model, it.size, it.private) == (2, "copyist", 256, True)


def test_where_nobody_says_anything_it_is_mozarts_own() -> None:
    it = usual({}, MODELS)

    assert (it.model, it.aspect, it.count, it.size, it.private) == (None, "1:1", 4, None, False)
    assert it.reactions == frozenset(Reaction)


GONE = {
    "a model": (Setting.MODEL, "muse", "flat"),
    "a size": (Setting.SIZE, "9999", "256"),
    "a reaction": (Setting.REACTIONS, "star wink", "star"),
}


@pytest.mark.parametrize(("setting", "value", "next_one"), GONE.values(), ids=GONE)
def test_what_cannot_be_had_any_more_is_passed_over_and_told(
    setting: Setting, value: str, next_one: str
) -> None:
    it = usual({MEMBER: {setting: value}, SERVER: {setting: next_one}}, MODELS)

    assert it.held[setting].value == next_one
    assert it.held[setting].scope is SERVER
    assert it.passed == (Passed(setting=setting, value=value, scope=MEMBER),)


KEPT = {
    "aspect": (Setting.ASPECT, " 16 x 9 ", "16:9"),
    "count": (Setting.COUNT, "02", "2"),
    "reactions": (Setting.REACTIONS, "Star, repeat", "repeat star"),
    "all, one by one": (Setting.REACTIONS, "star repeat upscale cross envelope", "all"),
    "off": (Setting.REACTIONS, "off", "none"),
}


@pytest.mark.parametrize(("setting", "value", "kept"), KEPT.values(), ids=KEPT)
def test_values_are_kept_in_one_form(setting: Setting, value: str, kept: str) -> None:
    assert checked(setting, value, MODELS) == kept


WRONG = {
    "model": (Setting.MODEL, "muse", "There is no model called “muse” here. Choose one of: flat, "),
    "aspect": (Setting.ASPECT, "9:1", "9:1 is too long and thin."),
    "count": (Setting.COUNT, "5", "A count is a whole number from 1 to 4."),
    "size": (Setting.SIZE, "²", "A size is a whole number from 64 to 1536."),
    "answers": (Setting.ANSWERS, "loud", "Answers are public or private."),
    "reactions": (Setting.REACTIONS, "wink", "Name reactions among upscale, repeat, cross, "),
}


@pytest.mark.parametrize(("setting", "value", "sentence"), WRONG.values(), ids=WRONG)
def test_what_a_setting_cannot_be_is_refused(setting: Setting, value: str, sentence: str) -> None:
    with pytest.raises(PromptError) as refusal:
        checked(setting, value, MODELS)

    assert str(refusal.value).startswith(sentence)


def test_outside_of_servers_only_the_members_own_habits_are_there() -> None:
    owners = [owner(Member(user_id=1), 7, scope) for scope in Scope]

    assert owners == ["member:1", None, None]
