"""Small detectors that see what they are told to."""

from pathlib import Path

import torch
from torch import nn
from transformers import YolosConfig, YolosForObjectDetection
from transformers.models.yolos.image_processing_pil_yolos import YolosImageProcessorPil


def detector(folder: Path, *, names: tuple[str, ...] = ("face",), sure: float = 9.0) -> Path:
    """A YOLOS that sees its first thing in the middle half of every picture."""
    labels = dict(enumerate(names))
    config = YolosConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        image_size=[32, 32],
        patch_size=16,
        num_detection_tokens=1,
        id2label=labels,
        label2id={name: number for number, name in labels.items()},
    )
    model = YolosForObjectDetection(config)
    with torch.no_grad():
        for head, bias in (
            (model.class_labels_classifier, [sure] + [-9.0] * len(names)),
            (model.bbox_predictor, [0.0] * 4),  # a sigmoid's middle
        ):
            last = head.layers[-1]
            assert isinstance(last, nn.Linear)
            nn.init.zeros_(last.weight)
            last.bias.copy_(torch.tensor(bias))
    model.save_pretrained(folder)
    YolosImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 48}).save_pretrained(folder)
    return folder
