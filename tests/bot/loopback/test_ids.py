"""Snowflakes and the clock they follow."""

from bot.loopback.ids import Clock, Snowflakes, created_at, iso


def test_ids_increase_even_within_a_millisecond_and_when_the_clock_goes_back() -> None:
    clock = Clock()
    new_id = Snowflakes(clock)

    first = [int(new_id()) for _ in range(1000)]
    clock.offset_s = -60
    last = int(new_id())

    assert first == sorted(set(first))
    assert last > first[-1]


def test_an_id_tells_when_it_was_made() -> None:
    clock = Clock(offset_s=1000)

    assert abs(created_at(Snowflakes(clock)()) - clock.now()) < 1


def test_times_are_utc_with_microseconds() -> None:
    assert iso(0.5) == "1970-01-01T00:00:00.500000+00:00"
