"""The sections of a training run's file, one for the pictures and one for each stage.

Knows nothing of networks.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inference.painter.scene import Place, Style
from inference.styling.names import MANNERS

LATENT_CHANNELS = 4
"""What the stock inpainting pipeline demands of a denoiser without a mask of its own."""

Count = Annotated[int, Field(ge=1)]
Rate = Annotated[float, Field(gt=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Channels = Annotated[tuple[Count, ...], Field(min_length=2, max_length=5)]
Blocks = tuple[Annotated[int, Field(ge=0, le=16)], ...]
Side = Annotated[int, Field(ge=16, le=1024, multiple_of=8)]


class Section(BaseModel):
    """Unknown keys are errors, so a typo cannot hide."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(Section):
    """The pictures to learn from.

    Attributes:
        pictures: to train on; those of one chunk share a size.
        near: pictures of one kind of thing as large as they allow, for the denoiser and the judge.
        check: more of them, of combinations kept back, to measure with.
        chunk: pictures in one file; what a kill can lose.
        sizes: (width, height) in pixels; chunks take turns, so that none is rare.
        phrasings: captions written for each picture.
        vocabulary: tokens that the tokenizer learns besides the 514 it always has.
        tokens: the longest caption, with its two ends.
        processes: that paint at the same time.
    """

    pictures: Count
    check: Count
    chunk: Count
    sizes: Annotated[tuple[tuple[Side, Side], ...], Field(min_length=1)]
    phrasings: Count
    near: Count
    vocabulary: Annotated[int, Field(ge=0, le=50_000)]
    tokens: Annotated[int, Field(ge=8, le=256)]
    processes: Count


class Schedule(Section):
    """How long a stage learns, and how fast.

    Attributes:
        steps: of the optimizer.
        batch: pictures in a step of each lane.
        lanes: batches of a step that are computed side by side, in threads of their own.
        rate: of AdamW at its height, after `warmup` steps; a cosine then lowers it to a 25th.
        decay: of the moving average of the weights, once the run is long enough for it.
        save_every: steps between checkpoints; what a kill can lose.
        report_every: steps between lines of progress.
        sheet_every: steps between sample sheets.
    """

    steps: Count
    batch: Count
    lanes: Annotated[int, Field(ge=1, le=64)] = 1
    rate: Rate
    warmup: Annotated[int, Field(ge=0)] = 100
    decay: Share = 0.999
    save_every: Count = 500
    report_every: Count = 50
    sheet_every: Count = 1000


class JudgeConfig(Schedule):
    """The attribute judge.

    Attributes:
        channels: of each resolution, the finest first.
        side: of the squares that it looks at, in pixels.
        near: share of batches that show things from near.
    """

    channels: Channels
    side: Side
    near: Share

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(width % 8 for width in self.channels):
            raise ValueError("channels must divide by 8")
        if self.lanes > 1:
            raise ValueError("it normalises whole batches, which takes one lane")
        return self


class EncoderConfig(Schedule):
    """Text and image encoders in CLIP's layout; `side` and `patch` are in pixels."""

    width: Count
    layers: Count
    heads: Count
    side: Side
    patch: Count

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.width % self.heads or self.side % self.patch:
            raise ValueError("width must divide by heads, and side by patch")
        return self


class ReaderConfig(Schedule):
    """The denoiser's text encoder; `near` is the share of captions of things seen from near."""

    near: Share


