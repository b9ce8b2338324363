import asyncio

import pytest

from bot.forms import TemplateForm
from bot.quota import Scope
from prompts.template import shipped_templates
from tests.bot.mozart import DIRECT_LIMIT, Mozart, gallery, is_private, plain
from tests.people import Answer, Json, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACH_FILES = 1 << 15
YES = "mozart:several:0:0"
LONGEST_MESSAGE = 4000


async def shown(mozart: Mozart, act: str, channel: str = "art", **options: object) -> Json:
    """What the member alone sees."""
    answer = await mozart.people.command("ann", channel, f"template {act}", options)
    message = await mozart.people.settled("ann", channel, answer.message_id)
    assert is_private(message)
    return message


async def form(mozart: Mozart, name: str, channel: str = "art") -> Answer:
    opened = await mozart.people.command("ann", channel, "template use", {"name": name})
    assert opened.modal is not None
    return opened


def fields(opened: Answer) -> dict[str, Json]:
    assert opened.modal is not None
    return {it["label"]: it["component"] for it in opened.modal["components"]}


def alt(name: str) -> str:
    template = shipped_templates().find(name)
    return f"An example: {', '.join(template.values(template.examples[0]).values())}"


# ---- list, show


async def test_the_list_has_a_line_for_every_template(mozart: Mozart) -> None:
    message = await shown(mozart, "list")

    assert len(texts(message)) <= LONGEST_MESSAGE
    for template in shipped_templates().all:
        assert f"- `{template.name}` {template.about}" in plain(message)


