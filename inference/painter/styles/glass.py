"""Stained glass: every form in pieces held by lead, the sun behind, fine things painted on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import Voronoi

from inference.painter import curves
from inference.painter.chance import clouds
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import OVERLAY, Canvas, Path, Texture

_LEAD = Colour.hex("#17151c")
_PANES = 150


def glass(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Lead it."""
    canvas = easel.canvas(_LEAD)
    rng = easel.rng("glass")
    pane = _shards(picture, rng)
    streaks = Texture(clouds(rng, 256, 256, coarse=5, octaves=5), strength=0.55)
    _sky(canvas, picture, pane, rng)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _piece(canvas, form, pane, rng)
        yield share, canvas
    everything = Path(curves.box(0, 0, picture.width, picture.height))
    box = (0.0, 0.0, picture.width, picture.height)
    canvas.wash(box, streaks, cover=0.6, corner=(0.1, 0.3), alpha=0.8, blend=OVERLAY)
    yield 0.92, canvas
    canvas.stroke(everything, 0.045, _LEAD)
    yield from _shine(canvas, picture, easel)


@dataclass(frozen=True, slots=True)
class _Shard:
    """A piece of glass as it would be cut: its path and the height of its middle."""

    path: Path
    y: float


@dataclass(frozen=True, slots=True)
class _Pane:
    """All shards, the boxes round them, and the lead between them.

    Attributes:
        low, high: (n, 2) corners of the shards' boxes.
        lead: (m, 4) straight lines of x0, y0, x1, y1.
    """

    shards: Sequence[_Shard]
    low: Points
    high: Points
    lead: Points

    def touching(self, low: Points, high: Points) -> list[_Shard]:
        """The shards that may reach into a box."""
        inside = ((self.high >= low) & (self.low <= high)).all(axis=1)
        return [self.shards[i] for i in np.flatnonzero(inside).tolist()]

    def lead_in(self, low: Points, high: Points) -> Path:
        """The lead that may reach into a box."""
        first, last = self.lead[:, :2], self.lead[:, 2:]
        inside = (np.maximum(first, last) >= low) & (np.minimum(first, last) <= high)
        return Path.lines(self.lead[inside.all(axis=1)])


def _shards(picture: Composition, rng: np.random.Generator) -> _Pane:
    """Pieces of about one size that fill the picture and a margin round it."""
    count = _PANES
    columns = max(3, round((count * picture.width / picture.height) ** 0.5)) + 4
    rows = max(3, round(count / (columns - 4))) + 4
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    jittered = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(
        0.05, 0.95, (columns * rows, 2)
    )
    seeds = (jittered - 2) / [columns - 4, rows - 4] * [picture.width, picture.height]
    diagram = Voronoi(seeds)
    regions = [diagram.regions[number] for number in diagram.point_region.tolist()]
    cells = [diagram.vertices[region] for region in regions if region and -1 not in region]
    ridges = np.asarray(diagram.ridge_vertices)
    return _Pane(
        shards=[_Shard(Path(cell), float(cell[:, 1].mean())) for cell in cells],
        low=np.array([cell.min(axis=0) for cell in cells]),
        high=np.array([cell.max(axis=0) for cell in cells]),
        lead=diagram.vertices[ridges[(ridges >= 0).all(axis=1)]].reshape(-1, 4),
    )


def _sky(canvas: Canvas, picture: Composition, pane: _Pane, rng: np.random.Generator) -> None:
    sky, depth = picture.air.sky, min(picture.horizon, picture.height)
    for cell in pane.shards:
        t = min(max(cell.y / depth, 0.0), 0.999) * (len(sky) - 1)
        tone = sky[int(t)].mixed(sky[int(t) + 1], t % 1)
        canvas.tint(cell.path, _stained(tone, rng))
    canvas.stroke(Path.lines(pane.lead), 0.0058, _LEAD)


def _piece(canvas: Canvas, form: Form, pane: _Pane, rng: np.random.Generator) -> None:
    path = Path(form.points)
    match form.role:
        case Role.GLOW:
            canvas.fill(path, form, alpha=0.5)
        case Role.SHADE:
            pass
        case Role.DETAIL | Role.MARK:  # painted on the glass
            canvas.tint(path, form.colour, min(1.0, form.alpha + 0.1))
        case Role.VEIL if form.alpha < 0.8 or form.size < 0.05:
            canvas.tint(path, form.colour, form.alpha)
        case _ if np.ptp(form.points, axis=0).min() < 0.014:  # as thin as the lead itself
            canvas.tint(path, form.colour.darker(0.3))
        case _:
            _leaded(canvas, form, path, pane, rng)


def _leaded(canvas: Canvas, form: Form, path: Path, pane: _Pane, rng: np.random.Generator) -> None:
    """One piece of glass, or many where it is large."""
    fade = form.fade or form.colour
    canvas.tint(path, _stained(form.colour.mixed(fade, 0.4), rng))
    if form.size > 0.2:
        low, high = form.points.min(axis=0), form.points.max(axis=0)
        with canvas.clipped(path):
            for cell in pane.touching(low, high):
                t = float((cell.y - low[1]) / max(high[1] - low[1], 1e-6))
                canvas.tint(cell.path, _stained(form.colour.mixed(fade, min(max(t, 0), 1)), rng))
            canvas.stroke(pane.lead_in(low, high), 0.0052, _LEAD)
    lead = 0.0085 if form.size > 0.1 else 0.005
    canvas.stroke(path, 0.4 * lead if form.role is Role.VEIL else lead, _LEAD)


def _stained(colour: Colour, rng: np.random.Generator) -> Colour:
    """Deep and clear, no two pieces alike."""
    light = min(0.9, max(0.16, 0.5 + (colour.light - 0.5) * 1.12 + float(rng.normal(0, 0.035))))
    turned = colour.turned(float(rng.normal(0, 5)))
    return Colour(light, turned.a * 1.5, turned.b * 1.5)


def _shine(canvas: Canvas, picture: Composition, easel: Easel) -> Iterator[Step]:
    """Light behind the glass, strongest where the sun is; it spills over the lead."""
    unit = easel.unit_px
    sx, sy = picture.air.sun
    x = ((np.arange(easel.width_px) + 0.5) / unit).astype(np.float32)
    y = ((np.arange(easel.height_px) + 0.5) / unit).astype(np.float32)

    def light(values: Floats, rows: slice) -> Floats:
        away = np.hypot(x[None, :] - np.float32(sx), y[rows, None] - np.float32(sy))
        glow = np.float32(0.88) + np.float32(0.5) * np.exp(-((away / np.float32(0.55)) ** 2))
        worked: Floats = values * glow[..., None]
        return worked

    yield from toned(canvas, light)
