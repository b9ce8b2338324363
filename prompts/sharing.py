"""A template as one line to pass on, and back.

    mozart1: + base64 of ( zlib of ( name, a new line, TOML ) )

zlib starts from words that templates have, which makes the line a third shorter, and ends in a sum
that finds what was lost on the way. What comes in is a stranger's: its size is bounded before it
is unpacked.
"""

import base64
import re
import zlib

from prompts.draft import LONGEST_TEMPLATE, read_file
from prompts.errors import PromptError
from prompts.template import Template

MARK = "mozart1:"
LONGEST_CODE = 6000

# Part of the form "mozart1": another one needs another mark.
_KNOWN = (
    b'\nabout = "A card. \nnegative = "text, letters, watermark, signature, blurry, cropped,'
    b' photograph, colour, frame"\n\n[slots]\nsubject = {label = "What to paint", choices = ["the'
    b' sun", "the moon", "oil painting", "watercolour", "ink"], default = "sunset"}\nstyle ='
    b' {label = "How it is made", kind = "number", least = 1, most = 9, default = "2"}\n\n[prompt]'
    b'\nfree = "A $subject in $place, made as $style, with "\ntags = "$subject, $style, "\nscenes ='
    b' "$subject, $style"\n\n[defaults]\nar = "2:3"\ncfg = 7\nsteps = 30\nsampler = "dpm++ 2m"\n\n'
    b'[[examples]]\nsubject = "a '
)
_LOST = "This share code is not whole. Copy it again, from mozart1: to its end."


def share_code(template: Template) -> str:
    """One line that `read_code` reads again."""
    packer = zlib.compressobj(level=9, zdict=_KNOWN)
    text = f"{template.name}\n{template.toml}".encode()
    packed = packer.compress(text) + packer.flush()
    return MARK + base64.b64encode(packed).decode().rstrip("=")


def read_code(typed: str) -> Template:
    """The template of a line that somebody passed on; quotes and spaces around it do not matter.

    Raises:
        PromptError: it is none, not whole, or holds what is no template.
    """
    code = re.sub(r"[\s`'\"<>]", "", typed)
    if not code.startswith(MARK):
        raise PromptError(
            f"A share code begins with {MARK} and is what /template share shows. A file goes into"
            " the option “file”."
        )
    if len(code) > LONGEST_CODE:
        raise PromptError(f"This share code is too long: {LONGEST_CODE:,} characters are read.")
    name, _, toml = _unpacked(code.removeprefix(MARK)).partition("\n")
    return read_file(name, toml)


def _unpacked(code: str) -> str:
    most = 4 * LONGEST_TEMPLATE
    unpacker = zlib.decompressobj(zdict=_KNOWN)
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), validate=True)
        text = unpacker.decompress(packed, most)
        told = text.decode()
    except (ValueError, zlib.error) as error:
        raise PromptError(_LOST) from error
    if len(text) >= most:
        raise PromptError("This share code holds more than a template.")
    if not unpacker.eof or unpacker.unused_data:
        raise PromptError(_LOST)
    return told