class AutoencoderConfig(Schedule):
    """Pixels to latents and back.

    Attributes:
        layout: diffusers' AutoencoderTiny or AutoencoderKL.
        channels: of each resolution, the finest first; each further one halves the sides.
        blocks: of the encoder's resolutions in the tiny layout, the finest first.
        decoder_blocks: the same of the decoder's; more of the finest make edges sharp.
        crop: side of the squares it learns from, in pixels.
        perceptual: weight of the distance between the judge's features.
        adversarial: weight of the critic's opinion.
        adversarial_from: step from which the critic takes part.
        penalty: weight of the latents' size: KL divergence, or their mean square.
        noise: spread of what is added to the latents of the tiny layout while it learns, so that
            the decoder bears a denoiser's mistakes; the kl layout learns its own.
    """

    layout: Literal["tiny", "kl"]
    channels: Channels
    blocks: Blocks
    decoder_blocks: Blocks
    crop: Side
    perceptual: Annotated[float, Field(ge=0)]
    adversarial: Annotated[float, Field(ge=0)]
    adversarial_from: Annotated[int, Field(ge=0)]
    penalty: Annotated[float, Field(ge=0)]
    noise: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.layout == "tiny" and len(set(self.channels)) > 1:
            raise ValueError("the tiny layout has the same channels at every resolution")
        counts = len(self.blocks), len(self.decoder_blocks)
        if self.layout == "tiny" and {*counts} != {len(self.channels)}:
            raise ValueError("the tiny layout needs as many blocks as channels")
        if any(width % 8 for width in self.channels):
            raise ValueError("channels must divide by 8")
        if self.lanes > 1:
            raise ValueError("its critic's norms take one lane")
        return self


class CoreConfig(Schedule):
    """The UNet that learns on pictures half the size, which show it what things are.

    Attributes:
        channels: of each resolution, the finest first.
        attending: how many of the coarsest resolutions attend to the words and to themselves.
        layers: blocks for each resolution.
        head: channels of one attention head.
        groups: of the group normalisation.
        modulated: whether the gist of the words, pooled by attention, scales and shifts every
            block as the time does; small networks obey that long before they attend.
        dropped: share of captions left empty, for classifier-free guidance.
        text: whether the text encoder learns along.
    """

    channels: Channels
    attending: Count
    layers: Count
    head: Count
    groups: Count
    modulated: bool
    dropped: Share
    text: bool

    @model_validator(mode="after")
    def _divides(self) -> Self:
        if self.attending > len(self.channels):
            raise ValueError("no more resolutions can attend than there are")
        if any(width % self.groups for width in self.channels):
            raise ValueError("channels must divide by groups")
        if any(width % self.head for width in self.channels[-self.attending :]):
            raise ValueError("channels that attend must divide by head")
        if self.channels[0] < 9 * LATENT_CHANNELS:
            raise ValueError(f"the first of channels must be at least {9 * LATENT_CHANNELS}")
        return self


class DenoiserConfig(Schedule):
    """The core with one more resolution around it, on whole pictures.

    Attributes:
        dropped: share of captions left empty, for classifier-free guidance.
        text: whether the text encoder learns along.
    """

    dropped: Share
    text: bool


class DistillationConfig(Schedule):
    """Few steps instead of many.

    Attributes:
        jumps: parts into which the way from noise to picture is cut.
        guidance: the least and the greatest that the student learns to imitate.
    """

    jumps: Annotated[int, Field(ge=2, le=500)]
    guidance: tuple[float, float]


class UpscalerConfig(Schedule):
    """The compact upscaler; `crop` is the side of the enlarged squares, in pixels."""

    scale: Literal[2, 4]
    features: Count
    depth: Count
    crop: Side
    perceptual: Annotated[float, Field(ge=0)]


class StylesConfig(Schedule):
    """One network that paints in many styles.

    Attributes:
        names: the styles, of those that `/style` knows.
        carried: studies of each style by patches, which take seconds each; three times as many
            where there are no others.
        painted: studies of each style by the painter, where it has the style.
        chunk: studies in one file; what a kill can lose.
        side: of all studies, in pixels; None is what suits each kind.
        crop: side of the squares it learns from, in pixels.
        share: how often a study is the painter's.
        features, inner: channels at half the sides and at a quarter of them.
        depth: residual blocks.
        texture: weight of the distance between the patches that come up in each region.
    """

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    carried: Count
    painted: Annotated[int, Field(ge=0)]
    chunk: Count
    side: Side | None = None
    crop: Side
    share: Share
    features: Count
    inner: Count
    depth: Count
    texture: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if strange := [name for name in self.names if name not in MANNERS]:
            raise ValueError(f"there is no style “{strange[0]}”")
        return self


