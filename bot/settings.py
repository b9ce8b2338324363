"""What the operator decides, as a frozen value; `bot.environment` reads it.

Only the commands of `mozart` take it whole; everything else receives what it needs. Every field
stands in `.env.example`, and a test keeps the two in step.
"""

import re
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


class Settings(BaseModel):
    """Each field is the variable `MOZART_<FIELD>`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    discord_token: SecretStr | None = None
    """The bot's token; without one, `mozart run` opens the loopback chat."""

    data: Path = Path("data")
    """Where jobs, pictures and the loopback chat are kept."""

    models: Path = Path("models")
    """What lies in here becomes models that members can choose: `mozart models list`."""

    default_model: str | None = None
    """What `/imagine` uses when nobody names a model; unset means Mozart's own, or the painter
    where it has none."""

    upscaler: Path | None = None
    """A .safetensors network that enlarges before diffusion models refine; unset means Mozart's
    own."""

    face_detector: Path | None = None
    """The folder of a detector, such as a YOLOS that learned faces, by which `/upscale` finds what
    a network for faces enlarges; unset means that members show where faces are."""

    style_features: Path | None = None
    """A .safetensors file of VGG-16 or VGG-19, by which `/style` optimises pictures; unset means
    that it does not."""

    translator: Path | None = None
    """A .safetensors file as `mozart train` makes it, by which `/translate` works; unset means
    Mozart's own, where this copy has one."""

    encoder: Path | None = None
    """The folder of a CLIPModel that tells which pictures show the words best; unset means Mozart's
    own."""

    writer: str | None = None
    """A language model that makes prompts richer: a folder that transformers reads, or the name of
    one in the models directory; unset means Mozart's own."""

    writer_device: str = "cpu"
    """cpu, cuda, cuda:1 or mps: where that language model runs; Mozart's own runs on the CPU."""

    hf_token: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("MOZART_HF_TOKEN", "HF_TOKEN")
    )
    """A token of the hub that may read; `mozart models pull` needs it for gated models."""

    device: str = "auto"
    """auto, cpu, cuda, cuda:1 or mps: where diffusion models run. Several, such as cuda:0,cuda:1,
    paint side by side."""

    threads: int = Field(default=0, ge=0, le=256)
    """CPU threads for diffusion; 0 means one less than the machine has, at least one."""

    at_once: int = Field(default=8, ge=1, le=64)
    """How many jobs may share a device, where its model lets them: their steps are computed
    together. 1 makes each wait for the one before."""

    fixed_rows: int | None = Field(default=None, ge=1, le=64)
    """Pictures that a denoiser computes at a time, always exactly so many, with rows that nobody
    asked for where there are fewer: pixels are then the same to the last bit in any company, and
    slower when few paint. Unset computes what is there."""

    direct_pictures_per_day: int = Field(default=100, ge=0, le=1_000_000)
    """How many pictures a day a person may ask for outside servers, in direct messages."""

    discord_api: str = "https://discord.com/api/v10"
    """Where Discord's REST API is; a rate-limit proxy may stand here."""

    discord_gateway: str = "wss://gateway.discord.gg/"
    """Where Discord's gateway is."""

    discord_cdn: str = "https://cdn.discordapp.com"
    """Where Discord's files are."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much goes to the log on standard error."""

    @property
    def devices(self) -> tuple[str, ...]:
        """Each device by itself; there is always one."""
        named = (name.strip() for name in self.device.split(","))
        return tuple(dict.fromkeys(name for name in named if name)) or ("auto",)

    @field_validator("upscaler", "style_features", "translator")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        if value is not None and not (value.is_file() and value.suffix.lower() == ".safetensors"):
            wrong = "There is no .safetensors file “{file}”"
            raise PydanticCustomError("upscaler", wrong, {"file": str(value)})
        return value

    @field_validator("encoder")
    @classmethod
    def _encodes(cls, value: Path | None) -> Path | None:
        if value is not None and not (value / "config.json").is_file():
            wrong = "There is no encoder in “{folder}”; give the folder of a CLIPModel"
            raise PydanticCustomError("encoder", wrong, {"folder": str(value)})
        return value

    @field_validator("face_detector")
    @classmethod
    def _detects(cls, value: Path | None) -> Path | None:
        if value is not None and not (value / "config.json").is_file():
            wrong = "There is no detector in “{folder}”; give the folder of one"
            raise PydanticCustomError("detector", wrong, {"folder": str(value)})
        return value

    @field_validator("writer_device")
    @classmethod
    def _one_device(cls, value: str) -> str:
        if value == "auto" or not DEVICE.fullmatch(value):
            wrong = "There is no device “{name}”; choose cpu, cuda, cuda:1 or mps"
            raise PydanticCustomError("writer_device", wrong, {"name": value})
        return value

    @field_validator("device")
    @classmethod
    def _spelled(cls, value: str) -> str:
        """Refuse a slip of the pen now, not at a member's first picture."""
        for name in (name.strip() for name in value.split(",")):
            if name and not DEVICE.fullmatch(name):
                wrong = "There is no device “{name}”; choose auto, cpu, cuda, cuda:1 or mps"
                raise PydanticCustomError("device", wrong, {"name": name})
        return value
