"""One training run: the stages in their order, each from where the last run left it."""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from transformers import CLIPTokenizer, GPT2Tokenizer

from inference.engines.diffusion.hardware import probe
from inference.errors import InferenceError
from inference.painter.facts import ATTRIBUTES
from inference.painter.lexicon import lexicon
from inference.training.adopting import FOLDER as ADOPTED
from inference.training.adopting import adopt
from inference.training.config import Config, ConfigRefused, read_config
from inference.training.course import NEEDS, STAGES
from inference.training.export import export
from inference.training.files import write_folder, write_whole
from inference.training.growing import GROWN, grown
from inference.training.latents import Latents, encode_missing, folder_of
from inference.training.lessons import Phrasebook, lesson
from inference.training.outdoors import read_outdoors
from inference.training.painting import PURPOSES, chunks_of, paint_missing
from inference.training.pairs import Views
from inference.training.pictures import Album
from inference.training.schedules import Schedule
from inference.training.stage import CheckpointRefused, Setting, Stage, Tell, is_finished, run_stage
from inference.training.stages.arbitrary import ArbitraryStage
from inference.training.stages.autoencoder import AutoencoderStage, load_autoencoder
from inference.training.stages.denoiser import DenoiserStage, begun, new_core
from inference.training.stages.distillation import DistillationStage
from inference.training.stages.encoder import EncoderStage
from inference.training.stages.gan import GanStage
from inference.training.stages.judge import JudgeStage, load_judge
from inference.training.stages.reader import ReaderStage
from inference.training.stages.styles import StylesStage
from inference.training.stages.translator import TranslatorStage
from inference.training.stages.upscaler import UpscalerStage
from inference.training.stages.writer import WriterStage
from inference.training.stock import Network
from inference.training.studies import Studies, make_missing
from inference.training.studies import chunks_of as chunks_of_studies
from inference.training.views import paint_missing_views
from inference.training.words import learn_spaced_tokenizer, learn_tokenizer


class StageMissing(InferenceError):
    """A stage that this one builds upon is not finished."""


def train(
    out: Path,
    *,
    tell: Tell,
    config: Path | None = None,
    stage: str | None = None,
    minutes: float | None = None,
    start: Path | None = None,
    book: Phrasebook | None = None,
) -> bool:
    """Train what is not trained yet, or one stage of it.

    Args:
        out: where everything is kept; the same folder goes on with a run that was cut short.
        tell: takes lines of progress.
        config: a TOML file over the default one.
        stage: one of STAGES; None for all in turn.
        minutes: after which to stop, at a checkpoint; None to run to the end.
        start: a folder that an earlier training exported, to go on from; None for nothing.
        book: what the writer learns for models that take free words; None for nothing.

    Returns:
        Whether all that was asked for is finished.

    Raises:
        ConfigRefused: the file is wrong, or `out` holds pictures of another configuration.
        StartRefused: `start` holds nothing to go on from.
        StageMissing: a stage before the one asked for is not finished.
        CheckpointRefused: `out` holds networks of another configuration.
    """
    settings = read_config(config)
    if stage is not None and stage not in STAGES:
        raise ConfigRefused(f"There is no stage “{stage}”; choose one of: {', '.join(STAGES)}.")
    until = None if minutes is None else time.monotonic() + 60 * minutes
    if start is not None:
        adopt(start, out, settings)
    run = Run(settings, out, _setting(settings, tell, until), book)
    return all(run.go(name) for name in (STAGES if stage is None else (stage,)))


def _setting(config: Config, tell: Tell, until: float | None) -> Setting:
    device = probe(config.device)
    trainable = device.dtype is torch.bfloat16  # fp16 would need its losses scaled
    dtype = torch.bfloat16 if trainable else torch.float32
    kind = "bf16 where that is safe" if trainable else "fp32"
    tell(f"Trains on {device.name} ({device.place}) in {kind}: {device.why}.")
    return Setting(
        seed=config.seed,
        place=device.place,
        dtype=dtype,
        threads=config.threads or torch.get_num_threads(),
        until=until,
        tell=tell,
    )


