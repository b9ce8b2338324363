"""Reads the settings: environment variables and `.env`, once, when the program starts.

Only `bot.__main__` imports this module; others are given what it read.
"""

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.settings import Settings


class _Environment(Settings, BaseSettings):
    """Each field is the variable `MOZART_<FIELD>`; unknown ones in `.env` are errors."""

    model_config = SettingsConfigDict(
        env_prefix="MOZART_", env_file=".env", env_ignore_empty=True, extra="forbid", frozen=True
    )


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        SystemExit: with a sentence for each variable that is wrong.
    """
    try:
        return _Environment()
    except ValidationError as error:
        raise SystemExit("\n".join(_sentence(problem) for problem in error.errors())) from None


def _sentence(problem: object) -> str:
    assert isinstance(problem, dict)
    name = str(problem["loc"][0]).upper() if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        return f"{name} is not a setting of Mozart; .env.example lists them all."
    variable = name if name.startswith("MOZART_") else f"MOZART_{name}"
    return f"{variable} is wrong: {problem['msg']}."
