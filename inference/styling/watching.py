"""One picture's progress as part of a whole job's. Knows nothing of how it is painted."""

from collections.abc import Callable, Sequence

from torch import Tensor

from inference.engine import Report, Result
from inference.styling.pixels import image_of
from inference.styling.transport import Show


def showing(count: int, finished: Sequence[Result], report: Report) -> Show:
    """Tells `report` how far the picture after the finished ones is, with a look where wanted.

    Args:
        count: pictures in the job.
        finished: read anew at each call.
        report: the job's.
    """

    def show(done: float, look: Callable[[], Tensor]) -> None:
        share = (len(finished) + min(done, 1.0)) / count
        if not report.wants_preview():
            report(share)
            return
        current = image_of(look())
        ready = [result.image for result in finished]
        report(share, [*ready, *[current] * (count - len(ready))])

    return show
