"""Many members on one device: our engine against stock pipelines, in one run.

    serial   stock pipeline, one request after the other: what the peers do
    static   stock pipeline, all that wait (8 at most) as one batch, and nobody joins it
    shared   Mozart's engine: a thread for each request, steps computed together while that pays

All three compute the same pictures with the same weights, number format and threads. Requests come
in bursts as chance wills (a Poisson process), at four fifths of what `shared` can do when it is
never idle; the same moments for all three. On a CPU, the clock of these moments counts the seconds
of the process, which others on the machine do not stretch, and skips those that are idle.
`python -m benchmarks serving --help` lists options.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import numpy as np
import torch

from benchmarks._bot import share
from benchmarks._chart import chart
from benchmarks._device import Clock, busy_s, flops_of, peak_flops
from benchmarks._models import BUILDERS, save
from benchmarks._viewers import Stopping, Watcher
from benchmarks._ways import Setting, Stock, queued
from benchmarks.diffusion import Viewer
from inference.engine import Report
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device, probe
from inference.errors import Cancelled
from inference.inventory import read_catalogue

LOAD = 0.8
LOADS = (0.2, 0.4, 0.6, 0.8, 0.95)
NEVER = 1e9
POLL_S = 0.002


def main() -> None:
    """Measure and print."""
    options = _parser().parse_args(sys.argv[1:])
    device = probe(options.device)
    torch.set_num_threads(options.threads or torch.get_num_threads())
    _, side = BUILDERS[options.layout]
    setting = Setting(
        name=options.layout,
        side=options.side or side,
        steps=options.steps,
        guidance=options.guidance,
        at_once=options.at_once,
        static_at_once=options.static_at_once,
    )
    show = _Shown(as_json=options.json)
    threads = torch.get_num_threads() if device.place == "cpu" else None
    show(
        f"{device.describe()} {setting}",
        device=device.name,
        dtype=str(device.dtype),
        threads=threads,
        model=setting.name,
        side=setting.side,
        steps=setting.steps,
        guidance=setting.guidance,
    )
    with TemporaryDirectory(prefix="mozart-benchmark-") as folder:
        save(setting.name, Path(folder))
        engine = DiffusionEngine(
            read_catalogue(Path(folder)),
            device,
            at_once=setting.at_once,
            fixed_rows=options.fixed_rows,
        )
        engine.load(setting.name)
        stock = Stock(Path(folder), setting, device)
        with ThreadPoolExecutor(setting.at_once) as threads_of_jobs:
            _Comparison(setting, engine, stock, threads_of_jobs, show).run(options)
        engine.unload()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="serving", description="Many members on one device.")
    parser.add_argument(
        "--layout",
        choices=list(BUILDERS),
        default="small",
        help="of the model: small is like our own",
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--side", type=int, help="of the pictures, in pixels")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--guidance", type=float, default=5.0)
    parser.add_argument("--at-once", type=int, default=8, help="most that share the device")
    parser.add_argument("--static-at-once", type=int, default=8, help="most of a static batch")
    parser.add_argument("--preview-s", type=float, default=1.0, help="between two of a picture")
    parser.add_argument("--fixed-rows", type=int, help="see MOZART_FIXED_ROWS")
    parser.add_argument("--requests", type=int, default=40, help="of each way")
    parser.add_argument("--rounds", type=int, default=5, help="of the lone request")
    parser.add_argument("--threads", type=int, default=0, help="of torch; 0 takes all cores")
    parser.add_argument("--chart", type=Path, help="an SVG file to draw five loads into")
    parser.add_argument("--json", action="store_true", help="one JSON object on each line")
    return parser


@dataclass(frozen=True, slots=True)
class _Shown:
    as_json: bool

    def __call__(self, text: str, **figures: object) -> None:
        print(json.dumps(figures) if self.as_json else text, flush=True)


@dataclass(frozen=True, slots=True)
class _Comparison:
    setting: Setting
    engine: DiffusionEngine
    stock: Stock
    threads: ThreadPoolExecutor
    show: _Shown

    def run(self, options: argparse.Namespace) -> None:
        self._warm_up()
        self._alone(options.rounds)
        capacity = self._saturated(options.requests)
        self._watched(options.rounds, options.preview_s)
        loads = LOADS if options.chart else (LOAD,)
        means = [self._arriving(load, capacity, options.requests) for load in loads]
        if options.chart:
            lines = {way: [mean[way] for mean in means] for way in means[0]}
            title = f"{self.setting.name}, {self.setting.side} px: until the picture is there"
            across = "requests, as a share of what Mozart can do"
            options.chart.write_text(chart(title, loads, lines, across=across, up="s"))
        self._cancelled()

    def _warm_up(self) -> None:
        for size in (1, max(self.setting.at_once, self.setting.static_at_once)):
            self.stock(range(size))
            _all([self.threads.submit(self._shared, number) for number in range(size)])

    def _shared(self, number: int, every_s: float = NEVER) -> None:
        self.engine.run(self.setting.request(number), {}, Viewer(every_s))

    def _spent_s(self, call: Callable[[], object]) -> tuple[float, float]:
        """How long it took, and how much of the device."""
        began, before_s = perf_counter(), busy_s(self.engine.device)
        call()
        return perf_counter() - began, busy_s(self.engine.device) - before_s

    def _many(self, count: int, watch: Callable[[], Report]) -> None:
        """So many of ours, as fast as they go."""

        def run(number: int) -> None:
            self.engine.run(self.setting.request(number), {}, watch())

        _all([self.threads.submit(run, number) for number in range(count)])

    def _watched(self, rounds: int, every_s: float) -> None:
        """What previews cost when everybody watches: whole crowds, with and without, in turn."""
        count, device = 2 * self.setting.at_once, self.engine.device
        ratios, previews = list[float](), 0
        for index in range(2 * rounds):
            watchers = [Watcher(device, every_s) for _ in range(count)]
            iterator = iter(watchers)
            pair = [lambda: self._many(count, lambda: Viewer(NEVER))]
            pair.append(lambda: self._many(count, lambda: next(iterator)))  # noqa: B023 - run now
            spent = {which: self._spent_s(pair[which])[1] for which in _turns(index)}
            ratios.append(spent[1] / spent[0])
            previews += sum(watcher.seen for watcher in watchers)
        lost = 1 - 1 / median(ratios)
        each = previews / (2 * rounds * count)
        self.show(
            f"watched, a preview in {every_s:g} s: {100 * lost:.1f} % of the throughput for"
            f" {each:.1f} previews of each picture; {2 * rounds} pairs, of which the middle half"
            f" {_middle(ratios)}",
            measure="watched",
            preview_every_s=every_s,
            previews_each=each,
            throughput_lost=lost,
            watched_vs_unwatched=ratios,
        )

    def _alone(self, rounds: int) -> None:
        """A request that nobody else disturbs, and one that somebody watches."""
        ways = (lambda: self.stock([1]), lambda: self._shared(1), lambda: self._shared(1, 1.0))
        bare, ours, watched = _best_s(self.engine.device, rounds, ways)
        self.show(
            f"alone: stock {bare:.3f} s, ours {ours / bare:.3f} x, watched {watched / bare:.3f} x",
            measure="alone",
            stock_s=bare,
            lone_vs_stock=ours / bare,
            watched_vs_stock=watched / bare,
        )

    def _saturated(self, count: int) -> float:
        """Never idle; returns the requests a second that ours did."""
        assert self.engine.model is not None
        point, most = self.engine.model.denoisers[0], self.setting.static_at_once
        starts = range(0, count, most)
        spent = {"serial": self._spent_s(lambda: [self.stock([it]) for it in range(count)])}
        forwards, rows = point.forwards, point.rows
        spent["shared"] = self._spent_s(lambda: self._many(count, lambda: Viewer(NEVER)))
        filled = (point.rows - rows) / (point.forwards - forwards)
        spent["static"] = self._spent_s(
            lambda: [self.stock(range(it, min(count, it + most))) for it in starts]
        )
        per_s = {way: count / seconds for way, (seconds, _) in spent.items()}
        busy = {way: busy_s / count for way, (_, busy_s) in spent.items()}
        work, peak = flops_of(lambda: self.stock([0])), peak_flops(self.engine.device)
        shares = {way: work / seconds / peak for way, seconds in busy.items()}
        self.show(
            f"never idle: {_told(per_s, '{:.2f}')} pictures/s:"
            f" {per_s['shared'] / per_s['serial']:.2f} x serial; {filled:.1f} rows in a forward\n"
            f"  device seconds a picture: {_told(busy, '{:.3f}')}:"
            f" {busy['serial'] / busy['shared']:.2f} x serial\n"
            f"  share of the matrix peak ({peak / 1e9:.0f} GFLOP/s; {work / 1e9:.1f} GFLOP a"
            f" picture): {_told(shares, '{:.0%}')}",
            measure="saturated",
            serial_per_s=per_s["serial"],
            static_per_s=per_s["static"],
            shared_per_s=per_s["shared"],
            saturated_vs_serial=per_s["shared"] / per_s["serial"],
            device_s_a_picture=busy,
            device_saturated_vs_serial=busy["serial"] / busy["shared"],
            rows_per_forward=filled,
            peak_flops_per_s=peak,
            flops_a_picture=work,
            share_of_peak=shares,
        )
        return 1 / busy["shared"]

    def _arriving(self, load: float, capacity: float, count: int) -> dict[str, float]:
        """Requests that come by chance; returns the mean seconds of each way."""
        rate = load * capacity
        gaps = np.random.default_rng(1).exponential(1 / rate, count)
        moments = [float(moment) for moment in np.cumsum(gaps)]
        assert self.engine.model is not None
        point, most = self.engine.model.denoisers[0], self.setting.static_at_once
        times = {
            "serial": queued(moments, self.stock, Clock(self.engine.device), most=1),
            "static": queued(moments, self.stock, Clock(self.engine.device), most=most),
        }
        forwards, rows = point.forwards, point.rows
        times["shared"] = self._joined(moments)
        filled = (point.rows - rows) / (point.forwards - forwards)
        mean = {way: fmean(taken) for way, taken in times.items()}
        p95 = {way: share(taken, 0.95) for way, taken in times.items()}
        told = ", ".join(f"{way} {mean[way]:.2f} / {p95[way]:.2f} s" for way in times)
        self.show(
            f"load {load}: {count} requests, {rate:.2f} a second, mean / p95: {told};"
            f" {filled:.1f} rows in a forward of shared",
            measure="arriving",
            load=load,
            rate_per_s=rate,
            requests=count,
            mean_s=mean,
            p95_s=p95,
            mean_vs_serial=mean["shared"] / mean["serial"],
            p95_vs_serial=p95["shared"] / p95["serial"],
            mean_vs_static=mean["shared"] / mean["static"],
            p95_vs_static=p95["shared"] / p95["static"],
            rows_per_forward=filled,
        )
        return mean

    def _joined(self, moments: Sequence[float]) -> list[float]:
        clock, ends = Clock(self.engine.device), [0.0] * len(moments)

        def run(number: int) -> None:
            self._shared(number)
            ends[number] = clock.now()

        running = list[Future[None]]()
        for number, moment in enumerate(moments):
            while clock.now() < moment:
                if all(one.done() for one in running):
                    clock.idle_until(moment)
                sleep(POLL_S)
            running.append(self.threads.submit(run, number))
        _all(running)
        return [end - moment for end, moment in zip(ends, moments, strict=True)]

    def _cancelled(self) -> None:
        """How many forwards of the others begin between a cancel and the end of that run."""
        assert self.engine.model is not None
        point = self.engine.model.denoisers[0]
        stopping = Stopping(lambda: point.forwards, at=3)
        others = [self.threads.submit(self._shared, number) for number in range(2)]
        unwanted = self.threads.submit(self.engine.run, self.setting.request(9), {}, stopping)
        assert isinstance(unwanted.exception(), Cancelled)
        steps = point.forwards - stopping.forwards
        _all(others)
        self.show(
            f"cancelled: its place was free {steps} steps of the others later",
            measure="cancelled",
            steps_until_free=steps,
        )


def _turns(index: int) -> tuple[int, int]:
    """Which goes first, by turns."""
    return (0, 1) if index % 2 else (1, 0)


def _middle(ratios: Sequence[float]) -> str:
    ordered = sorted(ratios)
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    return f"took {low:.3f} to {high:.3f} x"


def _told(figures: Mapping[str, float], form: str) -> str:
    return ", ".join(f"{way} {form.format(figure)}" for way, figure in figures.items())


def _best_s(device: Device, rounds: int, ways: Sequence[Callable[[], object]]) -> list[float]:
    """The least device seconds of each way, taking turns."""
    best = [NEVER] * len(ways)
    for _ in range(rounds):
        for index, way in enumerate(ways):
            began = busy_s(device)
            way()
            best[index] = min(best[index], busy_s(device) - began)
    return best


def _all(running: Sequence[Any]) -> None:
    for one in running:
        one.result()
