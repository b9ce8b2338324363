"""What is answered about templates: lists, one of them, its history, how to pass it on. Pure."""

from collections.abc import Sequence

from bot import answers
from bot.dressing import dialect_of
from bot.member import Member
from bot.phrases import quoted, shorten
from bot.render import Card, Shown
from bot.templates import Owned, may_use
from bot.wish import Commission
from inference.binder import Filed
from inference.catalogue import Catalogue
from prompts.errors import PromptError
from prompts.slots import Slot, SlotKind
from prompts.template import Dialect, Template, read_template

LONGEST_LIST = 3800
LONGEST_BLOCK = 1100
MOST_TRIED = 3
MOST_VERSIONS = 10
LONGEST_CODE = 3500

_HEARD = {
    Dialect.FREE: "in sentences",
    Dialect.TAGS: "in short pieces",
    Dialect.SCENES: "in the painter's words",
}
_PARTS = {
    "line": "what it is",
    "slots": "slots",
    "prompt": "prompt",
    "negative": "what to keep out",
    "defaults": "flags",
    "examples": "examples",
}


def listed(shipped: Sequence[Template], owned: Sequence[Owned], member: Member) -> Card:
    """All templates, a line each: the server's own first, and the shipped ones not hidden by them.

    With very many of them, the lines get shorter.
    """
    hidden = {it.filed.name for it in owned}
    others = [it for it in shipped if it.name not in hidden]
    how = (
        "`/template use` opens a form; in `/imagine`, write `--template` and a name."
        " `/template show` tells more."
    )
    lengths = ((100, 100), (40, 100), (0, 100), (0, 0))
    tried = [_lists(others, owned, member, abouts=abouts) for abouts in lengths]
    fitting = [texts for texts in tried if sum(map(len, texts)) <= LONGEST_LIST]
    return Card(above=[*fitting, tried[-1]][0], below=(how,))


def _lists(
    others: Sequence[Template], owned: Sequence[Owned], member: Member, *, abouts: tuple[int, int]
) -> tuple[str, ...]:
    """The lists of both kinds, with so many characters about each of the own and of the others."""
    rest = "\n".join(_line(it, abouts[1]) for it in others)
    if not owned:
        return (f"**Templates**\n{rest}",)
    own = "\n".join(_own_line(it, member, abouts[0]) for it in owned)
    return f"**This server's templates**\n{own}", f"**Templates that come with Mozart**\n{rest}"


def shown(
    it: Template,
    filed: Filed | None,
    catalogue: Catalogue,
    *,
    typed: str,
    made: Sequence[Commission],
    price: str,
    picture: Shown | None = None,
    note: str = "",
) -> Card:
    """A template's slots and prompts, and what some words with it would come to.

    Args:
        it: the template.
        filed: how it is filed, if it is the server's own.
        catalogue: the models here; prompts that none of them reads are left out.
        typed: the words that were tried.
        made: their jobs, of which none is queued.
        price: what they take, and what the member has left.
        picture: what it looks like.
        note: what stands above all, such as that it was saved.
    """
    slots = "\n".join(_slot_line(name, slot) for name, slot in it.slots.items())
    read = dict.fromkeys(map(dialect_of, catalogue.models))
    prompts = "\n".join(f"-# {_HEARD[one]}: {quoted(it.prompt.of(one))}" for one in read)
    tried = shorten(typed.replace("`", "'"), 300)
    final = [_tried_line(one) for one in made[:MOST_TRIED]]
    more = [f"-# and {len(made) - MOST_TRIED} more"] if len(made) > MOST_TRIED else []
    dry = "\n".join([f"**Dry run**\n```\n{tried}\n```", *final, *more])
    cost = answers.pictures(sum(one.request.painted for one in made))
    whose = f"\n-# {_whose(filed)}" if filed else ""
    return Card(
        above=(*((note,) if note else ()), f"**{it.name}**\n{quoted(it.about)}{whose}"),
        pictures=(picture,) if picture else (),
        below=(
            shorten(f"**Slots**\n{slots}", LONGEST_BLOCK),
            shorten(f"**Prompt**\n{prompts}", LONGEST_BLOCK),
            shorten(dry, LONGEST_BLOCK),
            f"That would cost {cost}; nothing is queued or charged. {price}",
        ),
    )


def history(versions: Sequence[Filed]) -> Card:
    """The latest versions of a template: who wrote them when, and what they changed."""
    lines = [
        _version_line(it, versions[number + 1] if number + 1 < len(versions) else None)
        for number, it in enumerate(versions[:MOST_VERSIONS])
    ]
    hidden = len(versions) - len(lines)
    more = [f"-# and {hidden} older"] if hidden > 0 else []
    now = versions[0]
    head = f"**History of {now.name}**\nVersion {now.version} is in force."
    return Card(above=("\n".join([head, *lines, *more]),))


