"""Where faces are in a picture: any detector that transformers reads, from the operator's folder.

Source: the detectors that the community trained on faces are mostly YOLOS (Fang et al., 2021;
arXiv:2106.00666), DETR and RT-DETR; their folders say how pictures are made ready for them.
"""

import logging
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoModelForObjectDetection
from transformers.utils import logging as transformers_logging

from inference.errors import ModelNotFound, OutOfMemory
from inference.memory import memory_errors
from inference.shelf.folder import problems_of
from inference.shelf.soundness import weight_problems
from inference.upscaling.faces import MOST, Box

log = logging.getLogger(__name__)

_SURE = 0.5
_WORD = "face"
_TRIAL = (64, 48)
_Eyes: Any = AutoImageProcessor  # transformers types it, but not how it reads a folder


class FaceFinder:
    """A detector, loaded. Computes on the CPU."""

    def __init__(self, folder: Path) -> None:
        """Read it.

        Args:
            folder: a detector of objects in safetensors, as transformers writes it; it knows one
                thing alone, or one whose name has "face" in it.

        Raises:
            OutOfMemory: it does not fit.
            ModelNotFound: it cannot be read, fails at a trial, or knows no faces.
        """
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            with memory_errors():
                _look_over(folder)
                self._read(folder)
                self.find(Image.new("RGB", _TRIAL))
        except (ModelNotFound, OutOfMemory):
            raise
        except Exception as error:  # transformers raises nearly anything for what it does not like
            log.exception("The detector %s cannot be used", folder.name)
            cause = " ".join(str(error).split())[:200].rstrip(".")
            raise ModelNotFound(
                f"The detector “{folder.name}” cannot be used ({type(error).__name__}: {cause})."
            ) from error

    def _read(self, folder: Path) -> None:
        self._model: Any = AutoModelForObjectDetection.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        ).eval()
        self._eye: Any = _Eyes.from_pretrained(folder, local_files_only=True)
        names = {int(it): str(name).lower() for it, name in self._model.config.id2label.items()}
        self._faces = [it for it, name in names.items() if _WORD in name or len(names) == 1]
        if not self._faces:
            raise ModelNotFound(f"The detector “{folder.name}” knows nothing called a face.")

    def find(self, picture: Image.Image) -> list[Box]:
        """The faces in a picture, the surest first, at most MOST; their boxes lie within it."""
        seen = self._eye(images=picture.convert("RGB"), return_tensors="pt")
        size = torch.tensor([[picture.height, picture.width]])
        with torch.inference_mode():
            told = self._model(**seen)
            [found] = self._eye.post_process_object_detection(
                told, threshold=_SURE, target_sizes=size
            )
        order = found["scores"].argsort(descending=True, stable=True).tolist()
        boxes = [
            _within(found["boxes"][it].round().int().tolist(), picture.size)
            for it in order
            if int(found["labels"][it]) in self._faces
        ]
        return [it for it in boxes if it[0] < it[2] and it[1] < it[3]][:MOST]


def _look_over(folder: Path) -> None:
    for problem in (*problems_of(folder, index=False), *weight_problems(folder, folder.name)):
        raise ModelNotFound(problem)


def _within(box: list[int], size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    width, height = size
    return max(0, left), max(0, top), min(width, right), min(height, bottom)
