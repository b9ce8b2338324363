from dataclasses import replace

import pytest

from bot.wish import Commission, Wish, commissions_of, remixed, request_of
from bot.wording import asks_privacy, kept_out_beside, unseeded, whole
from inference.catalogue import Catalogue, Dialect, Model
from inference.errors import ModelNotFound
from inference.request import Request, Task
from prompts.errors import PromptError
from prompts.size import LARGEST_SIDE
from prompts.template import shipped_templates

CATALOGUE = Catalogue(
    [
        Model(name="painter", engine="painter", title="The painter", side=768),
        Model(name="tiny", engine="diffusion", title="Tiny", side=256, takes_picture=True),
        Model(
            name="told",
            engine="diffusion",
            title="Told",
            takes_picture=True,
            edits=True,
            needs_picture=True,
        ),
        Model(name="gan", engine="gan", title="The GAN", side=256, dialect=Dialect.SCENES),
    ]
)


def draw_seed() -> int:
    return 77


def test_what_is_left_open_is_filled_in() -> None:
    request = request_of(Wish(prompt=" a  fox "), CATALOGUE, draw_seed=draw_seed)

    assert (request.prompt, request.seed, request.model) == ("a fox", 77, "painter")
    assert (request.width, request.height, request.count) == (768, 768, 1)


def test_a_model_that_is_best_at_more_than_may_be_asked_for_gets_the_most() -> None:
    vast = Model(name="vast", engine="diffusion", title="Vast", side=4096, enlarged=4)

    request = request_of(Wish(prompt="a fox"), Catalogue([vast]), draw_seed=draw_seed)

    assert (request.width, request.height) == (LARGEST_SIDE, LARGEST_SIDE)


def test_what_is_said_is_kept() -> None:
    wish = Wish(prompt="a fox", negative="people", count=3, aspect="3:2", seed=0, model="tiny")

    request = request_of(wish, CATALOGUE, draw_seed=draw_seed)

    assert (request.seed, request.count, request.negative, request.model) == (
        0,
        3,
        "people",
        "tiny",
    )
    assert (request.width, request.height) == (320, 208)


def test_a_model_that_changes_pictures_is_not_asked_without_one() -> None:
    wish = Wish(prompt="make it snow", model="told")

    with pytest.raises(PromptError, match="“told” changes pictures as it is told: send one"):
        request_of(wish, CATALOGUE, draw_seed=draw_seed)
    with_picture = replace(wish, pictures=frozenset({"source"}))
    assert request_of(with_picture, CATALOGUE, draw_seed=draw_seed).prompt == "make it snow"


def test_the_manner_that_flags_ask_for_travels_as_options() -> None:
    words = "a fox --s 250 --c 30 --w 500 --q 0.5 --stop 80 --tile --m tiny"

    request = request_of(Wish(prompt=words), CATALOGUE, draw_seed=draw_seed)

    assert request.prompt == "a fox"
    assert request.options == {
        "stylize": 250, "chaos": 30, "weird": 500, "quality": 0.5, "stop": 80, "tile": True,
    }  # fmt: skip


def test_what_is_usual_is_no_option() -> None:
    words = "a fox --s 100 --c 0 --w 0 --q 1 --stop 100"

    request = request_of(Wish(prompt=words), CATALOGUE, draw_seed=draw_seed)

    assert request.options == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("a fox --style ink", "a fox, ink"),
        ("a fox --style Ink --m tiny", "a fox, ink drawing, brush and ink on white paper"),
        ("a fox::2 a hen::1 --style oil", "a fox, a hen, oil"),
        ("a (red:1.2) fox --style ink", "a red fox, ink"),
    ],
)
def test_a_style_becomes_words_of_the_models_dialect(words: str, told: str) -> None:
    painter, tiny, *_ = CATALOGUE.models
    catalogue = Catalogue([replace(painter, dialect=Dialect.SCENES), tiny])

    assert request_of(Wish(prompt=words), catalogue, draw_seed=draw_seed).prompt == told


