"""The names that weights have in the files that are out there, and those that our networks know.

    params_ema.body.0.weight              -> body.0.weight            (wrapped; compact)
    model.1.sub.4.RDB2.conv3.0.weight     -> body.4.rdb2.conv3.weight (ESRGAN's first programs)
    RRDB_trunk.4.RDB2.conv3.weight        -> body.4.rdb2.conv3.weight (ESRGAN's later ones)

Knows nothing of shapes.
"""

import re
from collections.abc import Mapping

from torch import Tensor

_WRAPPINGS = ("state_dict.", "params_ema.", "params.", "module.")  # in the order they are found in
_SPELLINGS = {
    r"(?:model\.1\.sub|RRDB_trunk)\.(\d+)\.RDB(\d)\.conv(\d)(?:\.0)?\.": r"body.\1.rdb\2.conv\3.",
    r"model\.1\.sub\.\d+\.(?=weight|bias)": "conv_body.",
    r"model\.0\.": "conv_first.",
    r"trunk_conv\.": "conv_body.",
    r"upconv(\d)\.": r"conv_up\1.",
    r"HRconv\.": "conv_hr.",
}
_NUMBERED = re.compile(r"model\.(\d{1,3})\.(weight|bias)\Z")


def familiar(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same weights by the names of our networks; names that nobody knows stay as they are."""
    found = _unwrapped(weights)
    found = {_respelled(name): tensor for name, tensor in found.items()}
    return _ends_named(found)


def _unwrapped(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    found = dict(weights)
    for wrapping in _WRAPPINGS:
        inner = {
            name.removeprefix(wrapping): tensor
            for name, tensor in found.items()
            if name.startswith(wrapping)
        }
        found = inner or found
    return found


def _respelled(name: str) -> str:
    for old, new in _SPELLINGS.items():
        respelled, count = re.subn(rf"\A{old}", new, name)
        if count:
            return respelled
    return name


def _ends_named(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Names for the last layers, which ESRGAN's first programs only number.

    Each doubling takes three places (enlarging, convolution, activation), after which come a
    convolution, an activation and the last convolution.
    """
    places = sorted({int(match[1]) for name in weights if (match := _NUMBERED.match(name))})
    doublings = len(places) - 2
    ends = [f"conv_up{number + 1}" for number in range(doublings)] + ["conv_hr", "conv_last"]
    expected = [3 * (number + 1) for number in range(doublings)]
    if places != [*expected, 3 * doublings + 2, 3 * doublings + 4]:
        return weights
    names = dict(zip(places, ends, strict=True))
    return {
        f"{names[int(match[1])]}.{match[2]}" if (match := _NUMBERED.match(name)) else name: tensor
        for name, tensor in weights.items()
    }
