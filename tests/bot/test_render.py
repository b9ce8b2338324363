import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import phrases, render
from bot.render import Act
from inference import dispatcher, queue, worker
from inference.job import Job, Picture, State
from inference.queue import Place
from inference.request import Request, Task


def a_job(
    *,
    prompt: str = "a fox",
    count: int = 4,
    task: Task = Task.IMAGINE,
    state: State = State.DONE,
    error: str = "The painter paints from words alone.",
) -> Job:
    request = Request(
        prompt=prompt, width=768, height=512, seed=7, model="painter", count=count, task=task
    )
    pictures = tuple(
        Picture(sha256=f"{n}" * 64, width=768, height=512, seed=7 + n) for n in range(count)
    )
    return Job(
        id=42,
        key="k",
        user_id=5,
        request=request,
        state=state,
        address="{}",
        created_at=0,
        started_at=10,
        finished_at=22,
        pictures=pictures if state is State.DONE else (),
        error=error,
    )


def acts(card: render.Card) -> list[tuple[Act, int]]:
    return [(press.act, press.index) for row in card.rows for press in row]


def test_a_grid_has_a_button_to_upscale_and_to_vary_each_picture() -> None:
    card = render.finished(a_job(), ["1.png", "2.png", "3.png", "4.png"])

    assert acts(card)[:5] == [(Act.UPSCALE, n) for n in range(4)] + [(Act.REROLL, 0)]
    assert acts(card)[5:10] == [(Act.VARY, n) for n in range(4)] + [(Act.DELETE, 0)]
    labels = [press.label for row in card.rows[:2] for press in row if press.label]
    assert labels == ["U1", "U2", "U3", "U4", "V1", "V2", "V3", "V4"]


def test_one_picture_can_be_varied_subtly_and_strongly() -> None:
    card = render.finished(a_job(count=1), ["1.png"])

    assert {act for act, _ in acts(card)} >= {Act.UPSCALE, Act.SUBTLE, Act.VARY, Act.REROLL}


def test_an_upscaled_picture_has_no_other_version_to_roll() -> None:
    card = render.finished(a_job(count=1, task=Task.UPSCALE), ["1.png"])

    assert Act.REROLL not in {act for act, _ in acts(card)}


def test_a_result_tells_seed_model_size_duration_and_job() -> None:
    card = render.finished(a_job(), ["1.png", "2.png", "3.png", "4.png"])

    facts = card.below[-1]
    for fact in ("<@5>", "painter", "768 × 512", "seed 7", "12 s", "job 42"):  # noqa: RUF001
        assert fact in facts


def test_each_picture_is_described_in_words() -> None:
    card = render.finished(a_job(prompt="a red fox"), ["1.png", "2.png", "3.png", "4.png"])

    assert [shown.alt for shown in card.pictures][1] == "a red fox, picture 2 of 4"


@pytest.mark.parametrize(
    ("ahead", "words"), [(0, "Next in line"), (1, "2nd in line"), (10, "11th in line")]
)
def test_who_waits_reads_their_place_and_the_seconds(ahead: int, words: str) -> None:
    job = a_job(state=State.QUEUED)

    card = render.waiting(job, Place(ahead=ahead, wait_s=30.0, work_s=12.0))

    assert card.above[1] == f"{words}, done in about 40 s."
    assert acts(card) == [(Act.CANCEL, 0)]


def test_a_failure_tells_why_and_that_it_was_free() -> None:
    card = render.failed(a_job(state=State.FAILED))

    assert card.above[1] == "The painter paints from words alone. Nothing was charged."


@pytest.mark.parametrize(
    ("cost_s", "words"),
    [(0.4, "Nothing was charged."), (12.3, "Nothing was charged but 12 s of device time.")],
)
def test_a_cancelled_job_says_what_its_device_did_until_then(cost_s: float, words: str) -> None:
    card = render.cancelled(replace(a_job(state=State.CANCELLED), cost_s=cost_s))

    assert card.above[1] == f"Cancelled. {words}"


@pytest.mark.parametrize(
    "sentence",
    [
        worker.TOO_LARGE,
        worker.TOO_LARGE_MODEL,
        worker.WENT_WRONG,
        dispatcher.WENT_WRONG,
        dispatcher.SOURCE_GONE,
        queue.LOST,
        queue.BROKEN_OFF,
    ],
)
def test_every_failure_of_ours_reads_well(sentence: str) -> None:
    card = render.failed(a_job(state=State.FAILED, error=sentence))

    assert sentence.endswith(".")
    assert card.above[1].count("charged") == 1
    assert phrases.quoted(sentence) == sentence


def test_pictures_without_files_are_not_said_to_be_free() -> None:
    card = render.gone(a_job())

    assert "gone" in card.above[1]
    assert "charged" not in card.above[1]
    assert acts(card) == [(Act.REROLL, 0), (Act.DELETE, 0)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (12.4, "12 s"), (42, "40 s"), (100, "2 min"), (3600, "60 min"), (7000, "2 h")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert phrases.duration(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (12, "12th"), (21, "21st")],
)
def test_ordinals(number: int, words: str) -> None:
    assert phrases.ordinal(number) == words


LIVE = [
    re.compile(r"(?<!\\)<[@#/:t]"),  # mentions, commands, timestamps
    re.compile(r"https?:/"),
    re.compile(r"(?<!\\)(\\\\)*[*_~|`\[]"),
    re.compile(r"(?<!\\)@(everyone|here)"),
    re.compile(r"^\s*(#|>|-#)", re.MULTILINE),
]


@pytest.mark.parametrize(
    "text",
    [
        "**bold** _it_ ~~no~~ ||spoiler||",
        "see https://example.org/x",
        "[click](https://example.org)",
        "<@1> <@&2> <#3> </imagine:4> <t:5:R> @everyone",
        "# heading",
        "> quote\n-# small\n- list\n1. one",
        "back\\slash \\*",
    ],
)
def test_echoed_words_cannot_pose_as_ours(text: str) -> None:
    quoted = phrases.quoted(text)

    assert not [rule.pattern for rule in LIVE if rule.search(quoted)]


@given(some.text(alphabet="ab \n\\`*_~|>#[]()<@:/-+.1t", max_size=60))
def test_no_arrangement_of_signs_comes_alive(text: str) -> None:
    quoted = phrases.quoted(text)

    assert not [rule.pattern for rule in LIVE if rule.search(quoted)]
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", quoted) == text
