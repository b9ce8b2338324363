import base64
import re
import zlib

import pytest

from prompts.draft import Draft, drafted
from prompts.errors import PromptError
from prompts.sharing import _KNOWN, LONGEST_CODE, MARK, read_code, share_code
from prompts.template import Template, shipped_templates

TAROT = shipped_templates().find("tarot")
CODE = share_code(TAROT)


def packed(text: bytes, known: bytes = _KNOWN) -> str:
    packer = zlib.compressobj(zdict=known)
    return MARK + base64.b64encode(packer.compress(text) + packer.flush()).decode()


@pytest.mark.parametrize("template", shipped_templates().all, ids=lambda it: it.name)
def test_a_code_is_short_and_gives_the_template_back(template: Template) -> None:
    code = share_code(template)

    assert read_code(code) == template
    assert len(code) < 520


def test_a_code_of_an_earlier_mozart_is_still_read() -> None:
    code = "mozart1:ePk/Pa3gS0yER1oiKLxquZIgFKZPVYCqgUGmkqTEBQDMjw/e"

    assert read_code(code) == drafted(Draft(name="aa", sentence="$a and $b"))


@pytest.mark.parametrize("copied", ["  {}\n", "```\n{}\n```", "`{}`", "<{}>", '"{}"', "{}=="])
def test_what_copying_adds_does_not_matter(copied: str) -> None:
    assert read_code(copied.format(CODE)) == TAROT


def test_a_line_that_was_broken_is_whole_again() -> None:
    assert read_code("\n".join(re.findall(".{1,40}", CODE))) == TAROT


@pytest.mark.parametrize("at", range(len(MARK), len(CODE), 29))
def test_one_wrong_sign_is_found(at: int) -> None:
    other = "A" if CODE[at] != "A" else "B"

    with pytest.raises(PromptError, match="not whole"):
        read_code(CODE[:at] + other + CODE[at + 1 :])


@pytest.mark.parametrize("length", range(len(MARK), len(CODE), 37))
def test_a_code_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(PromptError, match="not whole"):
        read_code(CODE[:length])


HOSTILE = {
    "no code": ("hello", "A share code begins with mozart1:"),
    "later form": (CODE.replace("mozart1", "mozart2"), "A share code begins with mozart1:"),
    "long": (MARK + "A" * LONGEST_CODE, "This share code is too long"),
    "bomb": (packed(b"a" * 1_000_000), "This share code holds more than a template."),
    "other words": (packed(b"aa\n", b"other"), "not whole"),
    "no text": (packed(b"\xff\xfe"), "not whole"),
    "more behind": (CODE + "AAAA", "not whole"),
    "signs": (MARK + "é" * 20, "not whole"),
    "no template": (packed(b"aa\nx = 1"), "there is no such key"),
    "no name": (packed(b"\nx = 1"), "A template's name has 2 to 30 small letters"),
    "a path": (packed(b"../../etc\nx = 1"), "A template's name has 2 to 30 small letters"),
    "no lines": (packed(b"aa"), "it is missing"),
}


@pytest.mark.parametrize(("code", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_code_is_refused_in_a_sentence(code: str, sentence: str) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)):
        read_code(code)
