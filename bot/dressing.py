"""A prompt put into the template that it names, for the model that paints it. Pure."""

from dataclasses import replace

from inference import catalogue
from inference.catalogue import Model
from prompts.calls import read_call
from prompts.errors import PromptError
from prompts.expand import draw
from prompts.flags import Flags
from prompts.lists import shipped_lists
from prompts.printing import plain
from prompts.template import Defaults, Dialect, Templates
from prompts.tree import JOINER, Emphasis, Node, Part, Prompt, Text, Words

_READ_TAGS = frozenset({"sd15", "sd21", "sdxl"})
"""Families whose text encoder is CLIP alone, which hears pieces rather than sentences."""


def dressed(
    prompt: Prompt, flags: Flags, model: Model, templates: Templates, *, seed: int
) -> tuple[Prompt, Flags]:
    """The prompt and flags with all that its template adds; as they are where it names none.

    What was typed goes before the template's defaults.

    Args:
        prompt: expanded: nothing left to draw or to choose.
        flags: its flags.
        model: who paints.
        templates: those that may be named.
        seed: draws what the template leaves open.

    Raises:
        PromptError: there is no such template, or a slot cannot be filled.
    """
    if flags.template is None:
        return prompt, flags
    name, typed = read_call(flags.template)
    template = templates.find(name)
    dialect = dialect_of(model)
    main = _main_words(prompt)
    if said := plain(main):
        if template.main in typed:
            raise PromptError(
                f"What “{template.main}” is stands here twice, before --template and in it."
                " Keep one."
            )
        typed[template.main] = said
    values = template.values(typed)
    filled: dict[str, Words] = {slot: (Text(value),) for slot, value in values.items()}
    if said:
        filled[template.main] = main
    against = tuple(part for part in prompt.parts if part.weight < 0)
    worn = replace(prompt, parts=(Part(words=template.words(filled, dialect)), *against), flags=())
    worn = replace(draw(worn, seed=seed, lists=shipped_lists()), flags=prompt.flags)
    negative = template.negative if _keeps_out(model) else ""
    return worn, _with_defaults(flags, _fit_for(template.defaults, model), negative)


def dialect_of(model: Model) -> Dialect:
    """How to speak to a model."""
    if model.dialect is catalogue.Dialect.SCENES:
        return Dialect.SCENES
    return Dialect.TAGS if model.family in _READ_TAGS else Dialect.FREE


def _main_words(prompt: Prompt) -> Words:
    """All parts that are to be painted, with commas between; what they weigh is emphasis here."""
    nodes: list[Node] = []
    for part in prompt.parts:
        if part.weight > 0:
            nodes += [Text(JOINER)] if nodes else []
            heavy = Emphasis(body=part.words, weight=part.weight)
            nodes += part.words if part.weight == 1 else [heavy]
    return tuple(nodes)


def _keeps_out(model: Model) -> bool:
    """Whether a list of faults is of use: not without guidance, as fast models paint."""
    guided = model.guidance is None or model.guidance > 1
    return dialect_of(model) is Dialect.TAGS and guided


def _fit_for(defaults: Defaults, model: Model) -> Defaults:
    """Without steps and the like where the model is of another kind, or knows better itself."""
    tagged = dialect_of(model) is Dialect.TAGS
    if tagged and model.steps is None and model.guidance is None:
        return defaults
    return Defaults(
        ar=defaults.ar,
        stylize=defaults.stylize,
        chaos=defaults.chaos,
        weird=defaults.weird,
        tile=defaults.tile if tagged else None,  # others have no edges that can fit together
    )


def _with_defaults(flags: Flags, defaults: Defaults, negative: str) -> Flags:
    """What was typed first; also where the template says the same by another flag."""
    steps = None if flags.quality is not None else defaults.steps
    cfg = None if flags.stylize is not None else defaults.cfg
    stylize = None if flags.cfg is not None else defaults.stylize
    return replace(
        flags,
        ar=flags.ar or defaults.ar,
        steps=steps if flags.steps is None else flags.steps,
        cfg=cfg if flags.cfg is None else flags.cfg,
        sampler=flags.sampler or defaults.sampler,
        stylize=stylize if flags.stylize is None else flags.stylize,
        chaos=defaults.chaos if flags.chaos is None else flags.chaos,
        weird=defaults.weird if flags.weird is None else flags.weird,
        tile=flags.tile or bool(defaults.tile),
        no=", ".join(filter(None, (flags.no, negative))),
    )
