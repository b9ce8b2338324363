"""Failures on demand: what tests ask the server to do wrong, and which request gets it."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.loopback.wire import Json


class Fault(BaseModel):
    """The next `times` requests of the bot that match go wrong in this way.

    Attributes:
        method: an HTTP method, or "*".
        pattern: a regular expression that is searched in the path after /api/v10.
        status: what to answer; 0 cuts the socket; None only delays.
        retry_after: goes into the body of a 429; None leaves it out.
        after: do what was asked first, then fail: the answer is lost.
        delay_s: wait before anything else.
        via: False leaves out the header that tells Discord from the proxy before it.
    """

    model_config = ConfigDict(extra="forbid")

    method: str = "*"
    pattern: str = ""
    status: Annotated[int, Field(ge=0, le=599)] | None = None
    times: Annotated[int, Field(ge=1)] = 1
    retry_after: float | None = None
    after: bool = False
    delay_s: Annotated[float, Field(ge=0, le=600)] = 0.0
    via: bool = True

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"it is not a regular expression: {error}") from error
        return pattern

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and re.search(self.pattern, path) is not None

    def body(self) -> Json | str:
        """What the answer says."""
        if self.status == 429 and self.via:
            told: Json = {"message": "You are being rate limited.", "global": False}
            if self.retry_after is not None:
                told["retry_after"] = self.retry_after
            return told
        if self.status is not None and 400 <= self.status < 500 and self.via:
            return {"message": f"{self.status}: requested by a test", "code": 0}
        return "upstream connect error"


class Faults:
    """The failures that are still to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The failure for this request, if there is one; it is used up once more."""
        for fault in self._waiting:
            if fault.matches(method, path):
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
                return fault
        return None
