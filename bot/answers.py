"""What the looking and ruling commands answer: the line, favourites, help, quotas.

Pure values.
"""

from collections.abc import Mapping, Sequence

from bot.address import Address
from bot.allowance import Allowance
from bot.filming import walkers
from bot.phrases import duration, quoted, shorten
from bot.quota import Measure, Scope, Subject
from bot.render import Act, Card, Press, facts, standing, title, words_of
from bot.translation import able
from inference.catalogue import Catalogue, Dialect
from inference.job import Job, State
from inference.offers import Kind
from inference.queue import Overview, Place
from prompts.table import TABLE

MOST_LISTED = 5
MOST_LIMITS = 30
MOST_BESIDE = 8

HELP = (
    """\
**Make**
`/imagine` a few words, for example: three red sailboats at sunset, watercolour. You see your \
place in the line at once, then the picture growing.
Words can do more: `{red, blue} fox` asks for both, `__animal__` draws one, `(word:1.3)` weighs, \
`castle::2 fog::0.5` are parts. Flags: """
    + " ".join(f"`--{spec.name}`" for spec in TABLE)
    + ", such as `--ar 3:2`.\n"
    + "Pictures beside the words: `image` to start from, `mask` white where it changes, "
    + "`control` for what is where, `reference` for what to take up.\n"
    + "`/template list` prompts that are ready-made; `/template use` opens one to fill in.\n"
    + "`/enhance` makes a few words richer, `/describe` finds words for a picture, `/shorten` shows"
    + " which words matter.\n"
    + "`/compare` the same words with different settings on one sheet: `x: steps: 10, 20, 30`.\n"
    + "`/style` a picture of yours anew: in ink, as a mosaic, or in the style of another picture.\n"
    + "`/dream` about a picture; `/morph` one into another, as a film.\n"
    + "`/walk` through all that a model can paint, as a film.\n"
    + "`/translate` a picture into night or winter, a drawing into a painting; or restore it.\n"
    + "`/upscale` any picture at two or four times its size.\n"
    + "`/dice` a waltz by throwing two dice, with score and sound.\n"
    + "`/draw` by the rules of a master, such as `aaron` or `town`, with a plot for plotters.",
    """\
**Buttons under a result**
- U1 to U4: that picture at twice its size
- V1 to V4: new pictures near that one
- 🔁 the same words with another seed
- Remix: change the words; Info: seeds, scores, cost
- 🗑️ delete; while it is painted: Cancel""",
    """\
**Reactions do the same, also under old results**
1️⃣ to 4️⃣ upscale · 🔁 again · ❌ cancel or delete · ✉️ send it to me in private · ⭐ favourite""",
    """\
**Look**
- `/queue` the line and what you have left today
- `/show` a job again by its number
- `/info` how a job's pictures were made
- `/favourites` your stars
- `/history` all you asked for; `/history search:fox` finds it
- `/map`, `/search` and `/similar` look through the pictures here
- `/settings` what holds where you say nothing, with menus to change it
- `/prefer` what you always say: a suffix, and options of your own""",
)

ADMIN_HELP = """\
**For admins**
`/quota` sets how many pictures or device seconds a day a server, role or member has.
`/template create` makes a prompt to fill in for this server; `/template edit` changes one."""


def line(overview: Overview, own: Allowance, shared: Allowance | None, *, resets_at: int) -> Card:
    """How long the line is, the member's own jobs in it, and what they have left today."""
    head = f"**The line**\n{_in_all(overview)}"
    mine = [_own_line(job, place) for job, place in overview.mine[:MOST_LISTED]]
    hidden = len(overview.mine) - len(mine)
    more = [f"-# and {hidden} more of yours"] if hidden > 0 else []
    cancels = tuple(
        Press(act=Act.CANCEL, job_id=job.id, label=f"Cancel {job.id}", danger=True)
        for job, _ in overview.mine[:MOST_LISTED]
    )
    new_day = f"A new day begins <t:{resets_at}:R>, at 0:00 UTC."
    today = f"{left_today(own, shared)} {new_day}"
    return Card(above=(head, *mine, *more), below=(today,), rows=(cancels,) if cancels else ())


def elsewhere(job: Job, place: Place) -> Card:
    """A job that is not over, for `/show`: how it stands, and where its message is."""
    link = Address.from_json(job.address).link
    where = f" [Go to its message]({link})" if link else ""
    stand = f"{_stand(job, place).capitalize()}."
    return Card(above=(title(job), stand + where), below=(facts(job),))


def favourites(jobs: Sequence[Job]) -> Card:
    """The member's starred jobs with links."""
    if not jobs:
        return Card(
            above=("You have no favourites yet. React to a result with ⭐ to keep it here.",)
        )
    rows = [f"- {_link(job)} · job {job.id} · seed {job.request.seed}" for job in jobs]
    return Card(above=("**Your favourites**\n" + "\n".join(rows),))


def help_card(catalogue: Catalogue) -> Card:
    """Commands, buttons, reactions and models on one screen."""
    models = "\n".join(f"- `{model.name}` {quoted(model.title)}" for model in catalogue.models[:10])
    more = len(catalogue.models) - 10
    rest = f"\n-# and {more} more; `/imagine model:` lists them" if more > 0 else ""
    only = ""
    if all(model.dialect is Dialect.SCENES for model in catalogue.models):
        only = (
            "\n-# Mozart paints the things that it knows; the operator can add diffusion models"
            " for free words."
        )
    make, *others = HELP
    gone = tuple(f"`/{name}`" for name in _idle(catalogue))
    make = "\n".join(it for it in make.splitlines() if not it.startswith(gone))
    listed = f"**Models**\n{models}{rest}{_beside(catalogue)}{only}"
    return Card(above=(make, *others, ADMIN_HELP), below=(listed,))


