"""How long a prompt takes to parse, whatever it is: usual ones, long ones and hostile ones.

The time is CPU time of this thread, so that other work on the machine does not count; the collector
of garbage runs as it does in the bot.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from time import thread_time

from prompts.errors import PromptError
from prompts.expand import draw, expand
from prompts.grammar import parse
from prompts.lists import shipped_lists

PROMISED_USUAL_MS = 1.0
PROMISED_ANY_MS = 50.0
USUAL, LONGEST = 500, 6000
ROUNDS = 2000
PIECES = (
    *("a red fox", "three sailboats", "at sunset", "watercolour", "(mist:1.2)", "[haze]"),
    *("{red, blue}", "{2$$a|b|c}", "__animal__", "castle::2", "rain::-0.5", "<lora:ink:0.8>"),
    *("rock & roll :)", "in 3:2", "a cat (sleeping)", "snow — deep", "\\(literal\\)"),
)
FLAGS = " --ar 3:2 --seed 7 --no people, cars --steps 20 --style ink"
HOSTILE: tuple[Callable[[int], str], ...] = (
    lambda n: "(" * n,
    lambda n: "{" * (n // 2) + "}" * (n // 2),
    lambda n: "{a,b}" * (n // 5),
    lambda n: "{a|b}" * (n // 5),
    lambda n: "{" + "a," * (n // 2 - 1) + "}",
    lambda n: "(" * 32 + "a " * (n // 2 - 32) + ")" * 32,
    lambda n: ":(" * (n // 2),
    lambda n: "a::2 " * (n // 5),
    lambda n: "--no a " * (n // 7),
    lambda n: "—no a " * (n // 6),
    lambda n: "<lora:" * (n // 6),
    lambda n: "\\" * n,
    lambda n: "_" * n,
    lambda n: "a:" * (n // 2),
    lambda n: "9" * n,
    lambda n: f"(a:{'9' * (n - 4)})",
    lambda n: f"--{'a' * (n - 2)}",
    lambda n: "embedding:" * (n // 10),
)


def main() -> None:
    """Print the figures beside the promised ones."""
    dice = Random(7)
    usual = [_usual(dice, USUAL) for _ in range(ROUNDS)]
    times = sorted(_parse_ms(text) for text in usual)
    print(f"{USUAL} characters, median       {times[len(times) // 2]:>8.2f} ms")
    p99 = times[int(0.99 * len(times))]
    print(f"{USUAL} characters, 99th pct     {p99:>8.2f} ms (promised: {PROMISED_USUAL_MS:g})")
    long = [_usual(dice, LONGEST) for _ in range(20)] + [build(LONGEST) for build in HOSTILE]
    worst = max(_parse_ms(text) for text in long)
    print(f"{LONGEST} characters, the worst   {worst:>8.2f} ms (promised: {PROMISED_ANY_MS:g})")
    prompt = parse("{a,b,c,d} {e,f,g,h} {i,j,k,l} __scene__ {2$$__animal__}")
    begin = thread_time()
    expand(draw(prompt, seed=7, lists=shipped_lists()))
    took = 1000 * (thread_time() - begin)
    print(f"64 prompts drawn and expanded    {took:>8.2f} ms (promised: {PROMISED_ANY_MS:g})")


def _usual(dice: Random, length: int) -> str:
    words = ""
    while len(words) < length - len(FLAGS):
        words += dice.choice(PIECES) + dice.choice((", ", " "))
    return words[: words.rindex(" ", 0, length - len(FLAGS))] + FLAGS


def _parse_ms(text: str) -> float:
    begin = thread_time()
    with suppress(PromptError):  # to refuse takes time, too
        parse(text)
    return 1000 * (thread_time() - begin)
