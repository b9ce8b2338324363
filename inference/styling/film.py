"""A moving picture in the manner of others: calm where nothing moves, and along with what does.

    first frame --as any picture--> painted
    each other: the last one, moved to where its things are now --> the finest size alone, pulled
        towards it, except where something came to light that the last frame did not show
    at once: every frame by the brush, mixed with the last one moved along

Knows nothing of files. Source: Ruder, Dosovitskiy and Brox, "Artistic Style Transfer for Videos"
(2016), with patches in place of a network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from torch import Tensor

from inference.styling.flow import flow_between, known, warped
from inference.styling.pixels import resized
from inference.styling.styling import (
    Order,
    Quality,
    Style,
    between,
    crisp,
    dipped,
    finished,
    groups_of,
    photographed,
    plan_of,
    quick,
    strokes,
    swept,
    together,
)
from inference.styling.transport import Past, Plan, Shelf, Show, root_area

_CALM = 1.2
_STAYS = 0.8  # of a brush's last frame, where it is known
_FIRST = 3.0  # times that the first frame takes as long as another


@dataclass(slots=True)
class _Hand:
    """One group of styles on its way through the film: its words, and what it painted last."""

    styles: list[Style]
    shelf: Shelf = field(default_factory=dict)
    painted: Tensor | None = None


def filmed(order: Order, frames: Sequence[Tensor], show: Show) -> list[Tensor]:
    """Every frame in the styles, each (1, 3, height, width).

    Args:
        order: as for a picture; its content is not looked at.
        frames: at least one, (1, 3, H, W), all of one size.
        show: hears how far the whole film is, with a look at the latest frame.

    Raises:
        Cancelled: `show` said so.
    """
    frames = [resized(frame, order.height, order.width) for frame in frames]
    order = replace(order, content=frames[0])
    at_once = order.quality is Quality.INSTANT and not order.photorealistic
    hands = [] if at_once else [_Hand(dipped(group, order)) for group in groups_of(order)]
    works = [_FIRST, *[1.0] * (len(frames) - 1)]
    result: list[Tensor] = []
    painted: Tensor | None = None
    for place, frame in enumerate(frames):
        before, total = sum(works[:place]), sum(works)
        part = between(show, before / total, (before + works[place]) / total)
        now = replace(order, content=frame)
        if order.photorealistic:
            painted = photographed(now, _seeing(part, result))
        elif at_once:
            known_so_far = None if painted is None else (frames[place - 1], painted)
            painted = _calmed(now, swept(now, _seeing(part, result)), known_so_far)
        else:
            last = frames[place - 1] if place else None
            painted = _frame(now, hands, last, _seeing(part, result))
        result.append(finished(now, painted))
        part(1.0, lambda: result[-1])
    return result


def _seeing(show: Show, result: Sequence[Tensor]) -> Show:
    """The same, which shows the last frame that is finished."""
    if not result:
        return show
    return lambda done, _: show(done, lambda: result[-1])


def _frame(order: Order, hands: Sequence[_Hand], last: Tensor | None, show: Show) -> Tensor:
    plan = plan_of(order.quality, root_area(order.content))
    moved = None if last is None else _moved(order.content, last)
    for place, hand in enumerate(hands):
        part = between(show, place / len(hands), (place + 1) / len(hands))
        hand.painted = _carried(order, hand, plan, moved, part)
    return together(order, [crisp(it.painted, it.styles) for it in hands if it.painted is not None])


def _calmed(order: Order, painted: Tensor, last: tuple[Tensor, Tensor] | None) -> Tensor:
    """The frame, as far as possible as the last one was: its content, and what was painted."""
    if last is None:
        return painted
    flow, sure = _moved(order.content, last[0])
    return painted.lerp(warped(last[1], flow).clamp(0, 1), _STAYS * sure)


def _moved(now: Tensor, last: Tensor) -> tuple[Tensor, Tensor]:
    """Where each pixel was in the last frame, and how sure that is."""
    flow, back = flow_between(now, last), flow_between(last, now)
    return flow, known(now, last, flow, back)


def _carried(
    order: Order, hand: _Hand, plan: Plan, moved: tuple[Tensor, Tensor] | None, show: Show
) -> Tensor:
    """The frame by one hand, from what it painted last."""
    order = replace(order, shelf=hand.shelf)
    if hand.painted is None or moved is None:
        return strokes(order, hand.styles, plan, show)
    flow, sure = moved
    along = warped(hand.painted, flow).clamp(0, 1)
    start = quick(order, hand.styles).lerp(along, sure)
    order = replace(order, start=start, past=Past(painted=along, known=sure, weight=_CALM))
    return strokes(order, hand.styles, replace(plan, sizes=plan.sizes[-1:]), show)


def unrest(content: Sequence[Tensor], painted: Sequence[Tensor]) -> float:
    """How much a film flickers: the mean difference of each frame from the last one moved along.

    Measured where the content shows what was there before; in [0, 1].
    """
    gaps = []
    for place in range(1, len(content)):
        flow, sure = _moved(content[place], content[place - 1])
        gap = (painted[place] - warped(painted[place - 1], flow)).abs().mean(1, keepdim=True)
        gaps.append(float((gap * sure).sum() / sure.sum().clamp(min=1e-6)))
    return sum(gaps) / max(1, len(gaps))
