import pytest

from inference.errors import RequestRefused
from inference.translating.tasks import HOURS, SEASONS, Task
from inference.translating.wish import read_chains, read_options, translate_request


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("night", [(Task.NIGHT,)]),
        (" Night , WINTER ", [(Task.NIGHT,), (Task.WINTER,)]),
        ("winter + night", [(Task.WINTER, Task.NIGHT)]),
        ("hours", [(task,) for task in HOURS]),
        ("seasons", [(task,) for task in SEASONS]),
        ("day, hours", [(task,) for task in HOURS]),
        ("colorize+evening, fall", [(Task.COLOUR, Task.SUNSET), (Task.AUTUMN,)]),
    ],
)
def test_targets_are_read_as_people_type_them(text: str, chains: list[tuple[Task, ...]]) -> None:
    assert list(read_chains(text)) == chains


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Say what to turn the picture into: day, night, "),
        (" , ", "Say what to turn the picture into"),
        ("nihgt", "“nihgt”. Did you mean night?"),
        ("colorised", "Did you mean colour?"),
        ("a horse", "“a horse”; choose one of: day, "),
        ("hours, winter", "at most 4 pictures, and this to 5"),
        ("winter+hours", "“hours” are several pictures"),
        ("day+night+day+night+day", "Up to 4 changes"),
        ("+", "Up to 4 changes"),
        ("winter+", "nothing stands on one side of a plus"),
        ("night, +dusk", "In “+dusk” nothing stands"),
    ],
)
def test_a_slip_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        read_chains(text)

    assert sentence in str(caught.value)


def test_a_request_says_all_that_the_engine_reads() -> None:
    request = translate_request((640, 480), to="winter+night, dusk", strength=70, beside=True)

    wished = read_options(request)

    assert (request.width, request.height, request.count) == (640, 480, 2)
    assert request.prompt == "The same in winter, then at night / The same at sunset, at 70 %"
    assert wished.chains == ((Task.WINTER, Task.NIGHT), (Task.SUNSET,))
    assert wished.beside
    assert request.strength == 0.7


@pytest.mark.parametrize(
    ("size", "side", "expected"),
    [
        ((640, 480), None, (640, 480)),
        ((4000, 3000), None, (1182, 887)),
        ((4000, 3000), 2048, (2365, 1774)),
        ((64, 64), 128, (128, 128)),
        ((8, 8), None, (8, 8)),
    ],
)
def test_a_result_is_as_large_as_its_picture_within_reason(
    size: tuple[int, int], side: int | None, expected: tuple[int, int]
) -> None:
    request = translate_request(size, to="night", side=side)

    assert (request.width, request.height) == expected


@pytest.mark.parametrize(
    ("size", "changes", "sentence"),
    [
        ((1, 1), {}, "That picture is 1 x 1 pixels; send one of at least 8 a side."),
        ((900, 200), {}, "Shapes up to 4:1 can be translated"),
        ((64, 64), {"strength": 101}, "between 0 and 100 per cent"),
        ((64, 64), {"strength": -1}, "between 0 and 100 per cent"),
        ((64, 64), {"side": 4096}, "between 32 and 2048 pixels"),
    ],
)
def test_what_cannot_be_is_refused(
    size: tuple[int, int], changes: dict[str, int], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        translate_request(size, to="night", **changes)  # type: ignore[arg-type]  # some of each
