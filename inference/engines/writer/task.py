"""What a language model is asked, as a file that the operator may edit.

    the task, the context of the model that paints, pairs of words and rich words, then the words

Two files are shipped: `own.toml` for Mozart's small model, which knows one form and needs no
telling, and `general.toml` for any other. A file of the same name in the folder `writer` of the
data directory is read in its place.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inference.errors import ModelNotFound
from inference.writer import Draft, Example, Manner

SHIPPED = Path(__file__).parent / "tasks"
WORDS, RICH = "{words}", "{rich}"
_LONGEST = 8000

Long = Annotated[str, Field(max_length=_LONGEST)]


class Section(BaseModel):
    """Unknown keys are errors, so a typo cannot hide."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pair(Section):
    """An example that the file itself gives."""

    words: Long
    rich: Long


class Context(Section):
    """What is said of the model that paints, by the words that it takes."""

    free: Long = ""
    scenes: Long = ""

    def of(self, manner: Manner) -> str:
        """For one manner."""
        return self.free if manner is Manner.FREE else self.scenes


class Task(Section):
    """One file.

    Attributes:
        task: what is to be done.
        context: what paints.
        form: how words and rich words are written, for each manner; both marks stand in it.
        examples: pairs that are always shown.
        templates: how many examples of the templates are shown as well.
        until: where an answer ends, besides the model's own end.
        small: whether the model knows small letters alone.
        keeps: every answer begins with the words as they are; else half of them may rephrase.
        tries: answers that are drawn; the best of them are shown.
        tokens: the longest answer.
        temperature: how freely words are chosen.
        likeliest: only the likeliest words, up to this share of probability, are drawn from.
    """

    task: Long = ""
    context: Context = Context()
    form: Context
    examples: Annotated[tuple[Pair, ...], Field(max_length=40)] = ()
    templates: Annotated[int, Field(ge=0, le=20)] = 0
    until: Annotated[str, Field(min_length=1, max_length=20)] = "\n"
    small: bool = False
    keeps: bool = False
    tries: Annotated[int, Field(ge=1, le=32)] = 8
    tokens: Annotated[int, Field(ge=4, le=512)] = 60
    temperature: Annotated[float, Field(gt=0, le=5)] = 0.9
    likeliest: Annotated[float, Field(gt=0, le=1)] = 0.95

    @model_validator(mode="after")
    def _has_marks(self) -> Self:
        for manner in Manner:
            form = self.form.of(manner)
            if form.count(WORDS) != 1 or form.count(RICH) != 1 or not form.endswith(RICH):
                raise ValueError(f"form.{manner} needs {WORDS} once, and {RICH} at its end")
        return self

    def asked(self, draft: Draft) -> str:
        """The text that the model shall continue with the rich words."""
        form = self.form.of(draft.manner)
        pairs = [Example(it.words, it.rich) for it in self.examples]
        pairs += draft.examples[: self.templates]
        shown = [_filled(form, it.words, it.rich) for it in pairs]
        told = [it for it in (self.task, self.context.of(draft.manner)) if it]
        begun = form.removesuffix(RICH).rstrip(" ").replace(WORDS, self.spelled(draft.words))
        return "\n".join([*told, *shown, begun])

    def spelled(self, words: str) -> str:
        """Words as the model knows letters."""
        return words.lower() if self.small else words


def read_task(name: str, own: Path | None) -> Task:
    """The task of that name: the operator's, or the one that is shipped.

    Args:
        name: "own" or "general".
        own: the operator's folder, which need not exist.

    Raises:
        ModelNotFound: the operator's file is wrong; the message names the first mistake.
    """
    theirs = own / f"{name}.toml" if own is not None else None
    file = theirs if theirs is not None and theirs.is_file() else SHIPPED / f"{name}.toml"
    try:
        return Task.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelNotFound(f"The writer's file {file.name} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        said = first["msg"].removeprefix("Value error, ")
        raise ModelNotFound(
            f"The writer's file {file.name} is wrong at {where}: {said}."
        ) from error


def copy_tasks(folder: Path) -> Sequence[Path]:
    """Put the shipped files where the operator may edit them; those that are there stay.

    Returns:
        All files of the folder that are read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for shipped in sorted(SHIPPED.glob("*.toml")):
        file = folder / shipped.name
        if not file.exists():
            file.write_bytes(shipped.read_bytes())
        files.append(file)
    return files


def _filled(form: str, words: str, rich: str) -> str:
    before, _, after = form.partition(WORDS)
    return before + words + after.replace(RICH, rich)
