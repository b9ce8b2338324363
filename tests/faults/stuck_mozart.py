"""`mozart` with a painter that gets stuck, for test_leaving.py.

    python stuck_mozart.py LEAVE_S run ...

Its painter never stops a picture of something "endless", and never gives its memory back.
"""

import sys
import threading
from collections.abc import Mapping

from PIL import Image

from bot import equipment, serving
from bot.__main__ import main
from inference.engine import Report, Result
from inference.request import Request


class StuckPainter:
    """Nothing wakes its threads."""

    slots = 1

    def load(self, model: str) -> None:
        pass

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        report(0.1)
        if "endless" in request.prompt:
            threading.Event().wait()
        size = request.width, request.height
        return [Result(image=Image.new("RGB", size)) for _ in range(request.count)]

    def unload(self) -> None:
        threading.Event().wait()


if __name__ == "__main__":
    serving.LEAVE_S = float(sys.argv[1])
    equipment.engines_of = lambda *_: {"painter": StuckPainter}
    sys.exit(main(sys.argv[2:]))