class Run:
    """One configuration in one folder."""

    def __init__(
        self, config: Config, out: Path, setting: Setting, book: Phrasebook | None = None
    ) -> None:
        self._config, self._out, self._setting = config, out, setting
        self._book = Phrasebook() if book is None else book
        self._make: Mapping[str, Callable[[], Stage | None]] = {
            "judge": self._judge,
            "encoder": self._encoder,
            "reader": self._reader,
            "autoencoder": self._autoencoder,
            "core": self._core,
            "denoiser": self._denoiser,
            "distillation": self._distillation,
            "upscaler": self._upscaler,
            "styles": self._styles,
            "translator": self._translator,
            "gan": self._gan,
            "arbitrary": self._arbitrary,
            "writer": self._writer,
        }

    def go(self, name: str) -> bool:
        """Do one stage; returns whether it is finished."""
        self._claim()
        for need in NEEDS[name]:
            if not self._is_finished(need):
                raise StageMissing(f"The stage “{name}” builds upon “{need}”; finish that first.")
        if name == "export":
            self._setting.tell(f"export: the models are in {export(self._config, self._out)}.")
            return True
        if self._is_finished(name):
            self._setting.tell(f"{name}: finished before.")
            return True
        if name == "arbitrary" and self._config.autoencoder.layout != "tiny":
            self._setting.tell("arbitrary: left out, it builds upon the tiny layout.")
            return True
        if name == "data":
            return self._paint()
        stage = self.stage(name)
        return stage is not None and run_stage(stage, self._out / name, self._setting)

    def stage(self, name: str) -> Stage | None:
        """One that learns, as it is before its first step; None when there was no time for that."""
        return self._make[name]()

    def _claim(self) -> None:
        """Say whose pictures the folder holds, and refuse one that holds others."""
        data = self._config.data.model_dump(exclude={"processes"})
        claim = {"seed": self._config.seed, "data": data, "attributes": dict(ATTRIBUTES)}
        wanted = json.dumps(claim, indent=1).encode()
        file = self._data / "claim.json"
        if not file.exists():
            write_whole(file, wanted)
        if file.read_bytes() != wanted:
            raise ConfigRefused(
                f"{self._data} holds pictures of another configuration or of a painter that knew"
                " other things; choose another --out."
            )

    def _is_finished(self, name: str) -> bool:
        if name == "data":
            return (self._data / "tokenizer").exists()
        if name == "core" and self._adopted.exists():
            return True  # it is within the one that goes on
        schedule: Schedule = getattr(self._config, name)
        return is_finished(self._out / name, schedule)

    @property
    def _data(self) -> Path:
        return self._out / "data"

    @property
    def _adopted(self) -> Path:
        """The UNet to go on from, where an earlier training made one."""
        return self._out / ADOPTED / "unet"

    def _result(self, name: str) -> Path:
        return self._out / name / "result"

    # ---- data

    def _paint(self) -> bool:
        """Paint what is missing, and learn the tokenizer from what is told of it."""
        total = sum(len(chunks_of(self._config, purpose)) for purpose in PURPOSES)
        painted = len(list(self._data.glob("[a-z]*.npy")))
        began, pictures = self._setting.clock(), 0
        for chunk in paint_missing(self._config, self._data):
            painted, pictures = painted + 1, pictures + chunk.count
            speed = pictures / max(1e-9, self._setting.clock() - began)
            self._setting.tell(f"data: chunk {painted} of {total}, {speed:.1f} pictures/s")
            if self._setting.over and painted < total:
                self._setting.tell("data: the time is over.")
                return False
        write_folder(self._data / "tokenizer", self._learn_words)
        return True

    def _learn_words(self, folder: Path) -> None:
        adopted = self._out / ADOPTED / "tokenizer"
        if adopted.exists():
            shutil.copytree(adopted, folder, dirs_exist_ok=True)
            return
        data = self._config.data
        told = [*self._album().captions, *(" ".join(phrase) for phrase in lexicon())]
        learn_tokenizer(told, vocabulary=data.vocabulary, tokens=data.tokens).save_pretrained(
            folder
        )

    def _album(self, purpose: str = "learn") -> Album:
        return Album(self._config, self._data, purpose)

    # ---- what is learned

    def _judge(self) -> Stage:
        return JudgeStage(
            self._config,
            album=self._album(),
            near=self._album("near"),
            check=self._album("check"),
            place=self._place,
        )

    def _encoder(self) -> Stage:
        tokenizer = CLIPTokenizer.from_pretrained(self._data / "tokenizer")
        return EncoderStage(
            self._config, album=self._album(), tokenizer=tokenizer, place=self._place
        )

    def _reader(self) -> Stage:
        return ReaderStage(self._config, encoder=self._result("encoder"), place=self._place)

    def _autoencoder(self) -> Stage:
        eye = load_judge(self._result("judge"), self._config.judge, self._place)
        return AutoencoderStage(self._config, album=self._album(), judge=eye, place=self._place)

    def _upscaler(self) -> Stage:
        eye = load_judge(self._result("judge"), self._config.judge, self._place)
        return UpscalerStage(self._config, album=self._album(), judge=eye, place=self._place)

    def _styles(self) -> Stage | None:
        folder = self._out / "styles" / "studies"
        total, made = len(chunks_of_studies(self._config)), len(list(folder.glob("[a-z]*.npy")))
        for chunk in make_missing(self._config, folder):
            made += 1
            self._setting.tell(f"styles: {chunk.name}, {made} of {total} files of studies.")
            if self._setting.over and made < total:
                self._setting.tell("styles: the time is over.")
                return None
        studies = Studies(self._config, folder)
        return StylesStage(self._config, studies=studies, place=self._place)

    def _translator(self) -> Stage | None:
        folder = self._out / "translator" / "views"
        for chunk in paint_missing_views(self._config, folder):
            self._setting.tell(f"translator: painted {chunk.name}, {chunk.count} scenes")
            if self._setting.over:
                self._setting.tell("translator: the time is over.")
                return None
        return TranslatorStage(
            self._config,
            views=Views(self._config, folder),
            check=Views(self._config, folder, "check"),
            album=self._album(),
            judge=load_judge(self._result("judge"), self._config.judge, self._place),
            place=self._place,
        )

    def _gan(self) -> Stage:
        outdoors = read_outdoors(self._config, self._data)
        eye = load_judge(self._result("judge"), self._config.judge, self._place)
        return GanStage(self._config, outdoors=outdoors, judge=eye, place=self._place)

    def _arbitrary(self) -> Stage:
        return ArbitraryStage(
            self._config,
            album=self._album(),
            autoencoder=self._autoencoder_found(),
            place=self._place,
        )

    def _writer(self) -> Stage:
        folder = self._out / "writer" / "tokenizer"
        if not folder.exists():
            write_folder(folder, self._learn_lessons)
        tokenizer = GPT2Tokenizer.from_pretrained(folder)
        return WriterStage(self._config, book=self._book, tokenizer=tokenizer, place=self._place)

    def _learn_lessons(self, folder: Path) -> None:
        config, seed = self._config.writer, self._config.seed
        texts = [lesson(number, seed, self._book).text for number in range(config.lessons)]
        texts += [" " + " ".join(phrase) for phrase in lexicon()]
        learn_spaced_tokenizer(
            texts, vocabulary=config.vocabulary, tokens=config.tokens
        ).save_pretrained(folder)

    def _core(self) -> Stage | None:
        words = self._result("reader") / "text_encoder"
        unet = new_core(self._config, words)
        return self._denoising("core", unet, words, half=True)

    def _denoiser(self) -> Stage | None:
        core = self._result("core")
        if self._adopted.exists():
            unet = begun(self._adopted)
            if len(unet.config.block_out_channels) != len(self._config.core.channels) + 1:
                raise CheckpointRefused(
                    f"{self._adopted} has not one resolution more than the core of this"
                    " configuration; choose another --start, or other channels."
                )
        else:
            torch.manual_seed(self._config.seed)
            unet = grown(begun(core / "unet"))
        return self._denoising("denoiser", unet, core / "text_encoder", half=False)

    def _denoising(self, name: str, unet: Network, words: Path, *, half: bool) -> Stage | None:
        album = self._album("near")
        latents = self._latents(album, half=half)
        if latents is None:
            return None
        width, height = self._config.sizes[0]
        return DenoiserStage(
            name,
            getattr(self._config, name),
            album=album,
            latents=latents,
            size=(width // 2, height // 2) if half else (width, height),
            times=1 if half else GROWN,
            unet=unet,
            words=words,
            tokenizer=self._result("encoder") / "tokenizer",
            autoencoder=self._autoencoder_found(),
            seed=self._config.seed,
            place=self._place,
        )

    def _distillation(self) -> Stage | None:
        album = self._album("near")
        latents = self._latents(album)
        if latents is None:
            return None
        return DistillationStage(
            self._config,
            album=album,
            latents=latents,
            denoiser=self._result("denoiser"),
            autoencoder=self._autoencoder_found(),
            place=self._place,
        )

    def _latents(self, album: Album, *, half: bool = False) -> Latents | None:
        """Of all pictures; None when the time was over before they were encoded."""
        autoencoder = self._result("autoencoder")
        folder = folder_of(autoencoder, self._out, half=half)
        done = encode_missing(album, autoencoder, folder, self._setting, half=half)
        return Latents(album, folder) if done else None

    def _autoencoder_found(self) -> Network:
        return load_autoencoder(self._result("autoencoder"), self._place)

    @property
    def _place(self) -> str:
        return self._setting.place
