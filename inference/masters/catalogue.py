"""The masters by name: whom they follow, and what may be chosen.

Their rules are imported when one of them draws, and with them what they draw with.
"""

from collections.abc import Mapping

from inference.errors import RequestRefused
from inference.masters.master import Master
from inference.masters.options import Choice, Inks, Share, Whole

KINDS = ("svg", "pdf", "timelapse")
"""The files that can go with a picture."""

_AGING = "#5f8fc4, #3f66a0, #2a3560, black"
_BLACKS = ("black", "black", "#2b2a33", "navy", "crimson")
_DISORDER = Share(name="disorder", about="How much chance there is.", usual=(0.35, 0.8))

TOWN = Master(
    name="town",
    title="after Celestino Soddu, Città aleatorie, 1989",
    about="An Italian hill town; no two are alike.",
    options=(
        Choice(
            name="colours",
            about="Of stone and sky; ink leaves it to the pens.",
            words=("siena", "umbria", "dusk", "winter", "ink"),
            usual=("siena", "siena", "umbria", "umbria", "dusk", "winter"),
        ),
        Whole(name="towers", about="Of proud families.", low=0, high=40, usual=(4, 11)),
        Whole(name="rings", about="Rows of houses round the hill.", low=1, high=5, usual=(4, 5)),
        Share(name="steep", about="The hill.", usual=(0.55, 1.0)),
        Choice(name="wall", about="Whether there is one.", words=("yes", "no"), usual=("yes",)),
    ),
    rule="town.plan:town",
)
INTERRUPTIONS = Master(
    name="interruptions",
    title="after Vera Molnar, Interruptions, 1968-69",
    about="Turned strokes on a lattice, and holes of silence.",
    options=(
        Whole(name="rows", about="Rows of strokes.", low=8, high=90, usual=(44, 62)),
        _DISORDER,
        Whole(name="holes", about="How many holes.", low=0, high=20, usual=(3, 8)),
        Share(name="length", about="Of a stroke, in cells.", low=0.5, high=3, usual=(1.5, 2.1)),
        Choice(name="direction", about="How strokes lie.", words=("level", "upright")),
        Inks(name="inks", about="Pens.", usual=_BLACKS),
    ),
    rule="molnar:interruptions",
)
DISORDER = Master(
    name="disorder",
    title="after Vera Molnar, (Des)Ordres, 1974",
    about="Squares within squares on a lattice, shaken.",
    options=(
        Whole(name="cells", about="Cells along the shorter side.", low=1, high=30, usual=(7, 14)),
        Whole(name="rings", about="Squares in a cell.", low=1, high=20, usual=(6, 10)),
        _DISORDER,
        Share(name="kept", about="How many squares stay.", usual=(0.5, 0.85)),
        Inks(
            name="inks",
            about="Pens.",
            usual=(
                "black",
                "crimson, black, navy",
                "navy, crimson",
                "red, orange, purple",
                "black",
            ),
        ),
    ),
    rule="molnar:disorder",
)
HYPERTRANSFORMATIONS = Master(
    name="hypertransformations",
    title="after Vera Molnar, Hypertransformations, 1973-76",
    about="One square inside the other, wandering off more and more.",
    options=(
        Whole(name="squares", about="How many.", low=2, high=120, usual=(38, 66)),
        Whole(name="knots", about="Turns in a side.", low=1, high=12, usual=(2, 5)),
        _DISORDER,
        Choice(name="corners", about="What turns look like.", words=("sharp", "round")),
        Inks(
            name="inks",
            about="Pens, from outside to inside.",
            usual=(*_BLACKS, "navy, crimson", "crimson, black"),
        ),
    ),
    rule="molnar:hypertransformations",
)
LETTERS = Master(
    name="letters",
    title="after Vera Molnar, Lettres de ma mère, 1981-90",
    about="A letter nobody can read: strict at first, then upset.",
    options=(
        Whole(name="lines", about="Lines of writing.", low=3, high=60, usual=(17, 28)),
        Share(name="hysteria", about="How upset it gets.", usual=(0.5, 1.0)),
        Inks(name="inks", about="From the first line to the last.", usual=(_AGING, "black")),
    ),
    rule="molnar:letters",
)
SCHOTTER = Master(
    name="schotter",
    title="after Georg Nees, Schotter, 1968",
    about="Squares that fall into disorder.",
    options=(
        Whole(name="columns", about="Squares in a row.", low=1, high=60, usual=(12, 18)),
        Whole(name="rows", about="Rows of squares.", low=1, high=60, usual=(18, 24)),
        Share(name="disorder", about="How far they fall.", high=2, usual=(0.6, 1.0)),
        Choice(
            name="falls",
            about="Where to.",
            words=("down", "outside", "inside"),
            usual=("down", "down", "outside", "inside"),
        ),
        Inks(
            name="inks", about="Pens, by depth.", usual=("black", "black", "navy", "black, crimson")
        ),
    ),
    rule="plotters:schotter",
)
NAKE = Master(
    name="nake",
    title="after Frieder Nake, Hommage à Paul Klee, 1965",
    about="Broken bands with uprights, zigzags and circles.",
    options=(
        Whole(name="bands", about="Bands of fields.", low=2, high=40, usual=(8, 14)),
        Whole(name="fields", about="Fields in a band.", low=2, high=40, usual=(8, 15)),
        Whole(name="circles", about="How many circles.", low=0, high=40, usual=(4, 11)),
        Share(name="disorder", about="How broken lines are.", usual=(0.5, 1.0)),
        Inks(
            name="inks",
            about="Pens; circles get the last.",
            usual=("black", "black", "black, crimson", "navy, black", "black, orange"),
        ),
    ),
    rule="plotters:nake",
)
LEWITT = Master(
    name="lewitt",
    title="after Sol LeWitt, Wall Drawings 46, 47, 118 and 130, 1970-72",
    about="A sentence of Sol LeWitt's, carried out.",
    options=(
        Choice(
            name="instruction",
            about="Which sentence.",
            words=("lines", "fifteen", "points", "arcs"),
        ),
        Share(name="density", about="How close lines are.", usual=(0.45, 0.85)),
        Inks(
            name="inks",
            about="Pencils, by direction.",
            usual=("black, gold, red, blue", "black, gold, red, blue", "grey", "black"),
        ),
    ),
    rule="plotters:lewitt",
)
MAZE = Master(
    name="maze",
    title="after Truchet's tiles, 1704, and 10 PRINT, 1982",
    about="A coin tossed in every cell: mazes, arcs, ribbons, triangles.",
    options=(
        Choice(
            name="tile", about="What is laid.", words=("slashes", "arcs", "ribbons", "triangles")
        ),
        Whole(name="cells", about="Along the shorter side.", low=2, high=80, usual=(12, 26)),
        Share(name="order", about="How far the coin is loaded.", usual=(0.0, 0.9)),
        Inks(
            name="inks",
            about="Pens, in regions.",
            usual=(
                "black",
                "#3b3f8f, #d8554a",
                "black, crimson",
                "#1f6f6b, #e0a030, #c8553d",
                "navy",
            ),
        ),
    ),
    rule="tiles:maze",
)
FIELD = Master(
    name="field",
    title="a current of even lines, after Jobard and Lefer, 1997",
    about="Lines that follow a current and go round stones.",
    options=(
        Choice(name="water", about="How it flows.", words=("calm", "rolling", "wild")),
        Share(name="density", about="How close lines are.", usual=(0.35, 0.8)),
        Whole(name="stones", about="What lies in it.", low=0, high=12, usual=(0, 4)),
        Share(name="weight", about="How heavy long lines are.", usual=(0.1, 0.9)),
        Inks(
            name="inks",
            about="Pens, by region.",
            usual=(
                "black",
                "#1d3f72, #2f7f9c, #c8a24a",
                "#7a2f3f, #cf6a4a, #2b2a33",
                "#24504a, #6f9a5f, #d9a531",
                "navy, #3f6aa8",
            ),
        ),
    ),
    rule="field:field",
)
MONDRIAN = Master(
    name="mondrian",
    title="after Piet Mondrian, 1921-43",
    about="Black bars, primary colours and much white.",
    options=(
        Choice(
            name="period",
            about="Which Mondrian.",
            words=("composition", "boogie"),
            usual=("composition", "composition", "boogie"),
        ),
        Whole(name="bars", about="How many.", low=1, high=40, usual=(7, 13)),
        Share(name="colour", about="How much is not white.", usual=(0.3, 0.6)),
        Share(name="weight", about="How wide bars are.", low=0.2, high=3, usual=(0.7, 1.3)),
    ),
    rule="neoplastic:mondrian",
)

