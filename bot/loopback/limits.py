"""Rate limits the way Discord reports them (topics/rate-limits).

The numbers are those that bots observe, not promises of Discord. Knows requests by method and
path only; the hidden cap on edits of old messages is here too, because it is one more window.
"""

import hashlib
import re
from dataclasses import dataclass

from bot.loopback.ids import Clock


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` requests in `per_s` seconds for each value of the pattern's group `major`."""

    name: str
    method: str
    pattern: re.Pattern[str]
    limit: int
    per_s: float


def _rule(name: str, method: str, pattern: str, limit: int, per_s: float) -> Rule:
    return Rule(name, method, re.compile(pattern), limit, per_s)


_MESSAGE = r"^/channels/(?P<major>\d+)/messages/\d+"
RULES = (
    _rule("create", "POST", r"^/channels/(?P<major>\d+)/messages$", 5, 5.0),
    _rule("edit", "PATCH", _MESSAGE + "$", 5, 5.0),
    _rule("delete", "DELETE", _MESSAGE + "$", 5, 1.0),
    _rule("reaction", "PUT", _MESSAGE + "/reactions/", 1, 0.25),
    _rule("reaction", "DELETE", _MESSAGE + "/reactions/", 1, 0.25),
    _rule("webhook", "*", r"^/webhooks/(?P<major>\d+/[^/]+)", 5, 2.0),
    _rule("commands", "PUT", r"^/applications/(?P<major>\d+)/(guilds/\d+/)?commands$", 2, 20.0),
)
# Bots report "3 edits per channel per 20 seconds" for messages older than an hour; nothing in
# the headers announces it.
OLD_EDITS, OLD_EDITS_PER_S = 3, 20.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Headers to answer with, and how long to wait; above zero means 429."""

    headers: dict[str, str]
    wait_s: float


class Limiter:
    """Counts requests in fixed windows."""

    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        self._clock = clock
        self._enabled = enabled
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, method: str, path: str) -> Verdict:
        """Count one request of a bot."""
        if not self._enabled:
            return Verdict({}, 0.0)
        for rule in RULES:
            if rule.method in (method, "*") and (match := rule.pattern.match(path)):
                return self._counted(rule, match["major"])
        return Verdict({}, 0.0)

    def old_edit_wait_s(self, channel_id: str) -> float:
        """Count one edit of a message older than an hour; above zero means it is refused."""
        if not self._enabled:
            return 0.0
        _, _, wait_s = self._count(("old edit", channel_id), OLD_EDITS, OLD_EDITS_PER_S)
        return wait_s

    def _counted(self, rule: Rule, major: str) -> Verdict:
        reset_at, used, wait_s = self._count((rule.name, major), rule.limit, rule.per_s)
        bucket = hashlib.md5(rule.name.encode(), usedforsecurity=False).hexdigest()
        headers = {
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Remaining": str(rule.limit - used),
            "X-RateLimit-Reset": f"{reset_at:.3f}",
            "X-RateLimit-Reset-After": f"{reset_at - self._clock.now():.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        return Verdict(headers, wait_s)

    def _count(self, key: tuple[str, str], limit: int, per_s: float) -> tuple[float, int, float]:
        now = self._clock.now()
        reset_at, used = self._windows.get(key, (0.0, 0))
        if now >= reset_at:
            self._forget_old(now)
            reset_at, used = now + per_s, 0
        refused = used >= limit
        self._windows[key] = (reset_at, used + (not refused))
        return reset_at, self._windows[key][1], reset_at - now if refused else 0.0

    def _forget_old(self, now: float) -> None:
        if len(self._windows) > 10_000:
            self._windows = {
                key: window for key, window in self._windows.items() if window[0] > now
            }
