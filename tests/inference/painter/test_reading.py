import time

import pytest

from inference.painter.reading import read
from inference.painter.scene import (
    Hour,
    Item,
    Palette,
    Place,
    Relation,
    Season,
    Side,
    Style,
    Weather,
    Where,
)
from inference.painter.subjects.catalogue import SUBJECTS


def one(words: str) -> Item:
    (item,) = read(words).scene.items
    return item


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_is_known_by_its_own_name_and_plural(name: str) -> None:
    assert one(f"a {name}") == Item(subject=name)
    assert one(f"two {SUBJECTS[name].plural}") == Item(subject=name, count=2)


@pytest.mark.parametrize(
    ("words", "subject", "count"),
    [
        ("a kitten", "cat", 1),
        ("kittens", "cat", 3),
        ("a couple of puppies", "dog", 2),
        ("a pair of bunnies", "rabbit", 2),
        ("a trio of yachts", "sailboat", 3),
        ("several cottages", "house", 4),
        ("5 daisies", "flower", 5),
        ("half a dozen tulips", "tulip", 6),
        ("seven sheep", "sheep", 6),
        ("200 ducks", "duck", 6),
        ("a field of sunflowers", "sunflower", 6),
        ("a flock of seagulls", "bird", 6),
        ("fish", "fish", 1),
        ("some fish", "fish", 3),
        ("a hot-air balloon", "balloon", 1),
        ("the steam locomotive", "train", 1),
        ("children", "person", 3),
        ("a cup of coffee", "cup", 1),
        ("SAILBOAT!!!", "sailboat", 1),
        ("a sailbot", "sailboat", 1),
        ("an orange", "apple", 1),
    ],
)
def test_synonyms_plurals_and_numbers_are_understood(words: str, subject: str, count: int) -> None:
    item = one(words)

    assert (item.subject, item.count) == (subject, count)


@pytest.mark.parametrize(
    ("words", "colours"),
    [
        ("red sailboats", [("sailboat", ("red",))]),
        ("a grey cat and a gray dog", [("cat", ("grey",)), ("dog", ("grey",))]),
        ("a house and a scarlet car", [("house", ()), ("car", ("red",))]),
        ("a house with a blue roof", [("house", ())]),
        ("a navy blue whale", [("whale", ("navy",))]),
        ("a red and a blue balloon", [("balloon", ("red", "blue"))]),
        ("a cat, red, a dog", [("cat", ()), ("dog", ())]),
        ("an orange fish", [("fish", ("orange",))]),
    ],
)
def test_a_colour_belongs_to_its_noun(words: str, colours: list[tuple[str, object]]) -> None:
    items = read(words).scene.items

    assert [(item.subject, item.colours) for item in items] == colours


def test_two_colours_of_one_noun_are_two_things() -> None:
    assert one("a red and a blue balloon").count == 2
    assert one("a single red and blue balloon").count == 1
    assert one("a mere 2 red and blue balloons").count == 2


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("a cat, watercolour", Style.WATERCOLOUR),
        ("a watercolor painting of a cat", Style.WATERCOLOUR),
        ("a cat in the style of stained glass", Style.GLASS),
        ("pixel art cat", Style.PIXEL),
        ("an 8-bit cat", Style.PIXEL),
        ("a cat, paper-cut", Style.PAPER),
        ("a pointillist cat", Style.POINTS),
        ("a cat as a travel poster", Style.POSTER),
        ("a pencil sketch of a cat", Style.PENCIL),
        ("a cat, pen and ink", Style.INK),
        ("a cat, ukiyo-e", Style.WOODBLOCK),
        ("oil painting of a cat", Style.OIL),
        ("a cat in soft pastels", Style.PASTEL),
        ("a roman mosaic of a cat", Style.MOSAIC),
        ("a linocut of a cat", Style.WOODCUT),
        ("a blueprint of a cat", Style.BLUEPRINT),
        ("a cat as a neon sign", Style.NEON),
    ],
)
def test_styles_are_understood_in_their_phrases(words: str, style: Style) -> None:
    reading = read(words)

    assert reading.scene.style is style
    assert [item.subject for item in reading.scene.items] == ["cat"]
    assert reading.unknown == ()