def test_words_may_ask_for_privacy() -> None:
    made = [
        commissions_of(Wish(prompt=words), CATALOGUE, draw_seed=draw_seed)[0]
        for words in ("a fox --private", "a fox")
    ]

    assert [it.private for it in made] == [True, False]
    assert [asks_privacy(words) for words in ("a --private", "a", "a {")] == [True, False, False]


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (Wish(prompt="a fox --best 8", usual_count=4), 4),
        (Wish(prompt="a fox --best 3", usual_count=4), 1),
        (Wish(prompt="a fox --best 3 --count 2", usual_count=4), 2),
    ],
)
def test_of_candidates_as_many_are_shown_as_usual_if_that_is_a_choice(
    wish: Wish, shown: int
) -> None:
    request = request_of(wish, CATALOGUE, draw_seed=draw_seed)

    assert (request.count, request.painted) == (shown, request.best)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(prompt=""), "Say what to paint"),
        (Wish(prompt="a" * 6000), "Shorten it"),
        (Wish(prompt="a", seed=-1), "between 0 and 4294967295"),
        (Wish(prompt="a", seed=2**32), "between 0 and 4294967295"),
        (Wish(prompt="a", aspect="100:1"), "between 1:3 and 3:1"),
        (Wish(prompt="a", size=5000), "between 64 and 1536"),
        (Wish(prompt="a", count=5), "1 to 4"),
        (Wish(prompt="a --best 4", count=4), "--best 4 paints 4 pictures, and 4 are to be shown"),
        (Wish(prompt="a --best 17"), "from 2 to 16"),
        (Wish(prompt="a --tile"), "Leave --tile out, or choose a diffusion model"),
        (Wish(prompt="a --style inc"), "Did you mean “ink”"),
        (Wish(prompt="a --style qqqqqq"), "Choose one of: watercolour, oil"),
        (Wish(prompt="a", negative="b" * 2000), "Shorten"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_way_out(wish: Wish, sentence: str) -> None:
    with pytest.raises(PromptError, match=sentence):
        request_of(wish, CATALOGUE, draw_seed=draw_seed)


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelNotFound, match="Choose one of: painter, tiny"):
        request_of(Wish(prompt="a", model="dall-e"), CATALOGUE, draw_seed=draw_seed)


def test_of_two_texts_the_one_that_is_too_long_is_named() -> None:
    with pytest.raises(PromptError, match=r"^The negative prompt has 1,001 characters"):
        request_of(Wish(prompt="a fox", negative="x" * 1001), CATALOGUE, draw_seed=draw_seed)


# ---- the prompt language


def request(prompt: str, **options: object) -> Request:
    wish = Wish(**{"prompt": prompt} | options)  # type: ignore[arg-type]  # a test's shorthand
    return request_of(wish, CATALOGUE, draw_seed=draw_seed)


def commissions(prompt: str, **options: object) -> list[Commission]:
    wish = Wish(**{"prompt": prompt} | options)  # type: ignore[arg-type]  # a test's shorthand
    return commissions_of(wish, CATALOGUE, draw_seed=draw_seed)


def test_flags_fill_in_what_the_options_left_open() -> None:
    made = request(
        "a fox --ar 3:2 --size 256 --seed 5 --count 3 --model tiny --steps 9 --cfg 4.5 --no people"
    )

    assert (made.prompt, made.negative) == ("a fox", "people")
    assert (made.width, made.height, made.seed, made.count) == (320, 208, 5, 3)
    assert (made.model, made.steps, made.guidance) == ("tiny", 9, 4.5)


@pytest.mark.parametrize(
    "typed", ['"dpm++ 2m karras"', '"DPM++ 2M Karras"', "dpm++_2m_karras", "“dpm++ 2m karras”"]
)
def test_a_sampler_has_one_name_however_it_is_typed(typed: str) -> None:
    assert request(f"a fox --m tiny --sampler {typed}").sampler == "dpm++ 2m karras"


def test_the_engine_gets_plain_words() -> None:
    made = request("a (red:1.3) [fox]::2 fog::0.5 people::-0.5 --no cars")

    assert (made.prompt, made.negative) == ("a red fox, fog", "cars, people")


def test_the_engine_is_told_what_weighs_more_only_where_something_does() -> None:
    plain, heavy = request("a red fox --ar 3:2"), request("a (red:1.3) fox::2 fog::1 people::-1")

    assert plain.spans == ()
    assert heavy.spans == (
        ("a ", 1.3333),
        ("red", 1.7333),
        (" fox", 1.3333),
        (", ", 1.0),
        ("fog", 0.6667),
    )
    assert "".join(words for words, _ in heavy.spans) == heavy.prompt


def test_what_to_keep_out_is_named_once_wherever_it_was_said() -> None:
    made = request("a fox::1 people::-0.5 --no people, cars", negative="cars, dogs")

    assert made.negative == "cars, dogs, people"


def test_options_that_say_the_same_as_flags_are_no_conflict() -> None:
    made = request("a fox --ar 6:4 --seed 5 --model tiny", aspect="3:2", seed=5, model="tiny")

    assert (made.width > made.height, made.seed, made.model) == (True, 5, "tiny")


