"""The engine: requests to orders, orders to results.

    imagine   words, or words and a picture ------------------.   (some change it as the words say)
    vary      words and a picture, a strength ------------------> painting.paint -> Result
    upscale   larger, then words and a picture, little strength-'   (tiles where it is large)
    journey   pictures between those of several requests: a film (see travelling)

Pictures are made larger by a network, where there is a file of one, and else by Lanczos. A model
that knows captions of the painter's scenes alone is given one instead of the member's words.

Runs as many jobs at once as memory holds, each in its caller's thread; their steps are computed
together (see `sharing`). Knows nothing of queues, or of files but the models' folders.
"""

import gc
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from PIL import Image

from inference.catalogue import Catalogue, Model
from inference.engine import Report, Result, waits
from inference.engines.diffusion.admission import Admission, free_bytes, pixels_that_fit
from inference.engines.diffusion.dressing import dressed
from inference.engines.diffusion.enlarging import Enlarger, smaller
from inference.engines.diffusion.hardware import Device, probe
from inference.engines.diffusion.manners import mannered
from inference.engines.diffusion.model import LoadedModel, load_model, weight_bytes
from inference.engines.diffusion.order import Order, Painted
from inference.engines.diffusion.ordering import (
    check_size,
    order_of,
)
from inference.engines.diffusion.painting import paint
from inference.engines.diffusion.telling import notes_of, recipe_of
from inference.engines.diffusion.tiles import Box, Mosaic, boxes, shares
from inference.engines.diffusion.travelling import AT_A_TIME, travel
from inference.engines.diffusion.watching import Part
from inference.errors import ModelNotFound, OutOfMemory
from inference.manner import Manner
from inference.morphing.journey import Journey, read_journey
from inference.request import Request, Task

log = logging.getLogger(__name__)

AT_ONCE = 8
RESERVE_BYTES = 4 * 2**30
MAX_TILES = 64
ENLARGING = 0.25  # of the progress of a job that a network enlarges and the model refines

BLACKED = "The model's own filter blacked this picture out; try other words or another seed."
BLACKED_FRAMES = "The model's own filter blacked frames out; try other words or another seed."
NOT_REFINED = "Enlarged without new detail: this model cannot refine a picture of that size."