@pytest.mark.parametrize(
    ("words", "place", "hour", "weather"),
    [
        ("a boat at sea at dusk", Place.SEA, Hour.SUNSET, set()),
        ("a cat in the snow at sunrise", Place.SNOW, Hour.DAWN, set()),
        ("a fox in a snowy forest", Place.FOREST, None, {Weather.SNOW}),
        ("a fox in a forest in winter", Place.FOREST, None, {Weather.SNOW}),
        ("a whale under the sea", Place.UNDERWATER, None, set()),
        ("fish in the sea", Place.UNDERWATER, None, set()),
        ("a robot on the moon", Place.SPACE, None, set()),
        ("an owl under a full moon", None, Hour.NIGHT, {Weather.MOON}),
        ("a starry night over the mountains", Place.MOUNTAINS, Hour.NIGHT, {Weather.STARS}),
        ("a castle in a thunderstorm", None, None, {Weather.RAIN}),
        ("a misty lake", Place.LAKE, None, {Weather.FOG}),
        ("a sunny meadow", Place.MEADOW, Hour.DAY, {Weather.SUN}),
        ("a teapot on a table by night", Place.ROOM, Hour.NIGHT, set()),
    ],
)
def test_places_hours_and_weather_are_understood(
    words: str, place: Place | None, hour: Hour | None, weather: set[Weather]
) -> None:
    reading = read(words)
    scene = reading.scene

    assert (scene.place, scene.hour, set(scene.weather)) == (place, hour, weather)
    assert reading.note == ""


def test_what_stands_behind_is_behind() -> None:
    castle, tree = read("a castle behind a red tree").scene.items

    assert castle.behind
    assert not tree.behind


def test_what_stands_after_in_front_of_is_behind() -> None:
    cat, house = read("a cat in front of a house").scene.items

    assert not cat.behind
    assert house.behind


def test_flying_belongs_to_the_thing_before_it_or_after_it() -> None:
    assert one("a duck flying").flying
    assert one("a flying duck").flying


@pytest.mark.parametrize(
    ("words", "negative"),
    [("people and a dog", "people"), ("a dog, no people", ""), ("a dog without people", "")],
)
def test_what_is_not_wanted_is_left_out(words: str, negative: str) -> None:
    scene = read(words, negative).scene

    assert [item.subject for item in scene.items] == ["dog"]
    assert "person" in scene.without


def test_clouds_can_be_taken_from_the_sky() -> None:
    assert "clouds" in read("a castle", "clouds, rain").scene.without
    assert read("a castle in the rain", "rain").scene.weather == frozenset()


def test_unknown_words_are_named_once_and_little_words_are_not() -> None:
    reading = read("the beautiful quokka is looking at a xylotron, a quokka, and a cat, please")

    assert reading.unknown == ("quokka", "xylotron")
    assert reading.note.startswith("It does not know “quokka” or “xylotron”, and left them out. ")


def test_the_nearest_thing_is_drawn_and_owned_up_to() -> None:
    reading = read("a dragon over a castle")

    assert [item.subject for item in reading.scene.items] == ["bird", "castle"]
    assert reading.nearest == (("dragon", "bird"),)
    assert reading.note == (
        "It does not know “dragon” and painted the nearest it can, a bird. For free words the"
        " operator can add a larger model with “mozart models pull”."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("a quantum dragon", "can, a bird; nothing in it knows “quantum”."),
        ("three dragons", "It does not know “dragons” and painted the nearest it can, birds."),
        ("a lion and a tiger", "know “lion” or “tiger” and painted the nearest it can, a cat."),
        ("a cat, cyberpunk", "know “cyberpunk” and painted the nearest it can, neon style."),
        ("a volcano", "It does not know “volcano” and painted the nearest it can, mountains."),
        ("a cat, photorealistic, cinematic", "“photorealistic” or “cinematic” and painted the"),
        ("a cyberpunk cat, oil", "It does not know “cyberpunk”, and left it out."),
        ("a bg elefant", "“bg”, and left it out. It read “elefant” as “elephant”."),
        ("seven cats", "It paints at most 6 of a kind, so “seven” became 6."),
        ("200 ducks and 7 cats", "It paints at most 6 of a kind, so “200” and “7” became 6."),
        ("four red and four blue cats", "It paints at most 6 of a kind, so “8” became 6."),
        ("a cat, a dog, a cow and a fox", "at most 3 kinds of things, and left out a fox."),
    ],
)
def test_what_is_painted_instead_is_said(words: str, sentence: str) -> None:
    assert sentence in read(words).note


