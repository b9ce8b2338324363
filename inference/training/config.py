"""What a training run shall be: one TOML file, checked before anything begins.

Every stage has its own section (see schedules); what a file leaves out is taken from default.toml
beside this module. Knows nothing of networks.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from inference.errors import InferenceError
from inference.training.schedules import (
    ArbitraryConfig,
    AutoencoderConfig,
    CoreConfig,
    DataConfig,
    DenoiserConfig,
    DistillationConfig,
    EncoderConfig,
    GanConfig,
    JudgeConfig,
    ReaderConfig,
    Section,
    StylesConfig,
    TranslatorConfig,
    UpscalerConfig,
    WriterConfig,
)

DEFAULT = Path(__file__).with_name("default.toml")


class ConfigRefused(InferenceError):
    """The file cannot be read or says something that training does not know."""


class Config(Section):
    """All of a training run.

    Attributes:
        seed: the same seed and file give the same pictures and, on one machine, weights.
        device: "auto", "cpu" or "cuda", as the diffusion engine names them.
        threads: that torch computes with, in all lanes together; 0 leaves the choice to torch.
    """

    seed: Annotated[int, Field(ge=0)]
    device: str
    threads: Annotated[int, Field(ge=0, le=256)]
    data: DataConfig
    judge: JudgeConfig
    encoder: EncoderConfig
    reader: ReaderConfig
    autoencoder: AutoencoderConfig
    core: CoreConfig
    denoiser: DenoiserConfig
    distillation: DistillationConfig
    upscaler: UpscalerConfig
    styles: StylesConfig
    translator: TranslatorConfig
    gan: GanConfig
    arbitrary: ArbitraryConfig
    writer: WriterConfig

    @model_validator(mode="after")
    def _crops_fit(self) -> Self:
        least = min(min(size) for size in self.data.sizes)
        crops = self.autoencoder.crop, self.upscaler.crop, self.translator.crop
        if max(*crops, self.arbitrary.crop, self.arbitrary.style_crop) > least:
            raise ValueError(f"a crop is larger than the least side of the pictures, {least}")
        factor = 2 ** (len(self.autoencoder.channels) - 1)
        if self.autoencoder.crop % factor or any(w % factor or h % factor for w, h in self.sizes):
            raise ValueError(f"sizes and crops must divide by the autoencoder's factor, {factor}")
        halves = [side // 2 for size in self.sizes for side in size]
        if any(side % factor for side in halves):
            raise ValueError("half the sizes must divide by the autoencoder's factor as well")
        if self.arbitrary.crop % factor or self.arbitrary.style_crop % factor:
            raise ValueError(f"the crops of styles must divide by the autoencoder's, {factor}")
        if self.upscaler.crop % self.upscaler.scale:
            raise ValueError("the upscaler's crop must divide by its scale")
        return self

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(width, height) of the pictures, in pixels."""
        return self.data.sizes


def read_config(file: Path | None = None) -> Config:
    """The configuration in `file`, over the default one.

    Raises:
        ConfigRefused: naming what is wrong with it.
    """
    table = _table(DEFAULT)
    if file is not None:
        table = _over(table, _table(file))
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ConfigRefused(f"{file or DEFAULT}: {place}: {first['msg']}.") from error


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigRefused(f"{file} cannot be read: {error}.") from error


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        if isinstance(lower, dict) and isinstance(value, dict):
            merged[key] = _over(lower, value)
        else:
            merged[key] = value
    return merged
