"""A small line chart as SVG: a few lines over one axis, readable on light and dark pages."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 40, 48
_FONT = 'font-family="sans-serif" font-size="13"'
COLOURS = ("#c2410c", "#7c7c7c", "#1d4ed8", "#15803d")


def chart(
    title: str, x: Sequence[float], lines: Mapping[str, Sequence[float]], *, across: str, up: str
) -> str:
    """The chart's SVG.

    Args:
        title: above it.
        x: in rising order.
        lines: by name, a value > 0 for each x; the upward axis is logarithmic.
        across: names the axis to the right.
        up: names the upward axis.
    """
    values = [value for line in lines.values() for value in line]
    low, high = floor(log10(min(values)) * 3) / 3, ceil(log10(max(values)) * 3) / 3

    def at_x(value: float) -> float:
        return LEFT + (value - x[0]) / (x[-1] - x[0]) * (WIDTH - LEFT - RIGHT)

    def at_y(value: float) -> float:
        share = (log10(value) - low) / max(1e-9, high - low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-weight="bold">{escape(title)}</text>',
    ]
    for value in _ticks(10**low, 10**high):
        y = at_y(value)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e5e5"/>')
        label = f"{value:g} {up}"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for value in x:
        where = f'x="{at_x(value):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle"'
        parts.append(f"<text {where}>{value:g}</text>")
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
    )
    for (name, line), colour in zip(lines.items(), COLOURS, strict=False):
        points = [(at_x(a), at_y(b)) for a, b in zip(x, line, strict=True)]
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in points]
        a, b = points[-1]
        parts.append(
            f'<text x="{a + 10:.1f}" y="{b + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _ticks(low: float, high: float) -> list[float]:
    decades = range(floor(log10(low)) - 1, ceil(log10(high)) + 1)
    marks = [factor * 10.0**decade for decade in decades for factor in (1, 2, 5)]
    return [mark for mark in marks if low * 0.999 <= mark <= high * 1.001]