@pytest.mark.parametrize("words", ["a dragon, a lion, glorp and fnord, cyberpunk", "glorp " * 9])
def test_how_to_get_more_is_said_once(words: str) -> None:
    assert read(words).note.count("mozart models pull") == 1


@pytest.mark.parametrize("words", ["seven cats", "an elefant", "a red cat"])
def test_who_is_understood_is_not_sent_for_more(words: str) -> None:
    assert "mozart models pull" not in read(words).note


@pytest.mark.parametrize(
    ("words", "place", "hour", "weather", "style"),
    [
        ("cyberpunk jungle", Place.FOREST, None, set(), Style.NEON),
        ("a jungle by the lake", Place.LAKE, None, set(), None),
        ("a jungle without cats", Place.FOREST, None, set(), None),
        ("an anime cat, watercolour", None, None, set(), Style.WATERCOLOUR),
        ("a castle in an eclipse", None, Hour.NIGHT, set(), None),
        ("a castle and lightning", None, None, {Weather.RAIN}, None),
        ("a castle in the sunshine, no lightning", None, Hour.DAY, {Weather.SUN}, None),
    ],
)
def test_what_is_only_near_gives_way_to_what_is_known(
    words: str, place: Place | None, hour: Hour | None, weather: set[Weather], style: Style | None
) -> None:
    scene = read(words).scene

    assert (scene.place, scene.hour, set(scene.weather), scene.style) == (
        place, hour, weather, style,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "negative", "things"),
    [
        ("a robin, no dragons", "", ["bird"]),
        ("a cat and a dog", "lion", ["cat", "dog"]),
        ("a lion and a dog", "cat", ["dog"]),
        ("a cat in the fog", "smoke", ["cat"]),
    ],
)
def test_refusing_what_is_only_like_a_thing_leaves_the_thing(
    words: str, negative: str, things: list[str]
) -> None:
    assert [item.subject for item in read(words, negative).scene.items] == things


@pytest.mark.parametrize(
    ("words", "count"), [("walrus", 1), ("two walruses", 2), ("lions", 3), ("a crowd of elves", 6)]
)
def test_several_are_told_from_one_by_the_word(words: str, count: int) -> None:
    assert one(words).count == count


def test_no_thing_at_all_becomes_a_landscape() -> None:
    assert read("a beautiful painting").scene.place is Place.MEADOW
    assert read("mountains at dawn").scene.place is Place.MOUNTAINS


def test_words_without_meaning_become_an_abstract_picture() -> None:
    assert read("glorp fnord").scene.place is Place.ABSTRACT
    assert read("🙂🙃").scene.place is Place.ABSTRACT


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "\x00\ud800",
        "🙂" * 500,
        "\u202eאבג",
        "a" * 1000,
        "ﬁsh ②",
        "١٢ cats",
        "¹² cats",
        "᠎",
        ",,,",
    ],
)
def test_any_text_is_read_and_its_note_is_short(words: str) -> None:
    assert len(read(words).note) <= 300


def test_a_long_prompt_is_read_quickly() -> None:
    read("warm up the lexicon")
    words = [f"zqx{i}wv" for i in range(1000)]
    started = time.process_time()

    reading = read(" ".join(words))

    assert time.process_time() - started < 0.25
    assert len(reading.note) <= 300


