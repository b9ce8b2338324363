"""Keeps the libraries' progress bars and advice out of the operator's log."""

from transformers.utils import logging as transformers_logging


def quieten() -> None:
    """Of transformers and diffusers, let only errors be heard: we check what they warn of.

    Also before diffusers is imported: its import makes transformers 5.23 advise, three times, to
    install torchvision, whose place Pillow takes here.
    """
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    from diffusers.utils import logging as diffusers_logging  # noqa: PLC0415 - see above

    diffusers_logging.set_verbosity_error()
    diffusers_logging.disable_progress_bar()
