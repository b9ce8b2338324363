"""Throws: by chance, by hand, by number."""

import pytest

from inference.dice.game import (
    BARS,
    WALTZES,
    number_of,
    read_number,
    read_sums,
    sums_of,
    throw,
    throw_again,
)
from inference.errors import RequestRefused


def sums(throws: tuple[tuple[int, int], ...]) -> list[int]:
    return [one + other for one, other in throws]


def test_the_same_seed_throws_the_same_dice() -> None:
    assert throw(7) == throw(7) != throw(8)
    assert all(1 <= die <= 6 for pair in throw(7) for die in pair)


def test_what_a_member_threw_stands_first_and_the_rest_falls() -> None:
    thrown = throw(7, [7, 11, 3])

    assert sums(thrown)[:3] == [7, 11, 3]
    assert thrown[3:] == throw(7)[3:]


@pytest.mark.parametrize("total", range(2, 13))
def test_any_sum_lies_on_two_dice(total: int) -> None:
    for seed in range(20):
        one, other = throw(seed, [total])[0]
        assert one + other == total
        assert 1 <= one <= 6
        assert 1 <= other <= 6


def test_a_number_gives_the_same_sums_back() -> None:
    thrown = throw(1793)

    assert sums_of(number_of(thrown)) == sums(thrown)


def test_the_first_and_the_last_waltz() -> None:
    assert sums_of(1) == [2] * BARS
    assert sums_of(WALTZES) == [12] * BARS
    assert WALTZES == 45_949_729_863_572_161


def test_a_few_bars_fall_anew_and_the_others_stay() -> None:
    before = throw(7)
    after = throw_again(before, 8, bars=4)

    assert 1 <= sum(old != new for old, new in zip(before, after, strict=True)) <= 4


def test_sums_are_read_with_any_separator() -> None:
    assert read_sums(" 7 11,3;  12 ") == [7, 11, 3, 12]
    assert read_sums("") == []


@pytest.mark.parametrize("text", ["1", "13", "7 x", "-3", "٣", "7.5", "9" * 300, "99999999999"])
def test_what_is_no_sum_of_two_dice_is_named(text: str) -> None:
    with pytest.raises(RequestRefused, match="is no throw of two dice; write sums from 2 to 12"):
        read_sums(text)


@pytest.mark.parametrize("text", ["7 " * 200, " ".join(["7"] * 17), "," * 5000])
def test_more_throws_than_a_waltz_has_are_refused(text: str) -> None:
    with pytest.raises(RequestRefused, match="A waltz has 16 throws"):
        read_sums(text)


def test_a_number_is_read_as_the_page_writes_it() -> None:
    assert read_number("No. 24,352,884,457,146,232") == 24_352_884_457_146_232


@pytest.mark.parametrize("text", ["0", str(WALTZES + 1), "9" * 60])
def test_a_number_that_no_waltz_has_is_refused(text: str) -> None:
    with pytest.raises(RequestRefused, match="numbered from 1 to 45,949,729,863,572,161"):
        read_number(text)


@pytest.mark.parametrize("text", ["nan", "1e5", "-4", "²"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RequestRefused, match="is not the number of a waltz"):
        read_number(text)