@pytest.mark.parametrize(
    ("words", "relations"),
    [
        ("a cat beside a house", [(Where.BESIDE, 0, 1)]),
        ("a cat next to two houses", [(Where.BESIDE, 0, 1)]),
        ("a balloon above a red castle", [(Where.ABOVE, 0, 1)]),
        ("a castle below a balloon", [(Where.ABOVE, 1, 0)]),
        ("a dog in front of a tree", [(Where.FRONT, 0, 1)]),
        ("a castle behind a tree", [(Where.FRONT, 1, 0)]),
        ("a cat under a tree", [(Where.FRONT, 0, 1)]),
        ("a fox to the left of a tent", [(Where.LEFT, 0, 1)]),
        ("a fox on the right of a tent", [(Where.LEFT, 1, 0)]),
        ("a cat near a house and a bird over a tree", [(Where.BESIDE, 0, 1), (Where.ABOVE, 2, 3)]),
        ("a balloon over the mountains and a cat", []),
        ("a cat beside, a dog", []),
        ("a cat in the background and a dog", []),
        ("beside a cat", []),
        ("a house without a cat beside a dog", []),
    ],
)
def test_how_things_stand_to_each_other_is_understood(
    words: str, relations: list[tuple[Where, int, int]]
) -> None:
    scene = read(words).scene
    known = [bond for bond in relations if max(bond[1:]) < len(scene.items)]

    assert scene.relations == tuple(
        Relation(where=where, one=one, other=other) for where, one, other in known
    )


def test_a_relation_to_what_is_left_out_is_left_out() -> None:
    scene = read("a cat, a dog beside a house", "cat").scene

    assert scene.relations == (Relation(where=Where.BESIDE, one=0, other=1),)
    assert read("a cat beside a house", "house").scene.relations == ()


@pytest.mark.parametrize(
    "words",
    [
        "a cat on the left and a dog on the right",
        "on the left, a cat; on the right, a dog",
        "on the left a cat and on the right a dog",
        "a cat on the left of the picture and a dog to the right",
    ],
)
def test_sides_of_the_picture_are_understood(words: str) -> None:
    sides = [(item.subject, item.side) for item in read(words).scene.items]

    assert sides == [("cat", Side.LEFT), ("dog", Side.RIGHT)]


@pytest.mark.parametrize(
    ("words", "season"),
    [
        ("a tree in springtime", Season.SPRING),
        ("a midsummer meadow", Season.SUMMER),
        ("autumn leaves", Season.AUTUMN),
        ("a wintry town", Season.WINTER),
    ],
)
def test_seasons_are_understood(words: str, season: Season) -> None:
    assert read(words).scene.season is season


def test_in_winter_there_is_snow() -> None:
    assert read("a fox in winter").scene.place is Place.SNOW
    assert read("a town in winter").scene.weather == {Weather.SNOW}


@pytest.mark.parametrize(
    ("words", "palette", "style"),
    [
        ("a cat, fauvist palette", Palette.FAUVIST, None),
        ("a cat in the palette of the Fauves, oil", Palette.FAUVIST, Style.OIL),
        ("an impressionist cat", None, Style.OIL),
        ("a cat in impressionist colors", Palette.IMPRESSIONIST, None),
        ("a cat, ukiyo-e palette", Palette.UKIYO_E, None),
        ("a cat with strong light and dark contrast", Palette.LIGHT_DARK, None),
        ("a cat, De Stijl palette, poster", Palette.DE_STIJL, Style.POSTER),
    ],
)
def test_schools_of_colour_are_understood(
    words: str, palette: Palette | None, style: Style | None
) -> None:
    reading = read(words)

    assert (reading.scene.palette, reading.scene.style) == (palette, style)
    assert reading.unknown == ()


@pytest.mark.parametrize(
    ("words", "flying"),
    [
        ("a cat beside a flying duck", [False, True]),
        ("a duck flying beside a cat", [True, False]),
        ("a cat and flying ducks", [False, True]),
    ],
)
def test_only_what_is_said_to_fly_flies(words: str, flying: list[bool]) -> None:
    assert [item.flying for item in read(words).scene.items] == flying


@pytest.mark.parametrize(
    ("words", "count"),
    [("two snowy houses", 2), ("a watercolour of two cats", 2), ("two misty castles", 2)],
)
def test_an_adjective_between_a_number_and_its_thing_does_no_harm(words: str, count: int) -> None:
    assert one(words).count == count


@pytest.mark.parametrize("words", ["a cat, clean lines, ink", "a house, may it last"])
def test_everyday_words_do_not_turn_the_picture(words: str) -> None:
    scene = read(words).scene

    assert (scene.place, scene.season) == (None, None)
