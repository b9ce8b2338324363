"""Words that weigh more or less than others, and prompts of any length, for CLIP's encoders.

    spans --> chunks of whole words that fit the encoders' window --> the pipeline's encode_prompt
          --> tokens multiplied by their words' weights --> chunks one behind the other

A prompt without weights that fits the window is none of this module's business: the pipeline gets
its words as always. Encoders of other kinds are told weights by `stress`, where they can be.

Source: the scheme is that of AUTOMATIC1111's web UI: multiply the encoder's outputs, then bring
each chunk back to its former size. There the mean is kept; we keep the root mean square, since the
mean of some encoders is nearly zero. Chunks end between words, not between tokens.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import torch
from diffusers import StableDiffusionPipeline
from torch import Tensor

from inference.engines.diffusion.untyped import Pipeline, Tokenizer

Span = tuple[str, float]
MOST_CHUNKS = 8


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Text that fits the window, and the weight of each of its characters."""

    text: str
    weights: tuple[float, ...]


def takes_weights(pipeline: Pipeline, takes: Mapping[str, Any]) -> bool:
    """Whether all of a pipeline's text encoders are CLIP's, and its call takes their answers."""
    tokenizers = _tokenizers(pipeline)
    clip = bool(tokenizers) and all("CLIP" in type(it).__name__ for it in tokenizers)
    return clip and "prompt_embeds" in takes


def conditioning(
    pipeline: Pipeline,
    spans: Sequence[Span],
    negative: str,
    *,
    takes: Mapping[str, Any],
    beside: Sequence[Sequence[Span]] = (),
) -> dict[str, Tensor]:
    """What to call a pipeline with instead of its words.

    Args:
        pipeline: one that `takes_weights`.
        spans: the prompt in stretches of one weight.
        negative: what to keep out; all of it weighs 1.
        takes: the arguments of its call.
        beside: other prompts, whose answers have the same shape.

    Returns:
        `prompt_embeds` and `negative_prompt_embeds` (1, 77 x chunks, D), and what else the family
        wants of them; or nothing where the words alone say it all.
    """
    tokenizers = _tokenizers(pipeline)
    wanted = _chunks(spans, tokenizers)
    unwanted = _chunks([(negative, 1.0)], tokenizers)
    prompts = [wanted, *(_chunks(it, tokenizers) for it in beside)]
    count = max(map(len, [unwanted, *prompts]))
    if count == 1 and all(set(it[0].weights) <= {1.0} for it in prompts):
        return {}
    embeds, pooled = _encoded(pipeline, _filled(wanted, count), tokenizers[0])
    against, against_pooled = _encoded(pipeline, _filled(unwanted, count), tokenizers[0])
    if not negative and pipeline.config.get("force_zeros_for_empty_prompt"):
        against = torch.zeros_like(against)  # as SDXL's own call does
        against_pooled = None if against_pooled is None else torch.zeros_like(against_pooled)
    found = {"prompt_embeds": embeds, "negative_prompt_embeds": against}
    if pooled is not None and against_pooled is not None:
        found |= {"pooled_prompt_embeds": pooled, "negative_pooled_prompt_embeds": against_pooled}
    return {name: tensor for name, tensor in found.items() if name in takes}


def _tokenizers(pipeline: Pipeline) -> list[Tokenizer]:
    parts = pipeline.components.items()
    return [part for name, part in parts if name.startswith("tokenizer") and part is not None]


def _chunks(spans: Sequence[Span], tokenizers: Sequence[Tokenizer]) -> list[_Chunk]:
    """The spans cut between words so that each piece fits every window; at least one."""
    chunks: list[list[tuple[str, list[float]]]] = [[]]
    for word, weights in _pieces(spans, tokenizers):
        longer = "".join(text for text, _ in chunks[-1]) + word
        if chunks[-1] and not all(_fits(longer, tokenizer) for tokenizer in tokenizers):
            chunks.append([])
        chunks[-1].append((word, weights))
    return [
        _Chunk("".join(text for text, _ in chunk), tuple(w for _, ws in chunk for w in ws))
        for chunk in chunks[:MOST_CHUNKS]
    ]


