"""Words and pictures in one space: how much a picture shows what words say.

Any CLIPModel does; the one that comes with Mozart knows the painter's world alone. Computes on the
CPU, beside whatever paints. Importing this module brings torch, so whoever may do without it
imports it when it is asked for. Knows nothing of jobs.

Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision"
(2021; arXiv:2103.00020).
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from transformers import CLIPModel, CLIPTokenizer
from transformers.utils import logging as transformers_logging

from inference.catalogue import SHIPPED_ENCODER
from inference.errors import ModelNotFound
from inference.shelf.folder import problems_of
from inference.shelf.soundness import weight_problems

EYE = "preprocessor_config.json"

_AT_ONCE = 16
_LARGEST = 1024  # of an eye's sides, in pixels; CLIP's largest has 448

Rows = NDArray[np.float32]
"""(N, D): one unit vector for each picture or text; their dot products are cosines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eye:
    """How a picture is made ready for the encoder.

    Attributes:
        size: (width, height) that the encoder sees.
        crops: keep the shape and cut the middle out; else squeeze the whole picture in.
        resample: Pillow's number of the filter.
        mean, std: of each channel in [0, 1]; taken away and divided by.
    """

    size: tuple[int, int]
    crops: bool = True
    resample: int = Image.Resampling.BICUBIC
    mean: tuple[float, ...] = (0.48145466, 0.4578275, 0.40821073)
    std: tuple[float, ...] = (0.26862954, 0.26130258, 0.27577711)

    @classmethod
    def read(cls, folder: Path, side: int) -> Self:
        """What the folder's preprocessor_config.json says; CLIP's own ways where it is silent.

        Args:
            folder: of the encoder.
            side: in pixels, of the square that its configuration names.

        Raises:
            ValueError, TypeError, KeyError: the file says something else than such files say.
        """
        file = folder / EYE
        told: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
        usual = cls(size=(side, side))
        size, crop = told.get("size", side), told.get("crop_size", side)
        crops = bool(told.get("do_center_crop", True))
        return cls(
            size=_sides(crop if crops else size),
            crops=crops,
            resample=Image.Resampling(told.get("resample", usual.resample)),
            mean=tuple(map(float, told.get("image_mean", usual.mean))),
            std=tuple(map(float, told.get("image_std", usual.std))),
        )

    def see(self, picture: Image.Image) -> Rows:
        """(3, H, W) float32, as the encoder was trained on."""
        image = picture.convert("RGB")
        box = _middle(image.size, self.size) if self.crops else None
        small = image.resize(self.size, Image.Resampling(self.resample), box)
        pixels = np.asarray(small, np.float32) / np.float32(255)
        mean, std = np.array(self.mean, np.float32), np.array(self.std, np.float32)
        seen: Rows = (pixels - mean) / std
        return seen.transpose(2, 0, 1)


