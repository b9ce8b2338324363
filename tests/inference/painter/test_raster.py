import numpy as np
import skia

from inference.painter.curves import box, ellipse
from inference.painter.raster import Path


def test_a_path_is_the_one_that_its_points_would_make_one_by_one() -> None:
    outlines = [ellipse(0.3, 0.4, 0.2, 0.1), box(0, 0, 1, 1)]
    for closed in (True, False):
        slow = skia.Path()
        for outline in outlines:
            slow.addPoly([skia.Point(x, y) for x, y in outline.tolist()], closed)

        fast = Path(*outlines, closed=closed).skia

        assert bytes(fast.serialize()) == bytes(slow.serialize())
        assert np.isclose(fast.getBounds().width(), 1)
