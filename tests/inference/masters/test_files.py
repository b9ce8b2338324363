import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from PIL import Image

from inference.errors import Cancelled
from inference.masters import files
from inference.masters.drawing import Area, Drawing, Hatch, Page, Pen, Sheet, Stroke
from inference.masters.plot import Trace, hatching, traces
from inference.painter.colours import COLOURS
from tests.inference.masters.test_masters import drawn

BLACK, RED = Pen("black", COLOURS["black"]), Pen("red & gold", COLOURS["red"])
SVG = "{http://www.w3.org/2000/svg}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"


def two_lines_and_a_box() -> Drawing:
    """A line under a box, one over it; the box has red hatching."""
    sheet = Sheet(Page(width=1, height=1))
    sheet.stroke([(0.1, 0.5), (0.9, 0.5)], BLACK)
    box = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)]
    hatch = Hatch(pen=RED, angle=0.0, gap=0.05)
    sheet.area(box, COLOURS["white"], hatch=hatch)
    sheet.stroke([(0.5, 0.1), (0.5, 1.4)], BLACK)
    return sheet.drawing(COLOURS["white"])


def lines(found: list[Trace], pen: Pen) -> list[list[list[float]]]:
    return [it.line.round(4).tolist() for it in found if it.pen == pen]


def test_what_an_area_covers_is_not_plotted_and_what_lies_over_it_is() -> None:
    found = lines(traces(two_lines_and_a_box()), BLACK)

    assert [[0.1, 0.5], [0.4, 0.5]] in found
    assert [[0.6, 0.5], [0.9, 0.5]] in found
    assert [[0.5, 0.1], [0.5, 1.0]] in found  # and nothing leaves the page
    assert len(found) == 3


def test_a_glaze_hides_nothing() -> None:
    sheet = Sheet(Page(width=1, height=1))
    sheet.stroke([(0.1, 0.5), (0.9, 0.5)], BLACK)
    sheet.area([(0.4, 0.4), (0.6, 0.4), (0.6, 0.6)], COLOURS["red"], alpha=0.5)

    assert lines(traces(sheet.drawing(COLOURS["white"])), BLACK) == [[[0.1, 0.5], [0.9, 0.5]]]


def test_areas_are_hatched_there_and_back() -> None:
    box = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])

    rows = hatching(box, Hatch(pen=RED, angle=0.0, gap=0.25))

    assert [row.round(3).tolist() for row in rows] == [
        [[0, 0.125], [1, 0.125]], [[1, 0.375], [0, 0.375]],
        [[0, 0.625], [1, 0.625]], [[1, 0.875], [0, 0.875]],
    ]  # fmt: skip


def test_hidden_lines_of_a_town_are_removed() -> None:
    drawing = drawn("town")
    found = [shapely.LineString(it.line) for it in traces(drawing)]
    covers = {
        number: shapely.Polygon(mark.points).buffer(0)
        for number, mark in enumerate(drawing.marks)
        if isinstance(mark, Area) and mark.hides
    }
    strokes = {
        number: shapely.LineString(mark.points).intersection(shapely.box(0, 0, 1, 1))
        for number, mark in enumerate(drawing.marks)
        if isinstance(mark, Stroke)
    }
    seen, tree = shapely.STRtree(found), shapely.STRtree(list(covers.values()))

    gone = 0
    for number, line in list(strokes.items())[::41]:  # all of them would take too long
        later = [i for i in tree.query(line) if list(covers)[i] > number]
        cover = shapely.union_all([tree.geometries[i] for i in later])
        kept = line.difference(cover)
        near = shapely.union_all([found[i] for i in seen.query(line)])
        assert kept.difference(near.buffer(1e-5)).length < 0.002  # but for crumbs
        gone += kept.is_empty
    assert gone > 5
    assert sum(it.length for it in found) < 0.8 * sum(it.length for it in strokes.values())


@pytest.mark.parametrize("name", ["town", "mondrian", "maze", "letters"])
def test_an_svg_has_a_layer_of_single_lines_for_each_pen_inside_a4(name: str) -> None:
    drawing = drawn(name)

    root = ET.fromstring(files.svg(drawing, traces(drawing), title="a <fox> & more"))

    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    assert root.get("viewBox") == "0 0 210 297"
    layers = root.findall(f"{SVG}g")
    labels = [layer.get(f"{INKSCAPE}label", "").split(" ", 1)[1] for layer in layers]
    assert set(labels) == {pen.name for pen in drawing.pens}
    assert len(labels) == len(set(labels))
    for layer in layers:
        assert layer.get(f"{INKSCAPE}groupmode") == "layer"
        assert (layer.get("fill"), layer.get("stroke", "")[0]) == ("none", "#")
        for path in layer:
            numbers = [float(it) for it in re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))]
            assert min(numbers) >= 12 - 0.02
            assert max(numbers[0::2]) <= 198.02
            assert max(numbers[1::2]) <= 285.02


def test_a_wide_drawing_lies_on_a_wide_page() -> None:
    drawing = drawn("schotter", page=Page.of(3, 2))

    assert 'width="297mm" height="210mm"' in files.svg(drawing, traces(drawing), title="x")
    assert b"/MediaBox [0 0 842 595]" in files.pdf(drawing, title="x")


def test_a_pdf_is_one_page_of_a4_with_vectors() -> None:
    data = files.pdf(drawn("disorder", cells=3), title="(Des)Ordres")

    assert data.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 595 842]" in data
    assert b"/Subtype /Image" not in data
    assert data.count(b"/Type /Page\n") == 1


def test_a_film_shows_more_and_more_and_is_made_smaller_until_it_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "_FILM_SIZES", ((192, 70), (96, 50)))
    drawing = drawn("disorder", cells=4)

    data = files.timelapse(drawing, traces(drawing), limit_bytes=40_000)

    assert len(data) <= 40_000
    film = Image.open(io.BytesIO(data))
    assert film.size == (96, 96)
    inked = []
    for number in range(0, 49, 8):
        film.seek(number)
        inked.append(float((np.asarray(film.convert("L"), np.int16) < 215).mean()))
    assert inked == sorted(inked)
    assert inked[-1] > 3 * inked[1] > 0


def test_plotting_can_be_stopped() -> None:
    def stop(done: float) -> None:
        raise Cancelled(f"Stop at {done}.")

    with pytest.raises(Cancelled):
        traces(two_lines_and_a_box(), stop)
