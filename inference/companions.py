"""What lies beside the models and goes with them: LoRAs and embeddings, by the names members type.

    models/loras/NAME.safetensors         as people put it there
    models/lora/NAME/*.safetensors        as `mozart models pull` puts it there
    models/embeddings/, models/embedding/ the same

Reads names and the headers of weights, never weights, and imports no torch.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from inference.errors import AdapterNotFound
from inference.offers import Kind
from inference.weights import Tensor, read_tensors

log = logging.getLogger(__name__)

TITLES: Mapping[Kind, str] = {Kind.LORA: "LoRA", Kind.EMBEDDING: "embedding"}
MOST_NAMED = 3

_NAME = re.compile(r"[\w ./+()@-]{1,100}")  # what the prompt language reads
_CROSS = re.compile(r"attn2[._](?:processor\.)?to_k[._]lora[._](?:down|A)\.weight$")
_JOINT = re.compile(r"\.attn\.add_k_proj\..*lora_A\.weight$")
_SINGLE = re.compile(r"single_(?:transformer_)?blocks")
WORD_WIDTHS: Mapping[int, str] = {768: "sd15", 1024: "sd21", 2048: "sdxl"}
"""Of what a family's denoiser reads of the words; no two share one."""
_JOINT_WIDTHS: Mapping[int, str] = {1536: "sd3", 2432: "sd3", 3072: "flux"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """One file.

    Attributes:
        name: what members type.
        kind: LORA or EMBEDDING.
        file: its weights.
        family: of the models it goes with, as its header tells; None where that tells nothing.
    """

    name: str
    kind: Kind
    file: Path
    family: str | None = None


def read_companions(models: Path) -> list[Companion]:
    """Every LoRA and embedding in a models directory, which need not exist; ordered by name."""
    found: dict[tuple[Kind, str], Companion] = {}
    for kind in TITLES:
        for name, file in _files(models, kind):
            if not _NAME.fullmatch(name):
                log.warning("Rename %s: nobody can type that name in a prompt.", file)
                continue
            found.setdefault(
                (kind, name),
                Companion(name=name, kind=kind, file=file, family=family_of(file)),
            )
    return sorted(found.values(), key=lambda it: (it.kind, it.name))


def find_companion(companions: Sequence[Companion], kind: Kind, name: str) -> Companion:
    """The one of that kind and name.

    Raises:
        AdapterNotFound: naming those most alike.
    """
    known = {it.name: it for it in companions if it.kind is kind}
    if name in known:
        return known[name]
    title = TITLES[kind]
    sentence = f"There is no {title} called “{name[:40]}” here."
    if not known:
        raise AdapterNotFound(f"{sentence} There are none at all; leave it out.")
    lowered = {it.lower(): it for it in known}
    alike = get_close_matches(name.lower()[:100], list(lowered), n=MOST_NAMED, cutoff=0.5)
    if alike:
        raise AdapterNotFound(f"{sentence} Did you mean {_or([lowered[it] for it in alike])}?")
    some = ", ".join(f"“{it}”" for it in sorted(known)[:10])
    raise AdapterNotFound(f"{sentence} Choose one of: {some}.")


def family_of(file: Path) -> str | None:
    """Which family a file goes with, by its header alone; None where that does not tell."""
    try:
        return _family(read_tensors(file))
    except (ValueError, OSError):
        return None


def _files(models: Path, kind: Kind) -> Iterator[tuple[str, Path]]:
    for file in sorted((models / f"{kind}s").glob("*.safetensors")):
        yield file.stem, file
    for folder in sorted((models / kind).glob("*/")):
        weights = sorted(folder.glob("*.safetensors"))
        if len(weights) == 1:
            yield folder.name, weights[0]
        elif weights:
            log.warning("%s holds several files; leave the one that is to be used.", folder)


def _family(tensors: Sequence[Tensor]) -> str | None:
    shapes = {tensor.name: tensor.shape for tensor in tensors}
    if {"clip_l", "clip_g"} <= shapes.keys():
        return "sdxl"
    if len(shapes) == 1 and "lora" not in tensors[0].name:
        return WORD_WIDTHS.get(tensors[0].shape[-1]) if len(tensors[0].shape) in (1, 2) else None
    if any(_SINGLE.search(name) for name in shapes):
        return "flux"
    if any("joint_blocks" in name for name in shapes):
        return "sd3"
    for pattern, widths in ((_CROSS, WORD_WIDTHS), (_JOINT, _JOINT_WIDTHS)):
        for name, shape in shapes.items():
            if pattern.search(name) and len(shape) > 1:
                return widths.get(shape[1])
    return None


def _or(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
