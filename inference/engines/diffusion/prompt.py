"""How much of a prompt a model reads. Knows tokenizers, and nothing of what they feed."""

from collections.abc import Mapping
from typing import Any

from inference.engines.diffusion.untyped import Pipeline, Tokenizer

_ENDLESS = 100_000  # tokenizers without a limit of their own carry 1e30


def unread(pipeline: Pipeline, prompt: str, defaults: Mapping[str, Any]) -> str | None:
    """Where the part of the prompt begins that no text encoder of the model reads.

    Args:
        pipeline: a diffusers pipeline.
        prompt: as the pipeline gets it.
        defaults: of its call, for the window of encoders other than CLIP.

    Returns:
        Its first words, or None when all of it is read.
    """
    ends = [
        _end(tokenizer, prompt, _window(tokenizer, defaults))
        for name, tokenizer in pipeline.components.items()
        if name.startswith("tokenizer") and tokenizer is not None
        if getattr(pipeline, name.replace("tokenizer", "text_encoder"), None) is not None
    ]
    rest = prompt[max(ends, default=len(prompt)) :].split()
    return " ".join(rest[:4])[:60] or None


def _window(tokenizer: Tokenizer, defaults: Mapping[str, Any]) -> int:
    own = int(min(tokenizer.model_max_length, _ENDLESS))
    if "clip" in type(tokenizer).__name__.lower():
        return own
    given = defaults.get("max_sequence_length")
    return given if isinstance(given, int) else own


def _end(tokenizer: Tokenizer, prompt: str, window: int) -> int:
    """The place in the prompt where the first word that does not fit whole begins."""
    read = tokenizer(prompt, truncation=True, max_length=window, return_offsets_mapping=True)
    if not read.encodings[0].overflowing:
        return len(prompt)
    end = max(int(end) for _, end in read["offset_mapping"])
    if prompt[end : end + 1].isspace():
        return end
    return max(prompt.rfind(" ", 0, end), prompt.rfind("\n", 0, end)) + 1
