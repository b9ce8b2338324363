"""The device that the operator chose, looked for the same way by every engine."""

import torch

from inference.errors import RequestRefused


def find_device(wanted: str = "auto") -> str:
    """The device's name for torch: "cpu", "mps", or "cuda:0" and on.

    Args:
        wanted: "auto" (the first of CUDA, MPS, CPU that there is), "cpu", "mps", "cuda", "cuda:1".

    Raises:
        RequestRefused: that device is not there; the message says which are.
    """
    there = [kind for kind, found in _found().items() if found]
    kind, _, number = (there[0] if wanted == "auto" else wanted).partition(":")
    if kind not in there:
        raise RequestRefused(
            f"The operator chose the device “{wanted}”, which is not here."
            f" There are: {', '.join(there)}."
        )
    if kind != "cuda":
        return kind
    index = int(number or 0)
    if index >= torch.cuda.device_count():
        raise RequestRefused(
            f"The operator chose the device “{wanted}”, which is not here; the first is cuda:0."
        )
    return f"cuda:{index}"


def _found() -> dict[str, bool]:
    """Every kind of device we know, best first, and whether it is here."""
    return {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
