"""What lies beside the models and goes with them, by the names members type.

    models/loras/NAME.safetensors         as people put it there
    models/lora/NAME/*.safetensors        as `mozart models pull` puts it there
    models/embeddings/, models/embedding/ the same
    models/controlnets/, .../controlnet/  the same; NAME may be a folder in diffusers' layout
    models/ip-adapters/, .../ip-adapter/  the same; each needs an image encoder, in a folder
                                          image_encoder inside its own or beside the files

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

TITLES: Mapping[Kind, str] = {
    Kind.LORA: "LoRA",
    Kind.EMBEDDING: "embedding",
    Kind.CONTROLNET: "ControlNet",
    Kind.IP_ADAPTER: "IP-Adapter",
}
ENCODER = "image_encoder"
MOST_NAMED = 3

_NAME = re.compile(r"[\w ./+()@-]{1,100}")  # what the prompt language reads
_CROSS = re.compile(r"attn2[._](?:processor\.)?to_k[._]lora[._](?:down|A)\.weight$")
_JOINT = re.compile(r"\.attn\.add_k_proj\..*lora_A\.weight$")
_SINGLE = re.compile(r"single_(?:transformer_)?blocks")
_READS_WORDS = re.compile(r"attn2\.to_k\.weight$|\.to_k_ip\.weight$")
WORD_WIDTHS: Mapping[int, str] = {768: "sd15", 1024: "sd21", 2048: "sdxl"}
"""Of what a family's denoiser reads of the words; no two share one."""
_FILES_ALONE = frozenset({Kind.LORA, Kind.EMBEDDING})
"""Kinds that people do not keep in folders of their own."""

_WHOLE = "diffusion_pytorch_model"
_JOINT_WIDTHS: Mapping[int, str] = {1536: "sd3", 2432: "sd3", 3072: "flux"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """One file, or one folder.

    Attributes:
        name: what members type.
        kind: not BASE, nor UPSCALER.
        file: its weights.
        family: of the models it goes with, as its header tells; None where that tells nothing.
        folder: what it lies in alone; None for a file among others.
        encoder: the folder of what an IP-Adapter sees with; None where there is none.
    """

    name: str
    kind: Kind
    file: Path
    family: str | None = None
    folder: Path | None = None
    encoder: Path | None = None

    @property
    def title(self) -> str:
        """How sentences about it begin."""
        return f"The {TITLES[self.kind]} “{self.name}”"


def read_companions(models: Path) -> list[Companion]:
    """Whatever goes with models in their directory, which need not exist; ordered by name."""
    found: dict[tuple[Kind, str], Companion] = {}
    for kind in TITLES:
        for it in _found(models, kind):
            if not _NAME.fullmatch(it.name):
                log.warning("Rename %s: nobody can type that name in a prompt.", it.file)
                continue
            found.setdefault((kind, it.name), it)
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


def _found(models: Path, kind: Kind) -> Iterator[Companion]:
    """What lies there, some of it twice under one name, of which the first counts."""
    lone = models / f"{kind}s"
    encoder = lone / ENCODER if (lone / ENCODER).is_dir() else None
    for file in sorted(lone.glob("*.safetensors")):
        family = family_of(file)
        yield Companion(name=file.stem, kind=kind, file=file, family=family, encoder=encoder)
    places = [models / kind] if kind in _FILES_ALONE else [lone, models / kind]
    for folder in (folder for place in places for folder in sorted(place.glob("*/"))):
        if folder.name == ENCODER or folder.name.startswith("."):
            continue
        inside = [it for it in sorted(folder.glob("**/config.json")) if it.parent.name == ENCODER]
        if weights := _weights(folder, kind):
            yield Companion(
                name=folder.name,
                kind=kind,
                file=weights,
                family=family_of(weights),
                folder=folder,
                encoder=inside[0].parent if inside else encoder,
            )


def _weights(folder: Path, kind: Kind) -> Path | None:
    """The one file of weights in a folder, without those of an image encoder."""
    deep = "**/*.safetensors" if kind is Kind.IP_ADAPTER else "*.safetensors"
    files = [file for file in sorted(folder.glob(deep)) if file.parent.name != ENCODER]
    if kind is Kind.CONTROLNET and (files := [it for it in files if it.stem == _WHOLE] or files):
        return files[0]
    if len(files) > 1:
        log.warning("%s holds several files; leave the one that is to be used.", folder)
    return files[0] if len(files) == 1 else None


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
    told = ((_CROSS, WORD_WIDTHS), (_JOINT, _JOINT_WIDTHS), (_READS_WORDS, WORD_WIDTHS))
    for pattern, widths in told:
        for name, shape in shapes.items():
            if pattern.search(name) and len(shape) > 1:
                return widths.get(shape[1])
    return None


def _or(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
