"""Text and image encoders that agree on what a picture shows: a CLIPModel, learned by contrast.

Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision"
(2021; arXiv:2103.00020).
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Image, Resampling
from torch import Tensor
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPTokenizer, CLIPVisionConfig

from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.pictures import Album
from inference.training.schedules import EncoderConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import Network

_STEEPEST = math.log(100)


class EncoderStage:
    """Learns which caption belongs to which picture of a batch."""

    name = "encoder"

    def __init__(
        self, config: Config, *, album: Album, tokenizer: CLIPTokenizer, place: str
    ) -> None:
        self.schedule: EncoderConfig = config.encoder
        self._album, self._tokenizer = album, tokenizer
        torch.manual_seed(config.seed)
        self._learner = Learner(_clip(config.encoder, tokenizer).to(place), config.encoder)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"encoder": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        batch = self._album.draw(dice, self.schedule.batch)
        scores = self._scores(self._learner.network, batch.pixels, batch.captions)
        right = torch.arange(len(scores), device=scores.device)
        both = functional.cross_entropy(scores, right), functional.cross_entropy(scores.T, right)
        return {"encoder": (both[0] + both[1]) / 2}

    def sheet(self, dice: Dice) -> Image:
        """Each picture over the one that its caption was taken for."""
        batch = self._album.draw(dice, 6)
        scores = self._scores(self._learner.average, batch.pixels, batch.captions)
        images = [as_image(picture) for picture in batch.pixels]
        return sheet_of([images, [images[int(best)] for best in scores.argmax(0)]])

    def save(self, folder: Path) -> None:
        clip: Any = self._learner.average
        clip.save_pretrained(folder / "clip")
        clip.text_model.save_pretrained(folder / "text_encoder")
        self._tokenizer.save_pretrained(folder / "tokenizer")

    def _scores(self, clip: Network, pixels: Tensor, captions: Sequence[str]) -> Tensor:
        """(B pictures, B captions), how well they match."""
        side = self.schedule.side
        squares = functional.interpolate(pixels, (side, side), mode="area")
        ids = token_ids(self._tokenizer, captions).to(pixels.device)
        clip.logit_scale.data.clamp_(max=_STEEPEST)
        told = clip(input_ids=ids, pixel_values=squares)
        scores: Tensor = told.logits_per_image
        return scores.float()


def eye_of(config: EncoderConfig) -> dict[str, object]:
    """How pictures are made ready for it, as transformers writes that down."""
    sides = {"height": config.side, "width": config.side}
    return {
        "crop_size": sides,
        "do_center_crop": False,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5] * 3,
        "image_processor_type": "CLIPImageProcessor",
        "image_std": [0.5] * 3,
        "resample": Resampling.BOX,
        "size": sides,
    }


def token_ids(tokenizer: CLIPTokenizer, captions: Sequence[str]) -> Tensor:
    """(B, tokens) int64, padded as the stock pipelines pad."""
    told = tokenizer(
        list(captions),
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    ids: Tensor = told.input_ids
    return ids


def _clip(config: EncoderConfig, tokenizer: CLIPTokenizer) -> Network:
    shared: dict[str, Any] = {
        "hidden_size": config.width,
        "intermediate_size": 4 * config.width,
        "num_hidden_layers": config.layers,
        "num_attention_heads": config.heads,
        "projection_dim": config.width,
    }
    text = CLIPTextConfig(
        **shared,
        vocab_size=len(tokenizer),
        max_position_embeddings=tokenizer.model_max_length,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    vision = CLIPVisionConfig(**shared, image_size=config.side, patch_size=config.patch)
    joint = CLIPConfig(
        text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=config.width
    )
    return CLIPModel(joint)