async def test_a_template_is_shown_with_its_slots_and_a_dry_run(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        message = await shown(mozart, "show", "dm", name="tarot")

    assert "- `figure` Who or what is on the card: words\n" in plain(message)
    assert "the sun, the moon, stars, a rainbow; if you say nothing, the moon" in plain(message)
    assert "in sentences: A tarot card that shows $figure under $sky" in plain(message)
    assert "```\na tower --template tarot\n```" in texts(message)
    assert "A tarot card that shows a tower under the moon, made as stained glass" in plain(message)
    assert "That would cost 4 pictures; nothing is queued or charged. About 1 s of" in plain(
        message
    )
    assert f"You have {DIRECT_LIMIT} of {DIRECT_LIMIT} pictures left today." in plain(message)


async def test_a_dry_run_takes_words_and_flags_of_ones_own(mozart: Mozart) -> None:
    words = "a {red, blue} fox --count 1 --no cats"

    message = await shown(mozart, "show", name="icon", words=words)

    assert f"```\n{words} --template icon\n```" in texts(message)
    assert "app icon of one blue a blue fox, one simple" in plain(message)
    assert "without cats" in plain(message)
    assert "That would cost 2 pictures" in plain(message)


@pytest.mark.parametrize("name", [it.name for it in shipped_templates().all])
async def test_every_template_can_be_shown_and_opened(mozart: Mozart, name: str) -> None:
    message = await shown(mozart, "show", name=name)
    opened = await form(mozart, name)

    assert len(texts(message)) <= LONGEST_MESSAGE
    assert [it["description"] for it in gallery(message)] == [alt(name)]
    assert 2 <= len(fields(opened)) <= 5
    assert await mozart.people.problems() == []


@pytest.mark.parametrize("act", ["show", "use"])
async def test_a_template_that_is_not_there_is_refused(mozart: Mozart, act: str) -> None:
    refusal = await mozart.refusal("ann", "art", f"template {act}", {"name": "taort"})

    assert refusal == "There is no template called “taort”. Did you mean “tarot”?"


async def test_names_are_suggested_by_what_was_typed(mozart: Mozart) -> None:
    async def found(typed: str, act: str) -> list[str]:
        choices = await mozart.people.autocomplete(
            "ann", "art", f"template {act}", {"name": typed}, "name"
        )
        return [choice["value"] for choice in choices]

    assert await found("TARO", "use") == ["tarot"]
    assert (await found("post", "show"))[:2] == ["postcard", "poster"]
    assert "stamp" in await found("post", "show")  # by its line
    assert len(await found("", "show")) == 25


# ---- use


async def test_the_form_has_a_field_for_every_slot_and_one_for_flags(mozart: Mozart) -> None:
    opened = await form(mozart, "sprite-sheet")

    assert list(fields(opened)) == [
        "Who it is, without “a”",
        "How many times",
        "Flags, if you like",
    ]
    assert fields(opened)["Who it is, without “a”"]["placeholder"] == "robot"
    assert fields(opened)["How many times"]["value"] == "5"
    assert opened.modal is not None
    assert opened.modal["components"][1]["description"] == "A whole number from 2 to 6."


async def test_what_is_filled_in_is_painted(mozart: Mozart) -> None:
    opened = await form(mozart, "tarot")
    answers = {"slot:figure": "an owl", "slot:sky": "stars", "flags": "--count 2 --seed 7"}

    answer = await mozart.people.modal("ann", opened, answers)

    result = await mozart.outcome(answer.message_id)
    request = (await mozart.job(1)).request
    assert "A tarot card that shows an owl under stars, made as stained glass" in request.prompt
    assert (request.count, request.seed) == (2, 7)
    assert request.width < request.height
    assert '**an owl --template "tarot; sky=stars" --count 2 --seed 7**' in plain(result)
    assert len(gallery(result)) == 2


async def test_signs_in_a_slot_are_signs(mozart: Mozart) -> None:
    opened = await form(mozart, "tarot")
    answers = {"slot:figure": "a {red, blue} $sky (fox:2) --ar 9:1 __animal__"}

    answer = await mozart.people.modal("ann", opened, answers)

    await mozart.outcome(answer.message_id)
    request = (await mozart.job(1)).request
    assert "shows a {red, blue} $sky (fox:2) --ar 9:1 __animal__ under" in request.prompt


async def test_a_form_works_after_a_restart_and_in_a_direct_message(mozart: Mozart) -> None:
    opened = await form(mozart, "sticker", "dm")
    await mozart.restart()

    answer = await mozart.people.modal("ann", opened, {"slot:figure": "a frog"})

    await mozart.outcome(answer.message_id, channel="dm")
    assert "sticker of a frog looking happy" in (await mozart.job(1)).request.prompt


async def test_flags_that_come_to_several_jobs_are_shown_first(mozart: Mozart) -> None:
    opened = await form(mozart, "icon")
    answers = {"slot:sign": "fox", "slot:colour": "red", "flags": "--ar {1:1, 3:2} --count 1"}

    async with mozart.untouched("ann"):
        card = await mozart.people.modal("ann", opened, answers)

    assert card.message is not None
    assert "2 prompts, 2 pictures in all." in plain(card.message)
    await mozart.people.click("ann", "art", card.message_id, YES)
    await mozart.outcomes(2)
    assert ["one red fox" in it.request.prompt for it in await mozart.jobs()] == [True, True]


WRONG = {
    "no number": ("sprite-sheet", {"slot:hero": "a", "slot:frames": "x"}, "Template “sprite-sheet"),
    "empty": ("sticker", {"slot:figure": " "}, "The template “sticker” needs words for “Who or wh"),
    "words": (
        "sticker",
        {"slot:figure": "a", "flags": "a fox"},
        "The last field takes flags alone",
    ),
    "flag": ("sticker", {"slot:figure": "a", "flags": "--sed 7"}, "There is no flag --sed."),
    "twice": ("sticker", {"slot:figure": "a", "flags": "--template icon"}, "The last field takes"),
    "model": ("sticker", {"slot:figure": "a", "flags": "--m muse"}, "There is no model called"),
}


@pytest.mark.parametrize(("name", "answers", "sentence"), WRONG.values(), ids=WRONG)
async def test_what_is_filled_in_wrongly_is_refused_in_one_private_sentence(
    mozart: Mozart, name: str, answers: Json, sentence: str
) -> None:
    opened = await form(mozart, name)

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(mozart.people.modal("ann", opened, answers))

    assert refusal.startswith(sentence)


async def test_a_used_up_quota_is_refused_and_nothing_is_queued(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 1)
    opened = await form(mozart, "sticker")

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(
            mozart.people.modal("ann", opened, {"slot:figure": "a frog"})
        )

    assert refusal.startswith("This server has 1 of 1 pictures left today")


async def test_where_we_may_not_attach_files_no_form_is_opened(mozart: Mozart) -> None:
    await mozart.people.permit("art", "Mozart", deny=ATTACH_FILES)

    refusal = await mozart.refusal("ann", "art", "template use", {"name": "tarot"})

    assert refusal.startswith("I may not attach files in this channel.")


async def test_a_remix_shows_what_was_filled_in(mozart: Mozart) -> None:
    opened = await form(mozart, "tarot")
    answer = await mozart.people.modal("ann", opened, {"slot:figure": "an owl; x=y\\"})
    result = await mozart.outcome(answer.message_id)

    again = await mozart.people.click("ann", "art", result["id"], "mozart:remix:1:0")

    assert again.modal is not None
    (words, without) = (it["component"].get("value") for it in again.modal["components"])
    assert words == "an owl; x=y\\\\ --template tarot"
    assert without is None


async def test_forms_are_opened_at_once_by_many(mozart: Mozart) -> None:
    forms = await asyncio.gather(*(form(mozart, it.name) for it in shipped_templates().all[:5]))

    assert len({opened.interaction for opened in forms}) == 5


async def test_a_form_has_at_most_five_fields() -> None:
    assert max(len(TemplateForm(it).children) for it in shipped_templates().all) <= 5
