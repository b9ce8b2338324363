"""/enhance, /describe, /shorten and offers while a prompt is typed, with the writer that ships."""

import asyncio

import pytest
from PIL import Image

from bot.house import own_writer
from inference.encoding import to_png
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.writer import Draft, Manner
from tests.bot.mozart import Mozart, is_private, plain
from tests.people import Answer, Json, parts, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST_MESSAGE = 4000


@pytest.fixture(scope="module", autouse=True)
def writer() -> None:
    """Libraries take their time to come; no test shall wait for that."""
    own_writer().enrich(Draft(words="a fox", manner=Manner.FREE), count=1, seed=1)


async def shown(mozart: Mozart, name: str, options: Json, **files: bytes) -> Json:
    """What the member alone sees."""
    sent = {option: (f"{option}.png", data) for option, data in files.items()}
    answer = await mozart.people.command("ann", "art", name, options, files=sent)
    message = await mozart.people.settled("ann", "art", answer.message_id)
    assert is_private(message)
    assert len(texts(message)) <= LONGEST_MESSAGE
    return message


def proposals(message: Json) -> list[str]:
    blocks = [part["content"] for part in parts(message) if part["type"] == 10]
    return [it.removeprefix("```\n").removesuffix("\n```") for it in blocks if it.startswith("```")]


async def press(mozart: Mozart, message: Json, act: str, index: int = 0) -> Answer:
    button = f"mozart:propose:{act}:{index}"
    return await mozart.people.click("ann", "art", message["id"], button)


def owls() -> Image.Image:
    scene = read("two owls in the forest, paper cut").scene
    seeds = Seeds(layout=5, palette=5, hand=5)
    return paint(scene, width=192, height=192, seeds=seeds, show=lambda done, look: None)


async def test_richer_words_are_shown_to_their_member_before_anything_is_queued(
    mozart: Mozart,
) -> None:
    async with mozart.untouched("ann"):
        message = await shown(mozart, "enhance", {"words": "a red fox --ar 3:2"})

    prompts = proposals(message)
    assert len(prompts) == 3
    assert all(it.startswith("a red fox") and it.endswith(" --ar 3:2") for it in prompts)
    assert "Nothing is queued or charged" in plain(message)
    assert await mozart.people.messages("bob", "art") == []


async def test_use_it_paints_what_is_seen(mozart: Mozart) -> None:
    message = await shown(mozart, "enhance", {"words": "a red fox --count 2 --ar 3:2"})
    await mozart.restart()

    answer = await press(mozart, message, "use", 1)
    await mozart.outcome(answer.message_id)

    (job,) = await mozart.jobs()
    assert f"{job.request.prompt} --" in proposals(message)[1]
    assert job.request.count == 2
    assert await mozart.used("ann") == 2


async def test_edit_opens_the_words_and_what_is_sent_is_painted(mozart: Mozart) -> None:
    message = await shown(mozart, "enhance", {"words": "a red fox"})

    opened = await press(mozart, message, "edit", 2)
    assert opened.modal is not None
    field = opened.modal["components"][0]["component"]
    assert field["value"] == proposals(message)[2]
    answer = await mozart.people.modal("ann", opened, {"prompt": "a blue owl --count 1"})
    await mozart.outcome(answer.message_id)

    (job,) = await mozart.jobs()
    assert job.request.prompt == "a blue owl"


async def test_richer_words_with_choices_come_with_their_price(mozart: Mozart) -> None:
    message = await shown(mozart, "enhance", {"words": "a {red, blue} fox"})

    async with mozart.untouched("ann"):
        answer = await press(mozart, message, "use")

    assert answer.message is not None
    assert "2 prompts, 8 pictures in all." in plain(answer.message)


async def test_a_picture_of_the_painters_is_described(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        message = await shown(mozart, "describe", {}, image=to_png(owls(), {}))

    prompts = proposals(message)
    assert len(prompts) == 4
    assert "owls" in prompts[0]
    assert prompts[0].endswith("paper cut")


async def test_a_picture_of_a_job_says_its_own_words_first(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox --count 2 --seed 5")

    message = await shown(mozart, "describe", {"job": 1, "number": 2})

    assert proposals(message)[0] == "a fox --ar 1:1 --seed 6"
    assert len(proposals(message)) == 5
    assert "Mozart painted this with the model flat" in plain(message)


async def test_the_words_that_matter_are_bold_and_shorter_prompts_follow(mozart: Mozart) -> None:
    words = "a beautiful red fox, masterpiece, watercolour --ar 3:2"

    message = await shown(mozart, "shorten", {"words": words})

    assert "**fox,** ~~masterpiece,~~ **watercolour**" in plain(message)
    assert "red fox, watercolour --ar 3:2" in proposals(message)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("enhance", {"words": "--seed 3"}, "Say what to paint"),
        ("enhance", {"words": "x" * 6000}, "Mozart reads up to 1,000"),
        ("enhance", {"words": "a (fox"}, "never closed"),
        ("shorten", {"words": "fox"}, "one thing only"),
        ("shorten", {"words": "fox, , ,"}, "one thing only"),
        ("shorten", {"words": "a {red, blue} fox"}, "plain words"),
        ("describe", {}, "either a picture or the number of a job"),
        ("describe", {"job": 99}, "There is no job 99 here"),
    ],
)
async def test_what_cannot_be_helped_is_told_in_a_sentence(
    mozart: Mozart, name: str, options: Json, said: str
) -> None:
    async with mozart.untouched("ann"):
        assert said in await mozart.refusal("ann", "art", name, options)


async def test_a_broken_picture_is_told_so(mozart: Mozart) -> None:
    files = {"image": ("fox.png", b"\x89PNG\r\n\x1a\n no picture")}

    assert "picture" in await mozart.refusal("ann", "art", "describe", {}, files=files)


async def test_a_members_private_jobs_are_not_described_to_others(mozart: Mozart) -> None:
    await mozart.result(channel="dm", prompt="a fox --count 1")

    said = await mozart.refusal("bob", "art", "describe", {"job": 1})

    assert "There is no job 1 here" in said


async def test_a_prompt_is_gone_on_with_while_it_is_typed(mozart: Mozart) -> None:
    async def offered(typed: str) -> list[str]:
        options = {"prompt": typed}
        found = await mozart.people.autocomplete("ann", "art", "imagine", options, "prompt")
        return [it["value"] for it in found]

    first = await offered("a lighthouse at sund")
    await asyncio.to_thread(mozart.house.studio.desk._quick.submit(int).result, 60)
    then = await offered("a lighthouse at sund")

    assert first[0] == then[0] == "a lighthouse at sund"
    assert "a lighthouse at sundown" in then
    assert await offered("a fox --template tar") == ["a fox --template tarot "]
    assert await offered("x" * 200) == []
    assert await mozart.people.problems() == []