class Likeness:
    """An encoder of words and pictures; loads at the first question, once, in any thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Remember where it lies; nothing is read yet.

        Args:
            folder: of a CLIPModel in safetensors with its tokenizer, as transformers writes them;
                None takes the one that comes with Mozart.
        """
        self._folder = SHIPPED_ENCODER if folder is None else folder
        self._loading = threading.Lock()
        self._loaded: _Encoder | None = None

    def of_pictures(self, pictures: Sequence[Image.Image]) -> Rows:
        """Where pictures of any size lie, (N, D).

        Raises:
            ModelNotFound: the encoder cannot be loaded; the message names the file.
        """
        return self._encoder().of_pictures(pictures)

    def of_words(self, texts: Sequence[str]) -> Rows:
        """Where texts lie, (N, D); what is longer than the encoder reads at once is read in parts.

        Raises:
            ModelNotFound: the encoder cannot be loaded; the message names the file.
        """
        return self._encoder().of_words(texts)

    def scores(self, words: str, pictures: Sequence[Image.Image]) -> list[float]:
        """How well each picture shows the words: cosines in [-1, 1], higher is better.

        They tell which of several pictures is nearest to one text. Across texts they tell little.

        Raises:
            ModelNotFound: the encoder cannot be loaded; the message names the file.
        """
        told = self.of_pictures(pictures) @ self.of_words([words])[0]
        return [float(score) for score in told]

    def _encoder(self) -> "_Encoder":
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Encoder:
    model: Any  # transformers types its classes, but not what they return
    tokenizer: CLIPTokenizer
    eye: Eye

    def of_pictures(self, pictures: Sequence[Image.Image]) -> Rows:
        found: list[Rows] = []
        with torch.inference_mode():
            for begin in range(0, len(pictures), _AT_ONCE):
                seen = np.stack([self.eye.see(it) for it in pictures[begin : begin + _AT_ONCE]])
                told = self.model.get_image_features(pixel_values=torch.from_numpy(seen))
                found.append(told.pooler_output.numpy())
        return _units(np.concatenate(found))

    def of_words(self, texts: Sequence[str]) -> Rows:
        return np.stack([self._of_text(text) for text in texts])

    def _of_text(self, text: str) -> Rows:
        """(D,): the mean of its parts, each of which counts by its length."""
        tokenizer, room = self.tokenizer, self.tokenizer.model_max_length - 2
        ids: list[int] = tokenizer(text, add_special_tokens=False, verbose=False).input_ids
        parts = [ids[begin : begin + room] for begin in range(0, len(ids), room)] or [[]]
        begin, end = tokenizer.bos_token_id, tokenizer.eos_token_id
        total: Rows = np.zeros(1, np.float32)
        with torch.inference_mode():
            for part in parts:
                told = self.model.get_text_features(torch.tensor([[begin, *part, end]]))
                total = total + _units(told.pooler_output.numpy()[0]) * max(1, len(part))
        return _units(total)


def _load(folder: Path) -> _Encoder:
    _check(folder)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    words = folder if _has_tokenizer(folder) else folder.parent / "mozart" / "tokenizer"
    if not _has_tokenizer(words):
        raise ModelNotFound(f"The encoder “{folder.name}” has no tokenizer; give its whole folder.")
    try:
        model: Any = CLIPModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
        tokenizer = CLIPTokenizer.from_pretrained(words, local_files_only=True)
        eye = Eye.read(folder, model.config.vision_config.image_size)
    except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise ModelNotFound(
            f"The encoder “{folder.name}” cannot be read as a CLIPModel: {str(error)[:200]}"
        ) from error
    return _Encoder(model=model.eval(), tokenizer=tokenizer, eye=eye)


def _check(folder: Path) -> None:
    """Look it over as the shelf looks models over; our own needs no such proof."""
    if folder == SHIPPED_ENCODER:
        return
    if not (folder / "config.json").is_file():
        raise ModelNotFound(f"There is no encoder in {folder}; give the folder of a CLIPModel.")
    for problem in problems_of(folder, index=False):
        raise ModelNotFound(problem)
    for problem in weight_problems(folder, folder.name):
        raise ModelNotFound(problem)


def _has_tokenizer(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("tokenizer.json", "vocab.json"))


def _sides(told: object) -> tuple[int, int]:
    """(width, height) of what such files call a size."""
    match told:
        case int() as side:
            sides = side, side
        case {"shortest_edge": int() as side}:
            sides = side, side
        case {"height": int() as height, "width": int() as width}:
            sides = width, height
        case _:
            raise ValueError(f"{EYE} names no size.")
    if not all(1 <= side <= _LARGEST for side in sides):
        raise ValueError(f"{EYE} names a size of no picture.")
    return sides


def _middle(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest box of the wanted shape in the middle of a picture."""
    scale = min(size[0] / wanted[0], size[1] / wanted[1])
    left, top = ((have - scale * want) / 2 for have, want in zip(size, wanted, strict=True))
    return left, top, size[0] - left, size[1] - top


def _units(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    units: Rows = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return units
