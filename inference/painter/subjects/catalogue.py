"""Everything the painter can draw, by name."""

from collections.abc import Mapping

from inference.painter.subjects.aircraft import AIRCRAFT
from inference.painter.subjects.animals import ANIMALS
from inference.painter.subjects.belongings import BELONGINGS
from inference.painter.subjects.birds import BIRDS
from inference.painter.subjects.boats import BOATS
from inference.painter.subjects.buildings import BUILDINGS
from inference.painter.subjects.creatures import CREATURES
from inference.painter.subjects.food import FOOD
from inference.painter.subjects.people import PEOPLE
from inference.painter.subjects.plants import PLANTS
from inference.painter.subjects.sea import SEA_LIFE
from inference.painter.subjects.shelters import SHELTERS
from inference.painter.subjects.solids import SOLIDS
from inference.painter.subjects.strangers import STRANGERS
from inference.painter.subjects.subject import Subject
from inference.painter.subjects.things import THINGS
from inference.painter.subjects.tide import TIDE
from inference.painter.subjects.transport import TRANSPORT
from inference.painter.subjects.vehicles import VEHICLES

SUBJECTS: Mapping[str, Subject] = {
    subject.name: subject
    for family in (
        ANIMALS,
        BIRDS,
        SEA_LIFE,
        PLANTS,
        BUILDINGS,
        BOATS,
        AIRCRAFT,
        VEHICLES,
        PEOPLE,
        THINGS,
        CREATURES,
        TIDE,
        FOOD,
        SHELTERS,
        TRANSPORT,
        BELONGINGS,
        STRANGERS,
        SOLIDS,
    )
    for subject in family
}