def version(it: Filed, now: Filed) -> Card:
    """One version of a template as it was."""
    text = shorten(it.text.replace("`", "'"), 3000)
    state = "in force" if it.version == now.version else f"version {now.version} is in force"
    return Card(
        above=(
            f"**{it.name}, version {it.version}**\n{_by(it)}; {state}.",
            f"```toml\n{text}\n```",
        )
    )


def shared(it: Template, code: str, file: str) -> Card:
    """How a template is passed on to another server."""
    if len(code) > LONGEST_CODE:
        how = "It is too long for a share code; pass the file on."
        return Card(above=(f"**Share {it.name}**\n{how}",), files=(file,))
    how = (
        "Whoever makes templates in another server types `/template import` with this code, or with"
        " the file below."
    )
    return Card(above=(f"**Share {it.name}**\n{how}", f"```\n{code}\n```"), files=(file,))


def deleted(filed: Filed, *, shipped: bool) -> Card:
    """That a template is gone, and how it comes back."""
    again = f" `{filed.name}` is Mozart's own again." if shipped else ""
    told = (
        f"The template **{filed.name}** is deleted.{again} Its history is kept: undo it here, or"
        f" with `/template delete name:{filed.name} undo:True`."
    )
    return Card(above=(told,))


def back(filed: Filed) -> str:
    """That a template is there again, or in force again."""
    return f"The template **{filed.name}** is back, as version {filed.version}."


def saved(filed: Filed) -> str:
    """That a version was written."""
    if filed.version == 1:
        return f"Saved: everybody here can name **{filed.name}** now."
    return (
        f"Saved as version {filed.version} of **{filed.name}**. `/template history` has the rest."
    )


def opened_to(filed: Filed) -> Card:
    """Who may use a template from now on."""
    who = "everybody here" if filed.role_id is None else f"members with <@&{filed.role_id}>"
    always = "" if filed.role_id is None else ", its maker and those who may change it"
    return Card(above=(f"From now on, **{filed.name}** is for {who}{always}.",))


def _own_line(it: Owned, member: Member, longest_about: int) -> str:
    role = f" · for <@&{it.filed.role_id}>" if it.filed.role_id else ""
    if not may_use(member, it.filed):
        return _line(it.template, 0) + role
    return _line(it.template, longest_about) + role


def _line(it: Template, longest_about: int) -> str:
    about = f" {quoted(shorten(it.about, longest_about))}" if longest_about else ""
    return f"- `{it.name}`{about}"


def _whose(filed: Filed) -> str:
    role = f" · for <@&{filed.role_id}>" if filed.role_id else ""
    return f"this server's own · version {filed.version}, {_by(filed)}{role}"


def _by(filed: Filed) -> str:
    return f"{filed.how} by <@{filed.author_id}> <t:{int(filed.written_at)}:R>"


def _version_line(it: Filed, before: Filed | None) -> str:
    changes = "" if before is None else _changes(before, it)
    return f"- **{it.version}** {_by(it)}{changes}"


def _changes(before: Filed, after: Filed) -> str:
    """Which parts two versions differ in."""
    try:
        old, new = read_template(before.name, before.text), read_template(after.name, after.text)
    except PromptError:  # of an older Mozart
        return ""
    parts = [said for part, said in _PARTS.items() if getattr(old, part) != getattr(new, part)]
    return f" · other than before: {', '.join(parts)}" if parts else " · as before"


def _slot_line(name: str, slot: Slot) -> str:
    usual = f"; if you say nothing, {quoted(slot.default)}" if slot.default else ""
    return f"- `{name}` {quoted(slot.label)}: {quoted(_fillings(slot))}{usual}"


def _fillings(slot: Slot) -> str:
    match slot.kind:
        case SlotKind.WORDS:
            return "words"
        case SlotKind.CHOICE:
            return shorten(", ".join(slot.choices), 150)
        case SlotKind.NUMBER:
            return f"{slot.least} to {slot.most}"


def _tried_line(one: Commission) -> str:
    request = one.request
    without = f"; without {quoted(shorten(request.negative, 200))}" if request.negative else ""
    size = f"{request.width} × {request.height}"  # noqa: RUF001 - the sign people read
    facts = f"-# {quoted(request.model)} · {size}{without}"
    return f"{quoted(shorten(request.prompt, 300))}\n{facts}"
