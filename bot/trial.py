"""A template tried on a model of each kind before it is kept, whatever models are here. Pure.

What a model would refuse later, such as a sampler that there is none of, is refused at once.
"""

from dataclasses import replace

from bot.wish import Wish, commissions_of
from inference.catalogue import Catalogue, Dialect, Model
from prompts.errors import PromptError
from prompts.template import Template, Templates

_KINDS = Catalogue(
    [
        Model(name="free", engine="diffusion", title="Reads sentences", family="flux"),
        Model(name="tags", engine="diffusion", title="Reads pieces", family="sdxl"),
        Model(name="scenes", engine="painter", title="Paints", dialect=Dialect.SCENES),
    ]
)


def tried(template: Template) -> Template:
    """The template, if its first example comes to a job for every kind of model.

    Raises:
        PromptError: the message says what to change.
    """
    wish = Wish(prompt=template.example(0), templates=Templates([template]))
    for model in _KINDS.models:
        try:
            commissions_of(replace(wish, model=model.name), _KINDS, draw_seed=lambda: 0)
        except PromptError as error:
            raise PromptError(f"The template “{template.name}” cannot be used. {error}") from error
    return template
