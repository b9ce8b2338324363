"""Which parts a diffusers folder needs, and whether they are there. Reads names and JSON only.

Answers with pairs of a path and the end of a sentence that begins with it.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

Problem = tuple[Path, str]

_WEIGHTLESS = ("Tokenizer", "TokenizerFast", "Scheduler", "Processor", "FeatureExtractor")
_PART = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.safetensors\Z")


def parts_of(index: Mapping[str, object]) -> dict[str, str]:
    """Each part that a model's index asks for, with the name of its class."""
    return {
        name: str(value[1])
        for name, value in index.items()
        if _PART.match(name) and isinstance(value, list) and len(value) == 2 and value[1]
    }


def missing_parts(
    folder: Path, index: Mapping[str, object], *, weights_elsewhere: bool = False
) -> Iterator[Problem]:
    """What is not there of what the index asks for.

    Args:
        folder: of the model.
        index: its model_index.json.
        weights_elsewhere: the weights are in a file of their own, and the folder may have none.
    """
    for name, kind in parts_of(index).items():
        part = folder / name
        if not part.is_dir():
            yield part, "is missing; pull the model again"
        elif kind.endswith(_WEIGHTLESS):
            if not any(file.suffix in {".json", ".txt", ".model"} for file in part.iterdir()):
                yield part, "is empty; pull the model again"
        elif not (part / "config.json").is_file():
            yield part / "config.json", "is missing; pull the model again"
        elif not (weights_elsewhere or any(part.glob("*.safetensors"))):
            yield part, "has no weights in .safetensors files; pull the model again"


def missing_shards(folder: Path) -> Iterator[Problem]:
    """Which of a part's numbered files are not there, judged by those that are."""
    seen: dict[tuple[str, str], set[int]] = {}
    for file in sorted(folder.iterdir()):
        if match := _SHARD.match(file.name):
            numbers = seen.setdefault((match["stem"], match["count"]), set())
            numbers.add(int(match["number"]))
    for (stem, count), numbers in seen.items():
        for number in sorted(set(range(1, int(count) + 1)) - numbers):
            name = f"{stem}-{number:05}-of-{count}.safetensors"
            yield folder / name, "is missing; pull the model again"
            return