def _idle(catalogue: Catalogue) -> list[str]:
    """Commands for which there is no network here, and no model."""
    there = {
        "walk": bool(walkers(catalogue)),
        "translate": catalogue.translator is not None or bool(able(catalogue)),
    }
    return [name for name, can in there.items() if not can]


def _beside(catalogue: Catalogue) -> str:
    """A line with what can be added to models, as it is written in a prompt."""
    signs = {
        Kind.LORA: "<lora:{}>",
        Kind.EMBEDDING: "<embedding:{}>",
        Kind.CONTROLNET: "--control {}",
    }
    named = [it for it in catalogue.companions if it.kind in signs]
    names = [f"`{signs[it.kind].format(it.name)}`" for it in named]
    more = f" and {len(names) - MOST_BESIDE} more" if len(names) > MOST_BESIDE else ""
    return f"\nIn the words: {' '.join(names[:MOST_BESIDE])}{more}" if names else ""


def left_today(own: Allowance, shared: Allowance | None) -> str:
    """What a member and their server have left, as sentences."""
    return left(own, "You have") + _server_left(shared)


def quotas(
    limits: Mapping[Subject, int], own: Allowance, shared: Allowance | None, *, user_id: int
) -> Card:
    """All limits of a server, and today's use by one member and by all."""
    if limits:
        lines = [f"- {_whose(s)}: {_bare(s.measure, n)} a day" for s, n in limits.items()]
        hidden = len(lines) - MOST_LIMITS
        more = [f"-# and {hidden} more"] if hidden > 0 else []
        head = "\n".join(["**Limits**", *lines[:MOST_LIMITS], *more])
    else:
        head = "**Limits**\nNone: everybody may ask for as many pictures as they like."
    use = [f"<@{user_id}> asked for {own.used}{_of(own)} today{_took(own)}."]
    if shared is not None:
        use.append(f"The whole server asked for {shared.used}{_of(shared)}{_took(shared)}.")
    return Card(above=(head, "**Today**\n" + " ".join(use)))


def quota_set(subject: Subject, limits: Mapping[Measure, int | None]) -> Card:
    """That limits were set, or lifted."""
    whose = _whose(subject)
    granted = [_granted(measure, most) for measure, most in limits.items() if most is not None]
    if not granted:
        own = "" if subject.scope is Scope.SERVER else " of their own"
        return Card(above=(f"{whose[0].upper()}{whose[1:]} has no limit{own} any more.",))
    return Card(above=(f"From now on, {whose}: {' and '.join(granted)} a day.",))


def quota_reset(subject: Subject, members: int) -> Card:
    """Whose count began anew."""
    if subject.scope is Scope.ROLE:
        who = f"{members} {'member' if members == 1 else 'members'} of {_role(subject)}"
    else:
        who = _whose(subject)
    return Card(above=(f"Today's count begins at nothing again for {who}.",))


def _in_all(overview: Overview) -> str:
    if overview.waiting:
        work = f"about {duration(overview.work_s)} of work"
        return f"{overview.running} being painted, {overview.waiting} waiting: {work}."
    if overview.running:
        return f"{overview.running} being painted, nobody is waiting."
    return "Nobody is waiting. Your next wish starts at once."


def _own_line(job: Job, place: Place) -> str:
    return f"- job {job.id}, {quoted(shorten(words_of(job), 80))}: {_stand(job, place)}"


def _stand(job: Job, place: Place) -> str:
    if job.state is State.RUNNING:
        return f"being painted, about {duration(place.work_s)} left"
    return standing(place)


def _link(job: Job) -> str:
    words = quoted(shorten(words_of(job), 60))
    link = Address.from_json(job.address).link
    return f"[{words}]({link})" if link else words


def _whose(subject: Subject) -> str:
    match subject.scope:
        case Scope.SERVER:
            return "the whole server together"
        case Scope.ROLE:
            return f"each member of {_role(subject)}"
        case Scope.MEMBER:
            return f"<@{subject.subject_id}>"


def _role(subject: Subject) -> str:
    """The role everybody has bears the server's number, and has no mention that reads well."""
    everyone = subject.subject_id == subject.guild_id
    return "the server" if everyone else f"<@&{subject.subject_id}>"


def left(allowance: Allowance, whose: str) -> str:
    """What somebody has left today, as a sentence that begins with `whose`."""
    rest = _both_left(allowance, " pictures")
    if not rest:
        return f"{whose} no limit; {pictures(allowance.used)} asked for today."
    return f"{whose} {rest} left today."


def _server_left(shared: Allowance | None) -> str:
    left = "" if shared is None else _both_left(shared, "")
    return f" The whole server has {left}." if left else ""


def _both_left(allowance: Allowance, what: str) -> str:
    parts = []
    if allowance.limit is not None:
        parts.append(f"{allowance.left} of {allowance.limit}{what}")
    if allowance.left_s is not None:
        parts.append(f"{int(allowance.left_s)} of {allowance.limit_s} device seconds")
    return " and ".join(parts)


def _took(allowance: Allowance) -> str:
    if allowance.limit_s is None:
        return ""
    return f", for {round(allowance.used_s)} of {allowance.limit_s} device seconds"


def _granted(measure: Measure, most: int) -> str:
    return pictures(most) if measure is Measure.PICTURES else _bare(measure, most)


def _bare(measure: Measure, most: int) -> str:
    """Pictures go without saying."""
    if measure is Measure.PICTURES:
        return str(most)
    return "1 device second" if most == 1 else f"{most} device seconds"


def pictures(count: int) -> str:
    """So many pictures, in words."""
    return "1 picture" if count == 1 else f"{count} pictures"


def _of(allowance: Allowance) -> str:
    return "" if allowance.limit is None else f" of {allowance.limit}"