def _words(spans: Sequence[Span]) -> Iterator[tuple[str, list[float]]]:
    """Words with the spaces before them, and the weight of each character."""
    text = "".join(words for words, _ in spans)
    weights = [weight for words, weight in spans for _ in words]
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (text[end].isspace() and not text[end - 1].isspace()):
            yield text[begin:end], weights[begin:end]
            begin = end


def _pieces(
    spans: Sequence[Span], tokenizers: Sequence[Tokenizer]
) -> Iterator[tuple[str, list[float]]]:
    """Words, and pieces of those that no window holds: not every script has spaces."""
    for word, weights in _words(spans):
        begin = 0
        while begin < len(word):
            end = len(word)
            while end > begin + 1 and not all(_fits(word[begin:end], it) for it in tokenizers):
                end = begin + (end - begin + 1) // 2
            yield word[begin:end], weights[begin:end]
            begin = end


def lost(pipeline: Pipeline, spans: Sequence[Span]) -> str | None:
    """Where the part of a prompt begins that is too long to be read; None when all of it is."""
    tokenizers = _tokenizers(pipeline)
    read = "".join(chunk.text for chunk in _chunks(spans, tokenizers))
    rest = "".join(words for words, _ in spans)[len(read) :].split()
    return " ".join(rest[:4])[:60] or None


def _fits(text: str, tokenizer: Tokenizer) -> bool:
    return len(tokenizer(text).input_ids) <= int(tokenizer.model_max_length)


def _filled(chunks: Sequence[_Chunk], count: int) -> list[_Chunk]:
    return [*chunks, *[_Chunk("", ())] * (count - len(chunks))]


def _encoded(
    pipeline: Pipeline, chunks: Sequence[_Chunk], tokenizer: Tokenizer
) -> tuple[Tensor, Tensor | None]:
    """(1, tokens, D) of all chunks, and (1, P) of the first where the family has that."""
    with torch.no_grad():
        told = _encoder(pipeline)(
            prompt=[chunk.text for chunk in chunks],
            device=pipeline._execution_device,  # noqa: SLF001 - what its own call passes
            num_images_per_prompt=1,
            do_classifier_free_guidance=False,
        )
        embeds: Tensor = told[0]
        rows = [
            weighed(embed, _token_weights(chunk, tokenizer, len(embed)))
            for chunk, embed in zip(chunks, embeds, strict=True)
        ]
    pooled = told[2][:1] if len(told) > 2 and told[2] is not None else None
    return torch.cat(rows)[None], pooled


def _encoder(pipeline: Pipeline) -> Callable[..., Any]:
    """What a pipeline encodes words with; those that do it in a way of their own have the parts."""
    if hasattr(pipeline, "encode_prompt"):
        return cast("Callable[..., Any]", pipeline.encode_prompt)
    return partial(StableDiffusionPipeline.encode_prompt, pipeline)


def _token_weights(chunk: _Chunk, tokenizer: Tokenizer, count: int) -> list[float]:
    """The weight of each token: that of the first character it stands for; 1 for padding."""
    offsets = tokenizer(chunk.text, return_offsets_mapping=True)["offset_mapping"]
    weights = [
        chunk.weights[begin] if begin < end and begin < len(chunk.weights) else 1.0
        for begin, end in offsets
    ]
    return (weights + [1.0] * count)[:count]


def weighed(embed: Tensor, weights: Sequence[float]) -> Tensor:
    """(tokens, D) times its tokens' weights, with the root mean square it had."""
    if set(weights) <= {1.0}:
        return embed
    full = embed.float()
    scaled = full * torch.tensor(weights, device=embed.device)[:, None]
    kept = scaled * (full.square().mean().sqrt() / scaled.square().mean().sqrt())
    return kept.to(embed.dtype)