class TranslatorConfig(Schedule):
    """The network that turns pictures into others of the same scene.

    Attributes:
        scenes: to learn from, each painted at every hour, in every season and as contours.
        check: more of them, of combinations kept back, to measure with.
        chunk: scenes in one file; what a kill can lose.
        side: of their squares, in pixels.
        channels: of the network, at a half, a quarter and so on of the sides.
        crop: side of the squares it learns from, in pixels, cut from larger ones and made small.
        perceptual: weight of the distance between the judge's features.
        adversarial: weight of the critic's opinion.
        adversarial_from: step from which the critic takes part.
    """

    scenes: Count
    check: Count
    chunk: Count
    side: Side
    channels: Channels
    crop: Side
    perceptual: Annotated[float, Field(ge=0)]
    adversarial: Annotated[float, Field(ge=0)]
    adversarial_from: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.crop > self.side:
            raise ValueError("crop must not be larger than side")
        if self.lanes > 1:
            raise ValueError("its critic's norms take one lane")
        return self


class GanConfig(Schedule):
    """The generator and its critic, in the layout of DCGAN.

    Attributes:
        places, styles: of the pictures that it learns from.
        latent: numbers that a picture is made of.
        channels: of the generator's floors, the coarsest first; each doubles the sides, the first
            of which has 4 pixels. The critic's are the same the other way round.
        looked_at: of its pictures at the end, to find out what its latents mean.
    """

    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    styles: Annotated[tuple[Style, ...], Field(min_length=1)]
    latent: Annotated[int, Field(ge=1, le=4096)]
    channels: Annotated[tuple[Count, ...], Field(min_length=2, max_length=7)]
    looked_at: Annotated[int, Field(ge=8)]

    @property
    def side(self) -> int:
        """Of its pictures, in pixels."""
        return int(4 * 2 ** len(self.channels))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.lanes > 1:
            raise ValueError("it normalises whole batches, which takes one lane")
        return self


class ArbitraryConfig(Schedule):
    """The network that paints in the manner of any picture.

    Attributes:
        hidden: width of the net between a style's statistics and the decoder's gains.
        crop: side of the squares of content, in pixels.
        style_crop: the same of the styles.
        plates: share of the styles that are pieces of the named styles' plates.
        own: share of steps in which contents are rebuilt in their own style.
        hold: how far a picture follows its content instead of the patches where it has edges.
        rebuilt: weight of what is lost when contents are rebuilt.
        latents: weight of the distance from the latents asked for.
        moments: weight of means and deviations on every floor.
        texture: weight of the distance between patches.
        outlines: weight of the content's steepest edges.
    """

    hidden: Count
    crop: Side
    style_crop: Side
    plates: Share
    own: Share
    hold: Share
    rebuilt: Annotated[float, Field(ge=0)]
    latents: Annotated[float, Field(ge=0)]
    moments: Annotated[float, Field(ge=0)]
    texture: Annotated[float, Field(ge=0)]
    outlines: Annotated[float, Field(ge=0)]


class WriterConfig(Schedule):
    """The language model that makes prompts richer, in the layout of Llama.

    Attributes:
        vocabulary: tokens that its tokenizer learns besides 256 bytes and the end.
        lessons: texts that the tokenizer learns from; the model itself never sees one twice.
        tokens: in a row; lessons follow each other in it.
        inner: width of the layers' gates.
    """

    vocabulary: Annotated[int, Field(ge=0, le=50_000)]
    lessons: Count
    tokens: Annotated[int, Field(ge=8, le=512)]
    width: Count
    inner: Count
    layers: Count
    heads: Count

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.width % (2 * self.heads):
            raise ValueError("width must divide by twice the heads")
        return self
