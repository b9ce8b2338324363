import pytest

from tests.bot.mozart import Mozart, is_private, plain
from tests.people import Json, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked(mozart: Mozart, act: str, channel: str = "art", **options: object) -> Json:
    """What a command shows in the end, to its member alone."""
    answer = await mozart.people.command("ann", channel, f"prefer {act}", options)
    message = await mozart.people.settled("ann", channel, answer.message_id)
    assert is_private(message)
    return message


async def test_a_suffix_is_painted_and_shown_also_after_a_restart(mozart: Mozart) -> None:
    card = await asked(mozart, "suffix", text="in ink --count 2 --ar 3:2")
    await mozart.restart()

    result = await mozart.result(prompt="a fox --seed 7")

    request = (await mozart.job(1)).request
    assert "**Your suffix**\n`in ink --count 2 --ar 3:2`" in texts(card)
    assert (request.prompt, request.count, request.seed) == ("a fox, in ink", 2, 7)
    assert request.width > request.height
    assert "**a fox, in ink --seed 7 --count 2 --ar 3:2**" in plain(result)


async def test_a_suffix_gives_way_to_options_and_is_left_out_once(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="in ink --count 2")

    await mozart.result(prompt="a fox", count=1)
    await mozart.result(prompt="a fox --bare")
    await mozart.result("bob", prompt="a fox")

    made = [job.request for job in await mozart.jobs()]
    assert [(it.prompt, it.count) for it in made] == [
        ("a fox, in ink", 1),
        ("a fox", 4),
        ("a fox", 4),
    ]


async def test_a_suffix_without_text_is_none_any_more(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="in ink")

    card = await asked(mozart, "suffix")

    assert "You have no suffix any more." in plain(card)
    await mozart.result()
    assert (await mozart.job(1)).request.prompt == "a fox"


async def test_an_option_stands_for_its_flags_in_all_forms(mozart: Mozart) -> None:
    card = await asked(mozart, "option set", name="--mine", value="--ar 3:2 --no `cars`")
    assert "Write `--mine` in a prompt from now on." in texts(card)
    assert "- `--mine` for `--ar 3:2 --no 'cars'`" in texts(card)

    result = await mozart.result(prompt="a fox —mine", count=1)
    opened = await mozart.people.click("ann", "art", result["id"], "mozart:remix:1:0")
    remixed = await mozart.people.modal("ann", opened, {"prompt": "an owl --mine --count 2"})
    await mozart.outcome(remixed.message_id)
    opened = await mozart.people.command("ann", "art", "template use", {"name": "sticker"})
    answers = {"slot:figure": "a crab", "flags": "--mine --count 1"}
    await mozart.outcome((await mozart.people.modal("ann", opened, answers)).message_id)

    made = [job.request for job in await mozart.jobs()]
    assert [it.count for it in made] == [1, 2, 1]
    assert [it.width > it.height for it in made] == [True] * 3
    assert ["`cars`" in it.negative for it in made] == [True] * 3


async def test_a_remix_shows_the_suffix_and_does_not_add_it_again(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="in ink --count 1")
    result = await mozart.result(prompt="a fox")

    opened = await mozart.people.click("ann", "art", result["id"], "mozart:remix:1:0")
    assert opened.modal is not None
    shown = opened.modal["components"][0]["component"]["value"]
    answer = await mozart.people.modal("ann", opened, {"prompt": "an owl"})

    await mozart.outcome(answer.message_id)
    assert shown == "a fox, in ink --count 1"
    assert (await mozart.job(2)).request.prompt == "an owl"


async def test_several_prompts_keep_what_was_said_when_they_were_shown(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="in ink --count 1")
    card = await mozart.people.command("ann", "art", "imagine", {"prompt": "{a, b}"})
    await asked(mozart, "suffix", text="in oil")

    await mozart.people.click("ann", "art", card.message_id, "mozart:several:0:0")

    await mozart.outcomes(2)
    made = [job.request for job in await mozart.jobs()]
    assert [(it.prompt, it.count) for it in made] == [("a, in ink", 1), ("b, in ink", 1)]


async def test_a_dry_run_of_a_template_has_the_suffix(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="--count 1")

    answer = await mozart.people.command("ann", "art", "template show", {"name": "tarot"})

    shown = await mozart.people.settled("ann", "art", answer.message_id)
    assert "That would cost 1 picture;" in plain(shown)
    assert "```\na tower --template tarot --count 1\n```" in texts(shown)


async def test_options_are_listed_suggested_and_removed(mozart: Mozart) -> None:
    await asked(mozart, "option set", name="wide", value="--ar 2:1")
    await asked(mozart, "option set", name="mine", value="--ar 3:2", channel="dm")
    await asked(mozart, "option set", name="mine", value="--ar 1:3")

    suggested = await mozart.people.autocomplete(
        "ann", "art", "prefer option remove", {"name": "--mi"}, "name"
    )
    await asked(mozart, "option remove", name="--Wide")
    listed = await asked(mozart, "option list")

    assert [it["value"] for it in suggested] == ["mine"]
    assert "**Your options**\n- `--mine` for `--ar 1:3`" in texts(listed)
    assert "wide" not in texts(listed)
    refusal = await mozart.refusal("ann", "art", "prefer option remove", {"name": "wide"})
    assert refusal == "You have no option --wide. Those you have: --mine."


async def test_a_mistake_is_shown_where_it_was_typed(mozart: Mozart) -> None:
    await asked(mozart, "option set", name="mine", value="--ar 3:2")

    refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox --mien"})

    assert refusal.startswith("There is no flag --mien. Did you mean --mine?")
    assert "a fox --mien\n      ^" in refusal


async def test_a_flag_that_cannot_act_names_the_option_it_comes_from(mozart: Mozart) -> None:
    await asked(mozart, "option set", name="mine", value='--sampler "oil"')

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox --mine"})

    assert "--sampler comes from your --mine; `/prefer` changes that." in refusal


REFUSED = {
    "a flag": ("option set", {"name": "ar", "value": "--count 1"}, "--ar means something already."),
    "suffix": ("suffix", {"text": "a (fox"}, "This “(” is never closed."),
}


@pytest.mark.parametrize(("act", "options", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_kept_is_refused(
    mozart: Mozart, act: str, options: Json, sentence: str
) -> None:
    refusal = await mozart.refusal("ann", "art", f"prefer {act}", options)

    assert refusal.startswith(sentence)
    assert await mozart.house.queue.habits.all() == {}


async def test_everything_that_is_kept_includes_what_one_always_says(mozart: Mozart) -> None:
    await asked(mozart, "suffix", text="in ink")
    await asked(mozart, "option set", name="mine", value="--ar 3:2")

    everything = {"what": "everything"}
    answer = await mozart.people.command("ann", "art", "settings reset", everything)
    await mozart.people.settled("ann", "art", answer.message_id)

    card = await asked(mozart, "option list")
    assert "none; `/prefer suffix` sets one" in texts(card)
    assert "--mine" not in texts(card)
