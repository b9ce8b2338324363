"""Stock diffusers in a process of its own, where none of our code is."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Runs the three stock pipelines on every folder named; prints what was painted, as JSON.
_STOCK = """
import json, sys
from diffusers import AutoPipelineForImage2Image, AutoPipelineForInpainting
from diffusers import AutoPipelineForText2Image
from diffusers.utils import logging
from PIL import Image
import torch

torch.set_num_threads(1)
logging.set_verbosity_error()
told = []
for folder in sys.argv[1:]:
    words = AutoPipelineForText2Image.from_pretrained(folder)
    picture, mask = Image.new("RGB", (32, 32), "teal"), Image.new("L", (32, 32), 255)
    asked = dict(prompt="a red cat", num_inference_steps=4, guidance_scale=3.0)
    for pipeline, given in (
        (words, dict(width=32, height=48)),
        (AutoPipelineForImage2Image.from_pipe(words), dict(image=picture, strength=0.5)),
        (
            AutoPipelineForInpainting.from_pipe(words),
            dict(image=picture, mask_image=mask, width=32, height=32),
        ),
    ):
        pipeline.set_progress_bar_config(disable=True)
        painted = pipeline(**asked, **given).images[0]
        told.append([type(pipeline).__name__, type(pipeline.scheduler).__name__, painted.size])
ours = sorted(name for name in sys.modules if name.split(".")[0] in ("bot", "inference"))
print(json.dumps({"told": told, "ours": ours}))
"""

STOCK_PICTURES = (
    ("StableDiffusionPipeline", [32, 48]),
    ("StableDiffusionImg2ImgPipeline", [32, 32]),
    ("StableDiffusionInpaintPipeline", [32, 32]),
)
"""The pipelines, and the sizes that each paints."""


def painted_by_stock(folders: Sequence[Path], place: Path) -> dict[str, Any]:
    """What all of STOCK_PICTURES come to on each folder, painted by a process in `place`.

    Returns:
        "told": pipeline, scheduler and size of each picture; "ours": modules of Mozart that were
        imported.
    """
    child = subprocess.run(
        [sys.executable, "-c", _STOCK, *map(str, folders)],
        cwd=place,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told: dict[str, Any] = json.loads(child.stdout)
    return told
