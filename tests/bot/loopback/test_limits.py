"""Windows of requests, and what Discord says about them."""

from bot.loopback.ids import Clock
from bot.loopback.limits import Limiter

PATH = "/channels/1234567/messages"


def test_a_bucket_is_counted_per_channel() -> None:
    limiter = Limiter(Clock(), enabled=True)

    here = [limiter.take("POST", PATH).wait_s > 0 for _ in range(6)]

    assert here == [False] * 5 + [True]
    assert limiter.take("POST", "/channels/7654321/messages").wait_s == 0


def test_a_bucket_is_free_again_after_its_time() -> None:
    clock = Clock()
    limiter = Limiter(clock, enabled=True)
    for _ in range(6):
        limiter.take("POST", PATH)

    clock.offset_s = 5.1

    assert limiter.take("POST", PATH).headers["X-RateLimit-Remaining"] == "4"


def test_old_messages_take_three_edits_in_twenty_seconds() -> None:
    clock = Clock()
    limiter = Limiter(clock, enabled=True)

    waits = [limiter.old_edit_wait_s("1") for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert 0 < waits[3] <= 20
    clock.offset_s = 20.1
    assert limiter.old_edit_wait_s("1") == 0


def test_without_limits_nothing_is_counted() -> None:
    limiter = Limiter(Clock(), enabled=False)

    assert all(limiter.take("POST", PATH).wait_s == 0 for _ in range(50))
    assert all(limiter.old_edit_wait_s("1") == 0 for _ in range(50))