class DiffusionEngine:
    """Any diffusers folder of the catalogue; one model on the device at a time."""

    def __init__(
        self,
        catalogue: Catalogue,
        device: str | Device = "auto",
        *,
        threads: int | None = None,
        upscaler: Path | None = None,
        at_once: int = AT_ONCE,
        fixed_rows: int | None = None,
        reserve_bytes: float = RESERVE_BYTES,
    ) -> None:
        """Find the device; no model is loaded yet.

        Args:
            catalogue: where the models are.
            device: "auto", "cpu", "mps", "cuda" or "cuda:1"; or one that was probed.
            threads: that torch computes with on the CPU, in the whole process; None leaves it.
            upscaler: the file of a network that enlarges, read when first needed; None: Lanczos.
            at_once: the most jobs that run together, where the model lets jobs share it.
            fixed_rows: see `Sharing`; None, the fast way, moves pixels a little in company.
            reserve_bytes: of memory that models which nobody uses now must leave to those in use.

        Raises:
            InferenceError: there is no such device.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        self._catalogue = catalogue
        self.device = device if isinstance(device, Device) else probe(device)
        self.model: LoadedModel | None = None
        self._at_once, self._fixed_rows = at_once, fixed_rows
        self._admission = Admission(0.0)
        self._idle: OrderedDict[str, LoadedModel] = OrderedDict()  # the latest used last
        self._reserve_bytes = reserve_bytes
        self._enlarger = Enlarger(upscaler, self.device.place, self._make_do)
        log.info("%s", self.device.describe())

    def load(self, model: str) -> None:
        """See Engine.load.

        The model before stays on the device while there is room, so that switching back is quick.
        """
        entry = self._catalogue.find(model)
        if self.model is not None:
            if self.model.name == model:
                return
            self._idle[self.model.name], self.model = self.model, None
        self.model = self._idle.pop(model, None) or self._fresh(entry)
        self._admission = Admission(pixels_that_fit(self.device.place, self.device.dtype))

    @property
    def slots(self) -> int:
        """See Engine.slots.

        No more than there are while one of them waits until company pays: the others had better
        wait where their turn is fair to all members.
        """
        model = self.model
        if model is None or not model.denoisers:
            return 1
        return min(self._at_once, self._admission.runs) if model.crowded else self._at_once

    def unload(self) -> None:
        """See Engine.unload."""
        self._enlarger.forget()
        if self.model is not None:
            self.model.close()
        self.model = None  # nothing else holds it: no garbage collection, which would stop everyone
        self._let_idle_go()
        self.device.free()

    def _fresh(self, entry: Model) -> LoadedModel:
        """A model read from its files, after as many idle ones went as it needs room."""
        while self._idle and self._room() < weight_bytes(entry, self.device.dtype):
            self._let_go(next(iter(self._idle)))
        try:
            return load_model(entry, self.device, fixed_rows=self._fixed_rows)
        except OutOfMemory:
            if not self._idle:
                raise
        self._let_idle_go()
        return load_model(entry, self.device, fixed_rows=self._fixed_rows)

    def _room(self) -> float:
        return free_bytes(self.device.place) - self._reserve_bytes

    def _let_idle_go(self) -> None:
        for name in list(self._idle):
            self._let_go(name)

    def _let_go(self, name: str) -> None:
        """Two jobs may want that at once; the second finds nothing."""
        if idle := self._idle.pop(name, None):
            idle.close()
            log.info("The model %s made room", name)
            del idle
            self.device.free()

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """See Engine.run."""
        model = self.model
        if model is None or model.name != request.model:
            raise ModelNotFound(f"The model “{request.model}” is not loaded.")
        if request.journeys:
            return [self._travelled(model, read_journey(request), report)]
        orders = self._orders(model, request, inputs)
        with self._admitted(model, orders[0], report):
            if request.task is Task.UPSCALE:
                results = self._upscaled(model, orders[0], report)
            else:
                results = self._made(model, orders, request, inputs, report)
        report(1.0)
        return results

    def _orders(
        self, model: LoadedModel, request: Request, inputs: Mapping[str, Image.Image]
    ) -> list[Order]:
        """What a request comes to: one order, or one for each of its pictures."""
        times = self._catalogue.find(model.name).enlarged
        asked = request
        request = smaller(request, times, model.traits.side)
        order = self._dressed(order_of(model, request, inputs), request, model, inputs)
        if request.task is Task.UPSCALE:
            return [order]
        check_size(model, asked, enlarged=times)
        return mannered(order, request, Manner.of(request.options), model)

    @contextmanager
    def _admitted(self, model: LoadedModel, order: Order, report: Report) -> Iterator[None]:
        """Wait until there is room for an order's pixels, then hold it for the body."""
        report(0.0)
        pixels = _pixels(model, order)
        with self._admission.admitted(pixels, lambda: report(0.0), lambda: waits(report)):
            yield

    def _travelled(self, model: LoadedModel, journey: Journey, report: Report) -> Result:
        """See `travel`; it takes as much room as the pictures that it paints at once."""
        stops = [self._orders(model, it, {})[0] for it in journey.stops]
        size = journey.stops[0].width, journey.stops[0].height

        def painted(order: Order, part: Part) -> Painted:
            made = self._painted(model, order, part)
            images = [self._enlarger.sized(it, size, _unheard)[0] for it in made.images]
            return replace(made, images=images)

        notes = dict.fromkeys(note for stop in stops for note in notes_of(model, stop))
        together = replace(stops[0], seeds=list(stops[0].seeds) * AT_A_TIME)
        with self._admitted(model, together, report):
            found = travel(journey, stops, painted, report)
        report(1.0)
        noted = [*notes, BLACKED_FRAMES] if found.blacked else notes
        return replace(found.result, note=" ".join(noted), recipe=recipe_of(model, stops[0]))

    def _dressed(
        self,
        order: Order,
        request: Request,
        model: LoadedModel,
        inputs: Mapping[str, Image.Image],
    ) -> Order:
        """See `dressed`; where memory ends, once more with what can be freed."""
        try:
            return dressed(order, request, model, self._catalogue, inputs)
        except OutOfMemory as error:
            log.warning("%s Making room for what goes with the model.", error)
        self._make_do()
        return dressed(order, request, model, self._catalogue, inputs)

    def _made(
        self,
        model: LoadedModel,
        orders: Sequence[Order],
        request: Request,
        inputs: Mapping[str, Image.Image],
        report: Report,
    ) -> list[Result]:
        """The pictures, enlarged where the model paints smaller ones than are asked for."""
        if self._catalogue.find(model.name).enlarged == 1:
            return self._all(model, orders, Part(report, request.count))
        results = self._all(model, orders, Part(report, request.count, end=1 - ENLARGING))
        large: list[Result] = []
        for result, (begin, end) in zip(results, shares(len(results)), strict=True):

            def told(done: float, begin: float = begin, end: float = end) -> None:
                report(1 - ENLARGING * (1 - begin - done * (end - begin)))

            wraps = orders[0].wraps
            large.append(self._enlarger.enlarged(result, request, inputs, told, wraps=wraps))
        return large

    def _all(self, model: LoadedModel, orders: Sequence[Order], part: Part) -> list[Result]:
        """One order after the other."""
        results: list[Result] = []
        for order, (begin, end) in zip(orders, shares(len(orders)), strict=True):
            before = [result.image for result in results]
            its = part if len(orders) == 1 else part.within(begin, end, before)
            painted = self._painted(model, order, its)
            results += _results(painted, notes_of(model, order), recipe_of(model, order))
        return results

    def _painted(self, model: LoadedModel, order: Order, part: Part) -> Painted:
        """All at once, or one after the other where memory does not allow that."""
        if len(order.seeds) == 1:
            return self._alone(model, order, part)
        try:
            return paint(model, order, part, part.waits)
        except OutOfMemory as error:
            log.warning("%s Painting %d pictures one by one.", error, len(order.seeds))
        self._make_do()
        return self._one_by_one(model, order, part)

    def _alone(self, model: LoadedModel, order: Order, part: Part) -> Painted:
        """One picture, if need be decoded in tiles from then on."""
        try:
            return paint(model, order, part, part.waits)
        except OutOfMemory as error:
            if not (self._idle or model.decode_in_tiles()):
                raise
            log.warning("%s Trying again with less.", error)
        self._make_do()
        return self._alone(model, order, part)

    def _make_do(self) -> None:
        """Free what can be freed, and let fewer in from now on."""
        self._let_idle_go()
        if self.model is not None:
            self.model.clear_beside()
        self._admission.narrow()
        gc.collect()
        self.device.free()

    def _one_by_one(self, model: LoadedModel, order: Order, part: Part) -> Painted:
        images: list[Image.Image] = []
        blacked: list[bool] = []
        for index, (begin, end) in enumerate(shares(len(order.seeds))):
            one = self._alone(model, order.only(index), part.within(begin, end, images))
            images += one.images
            blacked += one.blacked
        return Painted(images=images, blacked=blacked)

    def _upscaled(self, model: LoadedModel, order: Order, report: Report) -> list[Result]:
        tiles = _tiles(model, order)
        able = bool(model.traits.repaint) and len(tiles) <= MAX_TILES
        refines = able and self._catalogue.find(model.name).refines
        share = (ENLARGING if refines else 1.0) if self._enlarger.learned else 0.0
        assert order.source is not None
        source = order.source.convert("RGB")
        large, name = self._enlarger.larger(source, order.size, lambda it: report(share * it))
        recipe = {"upscaler": name}
        if not refines:
            note = "" if self._enlarger.learned else NOT_REFINED
            return [Result(image=large, note=note, recipe=recipe)] * len(order.seeds)
        part = Part(report, len(order.seeds), begin=share)
        painted = self._refined(model, replace(order, source=large), tiles, part)
        return _results(painted, notes_of(model, order), recipe_of(model, order) | recipe)

    def _refined(
        self, model: LoadedModel, order: Order, tiles: Sequence[Box], part: Part
    ) -> Painted:
        if len(tiles) == 1:
            return self._painted(model, order, part)
        images: list[Image.Image] = []
        for seed, (begin, end) in zip(order.seeds, shares(len(order.seeds)), strict=True):
            one = replace(order, seeds=[seed])
            images.append(self._mosaic(model, one, tiles, part.within(begin, end, images)))
        return Painted(images=images, blacked=[False] * len(images))

    def _mosaic(
        self, model: LoadedModel, order: Order, tiles: Sequence[Box], part: Part
    ) -> Image.Image:
        """One picture, tile by tile; each draws its own noise from the picture's seed."""
        assert order.source is not None
        mosaic = Mosaic(order.source, overlap=model.traits.side // 4)
        for index, (box, (begin, end)) in enumerate(zip(tiles, shares(len(tiles)), strict=True)):
            piece = order.source.crop(box)
            seed = (order.seeds[0] + index * 1_000_003) % 2**32
            small = replace(
                order, source=piece, width=piece.width, height=piece.height, seeds=[seed]
            )
            mosaic.put(
                self._alone(model, small, part.within(begin, end).showing(mosaic)).images[0], box
            )
        return mosaic.picture()


def _pixels(model: LoadedModel, order: Order) -> float:
    """That go through the denoiser at once; guidance sends each twice, a ControlNet half again.

    What changes a picture is guided by that, too: a third time.
    """
    area = min(order.width * order.height, model.traits.max_pixels)
    guidance = model.traits.guidance if order.guidance is None else order.guidance
    guided = 3 if order.edits else 2
    times = (guided if guidance > 1 else 1) * (1 if order.control is None else 1.5)
    return len(order.seeds) * area * times


def _unheard(_: float) -> None:
    """Of a film, the frames are heard of."""


def _tiles(model: LoadedModel, order: Order) -> list[Box]:
    if order.width * order.height <= model.traits.max_pixels:
        return [(0, 0, order.width, order.height)]
    side = model.traits.side
    return boxes(order.width, order.height, side, overlap=side // 4)


def _results(painted: Painted, notes: Sequence[str], recipe: Mapping[str, object]) -> list[Result]:
    return [
        Result(image=image, note=" ".join([*notes, BLACKED] if black else notes), recipe=recipe)
        for image, black in zip(painted.images, painted.blacked, strict=True)
    ]
