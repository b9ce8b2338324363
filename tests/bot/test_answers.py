from dataclasses import replace
from pathlib import Path

import pytest

from bot import answers
from bot.allowance import Allowance
from bot.quota import Measure, Scope, Subject
from bot.render import Card
from inference.catalogue import Catalogue, Dialect, Model
from inference.companions import Companion
from inference.offers import Kind
from inference.queue import Overview

UNLIMITED = Allowance(used=0, limit=None)
SERVER = Subject(guild_id=1, scope=Scope.SERVER, subject_id=1)


def shown(card: Card) -> str:
    return "\n".join([*card.above, *card.below])


@pytest.mark.parametrize(
    ("running", "waiting", "work_s", "words"),
    [
        (0, 0, 0.0, "Nobody is waiting. Your next wish starts at once."),
        (1, 0, 0.0, "1 being painted, nobody is waiting."),
        (2, 3, 42.0, "2 being painted, 3 waiting: about 40 s of work."),
    ],
)
def test_the_line_says_how_many_paint_and_wait_and_how_long_that_takes(
    running: int, waiting: int, work_s: float, words: str
) -> None:
    overview = Overview(running=running, waiting=waiting, work_s=work_s, mine=())

    card = answers.line(overview, UNLIMITED, None, resets_at=0)

    assert card.above == (f"**The line**\n{words}",)


@pytest.mark.parametrize(
    ("used", "words"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures")]
)
def test_whoever_has_no_limit_reads_what_they_asked_for(used: int, words: str) -> None:
    overview = Overview(running=0, waiting=0, work_s=0.0, mine=())

    card = answers.line(overview, Allowance(used=used, limit=None), None, resets_at=0)

    assert f"You have no limit; {words} asked for today." in shown(card)


@pytest.mark.parametrize(("pictures", "words"), [(0, "0 pictures"), (1, "1 picture")])
def test_a_new_limit_is_said_in_words_that_agree(pictures: int, words: str) -> None:
    card = answers.quota_set(SERVER, {Measure.PICTURES: pictures})

    assert shown(card) == f"From now on, the whole server together: {words} a day."


def test_a_limit_in_device_seconds_says_so() -> None:
    card = answers.quota_set(SERVER, {Measure.PICTURES: 5, Measure.SECONDS: 1})

    assert shown(card) == (
        "From now on, the whole server together: 5 pictures and 1 device second a day."
    )


@pytest.mark.parametrize(
    ("limit", "limit_s", "words"),
    [
        (None, 60, "You have 47 of 60 device seconds left today."),
        (9, 60, "You have 7 of 9 pictures and 47 of 60 device seconds left today."),
        (9, None, "You have 7 of 9 pictures left today."),
        (None, 10, "You have 0 of 10 device seconds left today."),
    ],
)
def test_what_is_left_is_told_in_what_is_limited(
    limit: int | None, limit_s: int | None, words: str
) -> None:
    overview = Overview(running=0, waiting=0, work_s=0.0, mine=())
    own = Allowance(used=2, limit=limit, used_s=12.5, limit_s=limit_s)

    card = answers.line(overview, own, None, resets_at=0)

    assert words in shown(card)


@pytest.mark.parametrize(("count", "hidden"), [(30, ""), (31, "\n-# and 1 more")])
def test_limits_that_have_no_room_are_counted(count: int, hidden: str) -> None:
    members = (Subject(guild_id=1, scope=Scope.MEMBER, subject_id=n) for n in range(2, 2 + count))

    card = answers.quotas(dict.fromkeys(members, 5), UNLIMITED, None, user_id=7)

    assert card.above[0].count(": 5 a day") == 30
    assert card.above[0].endswith(f"<@31>: 5 a day{hidden}")


@pytest.mark.parametrize(
    ("dialects", "times"),
    [([Dialect.SCENES], 1), ([Dialect.SCENES] * 2, 1), ([*Dialect], 0)],
)
def test_help_says_where_every_model_knows_a_list_of_things(
    dialects: list[Dialect], times: int
) -> None:
    models = [Model(name=str(i), engine="", title="", dialect=it) for i, it in enumerate(dialects)]

    card = answers.help_card(Catalogue(models))

    assert shown(card).count("Mozart paints the things that it knows") == times


def test_help_names_what_can_be_added_to_models() -> None:
    beside = [
        Companion(name=f"ink {number}", kind=Kind.LORA, file=Path("ink")) for number in range(9)
    ]

    card = answers.help_card(Catalogue([Model(name="a", engine="", title="")], beside))

    assert "`<lora:ink 0>`" in shown(card)
    assert "and 1 more" in shown(card)


def test_help_leaves_out_what_no_network_and_no_model_here_can_do() -> None:
    flat = Catalogue([Model(name="flat", engine="painter", title="")])

    bare = shown(answers.help_card(flat))
    whole = shown(answers.help_card(replace(flat, translator=Path("translator.safetensors"))))
    walking = Catalogue([Model(name="gan", engine="gan", title="")])

    assert "`/translate`" not in bare
    assert "`/walk`" not in bare
    assert "`/morph`" in bare
    assert "`/translate`" in whole
    assert "`/walk`" in shown(answers.help_card(walking))