AARON = Master(
    name="aaron",
    title="after Harold Cohen's AARON, 1986-95",
    about="People and plants, with a line that corrects itself.",
    options=(
        Choice(
            name="subject",
            about="What is drawn.",
            words=("garden", "portrait", "plants"),
            usual=("garden", "portrait", "garden", "portrait", "plants"),
        ),
        Whole(name="people", about="How many, where there are some.", low=0, high=6, usual=(1, 3)),
        Share(name="plants", about="How many plants.", usual=(0.35, 0.8)),
        Choice(
            name="colour",
            about="Whether it is painted.",
            words=("painted", "ink"),
            usual=("painted",),
        ),
    ),
    rule="aaron.composition:aaron",
)

MASTERS: Mapping[str, Master] = {
    master.name: master
    for master in (
        AARON,
        TOWN,
        INTERRUPTIONS,
        DISORDER,
        HYPERTRANSFORMATIONS,
        LETTERS,
        SCHOTTER,
        NAKE,
        LEWITT,
        MAZE,
        FIELD,
        MONDRIAN,
    )
}


def find_master(name: object) -> Master:
    """The master called `name`.

    Raises:
        RequestRefused: naming all there are.
    """
    found = MASTERS.get(str(name).strip().lower())
    if found is None:
        raise RequestRefused(
            f"There is no master called “{str(name)[:40]}”; choose one of {', '.join(MASTERS)}."
        )
    return found


def kinds_in(words: object) -> tuple[str, ...]:
    """The kinds of files that a text names, in the order of KINDS.

    Raises:
        RequestRefused: it names another.
    """
    named = str(words).lower().replace(",", " ").split()
    for name in named:
        if name not in KINDS:
            raise RequestRefused(
                f"A drawing has no “{name[:20]}” file; there are {', '.join(KINDS)}."
            )
    return tuple(kind for kind in KINDS if kind in named)