@pytest.mark.parametrize(
    ("prompt", "options", "sentence"),
    [
        ("a --seed 5", {"seed": 6}, "The prompt says --seed 5, but the option “seed” says 6."),
        ("a --ar 3:2", {"aspect": "1:1"}, "The prompt says --ar 3:2, but the option “aspect”"),
        ("a --count 2", {"count": 3}, "The prompt says --count 2, but the option “count” says 3."),
        ("a --size 64", {"size": 128}, "The prompt says --size 64, but the option “size” says"),
        ("a --m tiny", {"model": "painter"}, "The prompt says --model tiny, but the option"),
        ("a --steps 9", {}, "The painter knows no --steps."),
        ("a --cfg 9", {}, "The painter knows no --cfg."),
        ("a --sampler ddim", {}, "The painter knows no --sampler."),
        ("a --m gan --steps 9", {}, "The GAN knows no --steps."),
        ("a --m gan --tile", {}, "The GAN's pictures have edges that do not fit together."),
        ("a --m gan --q 2", {}, "The GAN makes a picture in one step, so there is no --quality"),
        ("a --m gan --stop 50", {}, "in one step, so there is no --stop to choose."),
        ("a --m gan --size 1200", {}, "The GAN makes pictures from 64 to 1024 pixels a side, not"),
        ("a --m gan --ar 3:1", {"size": 1024}, "not 1536 x 512; choose a size in between."),
        ("a --m gan <lora:ink>", {}, "The GAN takes no LoRAs. Leave it out, or choose another"),
        ("a --m tiny --sampler ddem", {}, "There is no sampler “ddem”. Did you mean “ddim”?"),
        ("a --m tiny --sampler zzzzzz", {}, "There is no sampler “zzzzzz”. Choose one of: euler,"),
        ("a <lora:ink:0.8>", {}, "The painter takes no LoRAs. Leave it out, or choose another"),
        ("a (embedding:ink)", {}, "The painter takes no embeddings. Leave it out, or choose"),
        ("a --m tiny <lora:ink>", {}, "There is no LoRA called “ink” here. There are none at all"),
        ("--seed 5", {}, "Say what to paint"),
        ("{red, blue} fox", {}, "This prompt stands for 2 prompts; here it may be one."),
        ("{a, b}{a, b}{a, b}{a, b}{a, b}", {}, "stands for 32 prompts; Mozart takes up to 16"),
        ("{a, b} --repeat 9", {}, "stands for 18 prompts; Mozart takes up to 16"),
        ("{a, b}" * 40, {}, "stands for more than a billion prompts; Mozart takes up to 16"),
    ],
)
def test_what_the_words_ask_for_in_vain_is_refused(
    prompt: str, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(PromptError, match=sentence):
        request(prompt, **options)


def test_every_choice_is_a_job_with_the_same_seed() -> None:
    red, blue = commissions("{red, blue} fox --ar {3:2, 2:3}")[1:3]

    assert (red.request.prompt, blue.request.prompt) == ("red fox", "blue fox")
    assert red.request.width < red.request.height
    assert blue.request.width > blue.request.height
    assert red.request.seed == blue.request.seed == 77
    assert (red.typed, blue.typed) == ("red fox --ar 2:3", "blue fox --ar 3:2")


def test_repeats_have_new_seeds_and_draw_anew() -> None:
    made = commissions("a __animal__ --repeat 5", count=4)

    assert [it.request.seed for it in made] == [77, 81, 85, 89, 93]
    assert len({it.request.prompt for it in made}) > 1
    assert "repeat" not in made[0].typed


def test_repeats_count_on_from_a_typed_seed() -> None:
    made = commissions("a fox --repeat 2 --seed 4294967295")

    assert [it.request.seed for it in made] == [2**32 - 1, 3]
    assert [it.typed for it in made] == ["a fox", "a fox"]


def test_the_seed_decides_what_is_drawn() -> None:
    first, again = (request("a __animal__ {red|blue|green} --seed 9") for _ in range(2))
    others = {request("a __animal__", seed=seed).prompt for seed in range(20)}

    assert first == again
    assert len(others) > 5


def test_a_whole_wish_as_text_comes_to_the_same_jobs() -> None:
    wish = Wish(
        prompt="a {red, `blue`} __animal__ --no cars",
        negative="(people, --no",
        aspect="3:2",
        size=128,
        model="tiny",
        usual_count=4,
    )
    made = commissions_of(wish, CATALOGUE, draw_seed=draw_seed)

    again = commissions(whole(wish, made[0]))

    assert [it.request for it in again] == [
        replace(it.request, negative="cars, (people, --no") for it in made
    ]


def test_what_was_typed_is_kept_beside_what_is_painted() -> None:
    (made,) = commissions("a  __animal__ (red:1.2) --ar 3:2")

    assert made.typed == "a __animal__ (red:1.2) --ar 3:2"
    assert made.request.prompt.endswith(" red")


def remix(prompt: str, negative: str = "") -> Request:
    old = request("a fox", model="tiny", count=4, aspect="3:2", seed=1)
    wish = Wish(prompt=prompt, negative=negative)
    return remixed(old, wish, CATALOGUE, draw_seed=draw_seed).request


def test_a_remix_keeps_what_no_flag_changes() -> None:
    made = remix("an owl --steps 9")

    assert (made.prompt, made.model, made.count, made.seed) == ("an owl", "tiny", 4, 77)
    assert (made.width, made.height, made.steps) == (320, 208, 9)


def test_a_remix_changes_what_its_flags_name() -> None:
    made = remix("an owl --ar 2:3 --seed 5 --count 1 --no people", negative="cars")

    assert (made.width, made.height) == (208, 320)
    assert (made.seed, made.count, made.negative) == (5, 1, "cars, people")


def test_a_remix_by_another_model_takes_its_own_steps() -> None:
    old = request("a fox --steps 9 --cfg 3", model="tiny")
    wish = Wish(prompt="a fox --model painter")

    made = remixed(old, wish, CATALOGUE, draw_seed=draw_seed).request

    assert (made.model, made.steps, made.guidance) == ("painter", None, None)
    assert (made.width, made.height) == (old.width, old.height)


def test_a_remix_by_the_gan_is_of_a_size_that_it_makes() -> None:
    large = replace(request("the sea", model="tiny"), width=1536, height=512)
    assert request("the sea --ar 3:1", model="gan").width == 448
    enlarged = replace(request("the sea", model="gan"), task=Task.UPSCALE, width=2048, height=2048)

    with pytest.raises(PromptError, match="from 64 to 1024 pixels a side, not 1536 x 512"):
        remixed(large, Wish(prompt="a lake --m gan"), CATALOGUE, draw_seed=draw_seed)
    made = remixed(enlarged, Wish(prompt="a lake"), CATALOGUE, draw_seed=draw_seed).request
    assert (made.prompt, made.width) == ("a lake", 2048)


def test_a_remix_may_change_the_manner_and_choose_among_more() -> None:
    old = request("a fox --steps 9 --c 50 --best 8", model="tiny", count=2)
    wish = Wish(prompt="a fox --q 2 --stop 80 --best 6")

    made = remixed(old, wish, CATALOGUE, draw_seed=draw_seed).request

    assert (made.steps, made.count, made.best) == (None, 2, 6)
    assert made.options == {"quality": 2, "stop": 80}


def test_a_remix_of_the_widest_picture_keeps_to_what_can_be_painted() -> None:
    old = replace(request("a fox"), width=880, height=288)

    made = remixed(old, Wish(prompt="a --size 512"), CATALOGUE, draw_seed=draw_seed).request

    assert (made.width, made.height) == (880, 288)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a fox", "a fox"),
        ("a fox —ar 3:2", "a fox —ar 3:2"),
        ("a fox --seed 5 --ar 3:2", "a fox --ar 3:2"),
        ("of another time --seeed 5", "of another time --seeed 5"),
        ("", ""),
    ],
)
def test_another_seed_is_not_called_by_the_typed_one(typed: str, kept: str) -> None:
    assert unseeded(typed) == kept


def test_what_the_typed_words_keep_out_is_not_said_twice() -> None:
    shipped = shipped_templates()

    assert kept_out_beside("cars, people, dogs", "a fox --no people", shipped) == "cars, dogs"
    assert kept_out_beside("cars", "(an error", shipped) == "cars"
    assert kept_out_beside("cars", "{a, b} --no __animal__", shipped) == "cars"


def test_a_remix_of_a_model_that_is_gone_is_painted_by_the_default_with_a_note() -> None:
    old = replace(request("a fox", model="tiny", seed=1), model="muse", steps=30)

    made = remixed(old, Wish(prompt="an owl"), CATALOGUE, draw_seed=draw_seed)
    named = remixed(old, Wish(prompt="an owl --model tiny"), CATALOGUE, draw_seed=draw_seed)

    assert (made.request.model, made.request.steps) == ("painter", None)
    assert made.note == "“muse” is not here any more."
    assert (named.request.model, named.note) == ("tiny", "")
