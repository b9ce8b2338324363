"""Each import rule of pyproject.toml is broken once, in a small tree, and seen to be noticed."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# A legal house: every layer has one module, and the guarded libraries are used where they may be.
LEGAL = {
    "bot/__main__.py": "import bot.environment, bot.making",
    "bot/making.py": "import bot.client, bot.settings, inference.once",
    "bot/client.py": "import discord, bot.studio",
    "bot/studio.py": "import bot.quota, inference.queue, prompts.words",
    "bot/loopback/rest.py": "import aiohttp",
    "inference/worker.py": "import inference.encoding, inference.engine",
    "inference/engines/diffusion.py": "import diffusers, torch, transformers, inference.upscaling",
    "inference/engines/painter.py": "import inference.painter",
    "inference/memory.py": "import torch",
    "inference/upscaling.py": "import torch, inference.memory",
    "inference/training.py": "import torch, inference.engines.diffusion, inference.painter",
}

BREACHES = {
    "packages": [
        {"inference/queue.py": "import bot.quota"},
        {"prompts/words.py": "import inference.request"},
        {"inference/request.py": "import prompts.size"},
    ],
    "bot": [
        {"bot/studio.py": "import bot.delivery"},
        {"bot/client.py": "import bot.answers"},
        {"bot/utils.py": ""},
    ],
    "inference": [
        {"inference/queue.py": "import inference.worker"},
        {"inference/painter.py": "import inference.engines.painter"},
        {"inference/storage.py": "import inference.queue"},
        {"inference/upscaling.py": "import inference.engines.diffusion"},
        {"inference/helpers.py": ""},
    ],
    "prompts": [{"prompts/errors.py": "import prompts.words"}],
    "engines": [{"inference/engines/painter.py": "import inference.engines.diffusion"}],
    "discord": [
        {"bot/studio.py": "import discord"},
        {"bot/quota.py": "import bot.member", "bot/member.py": "from discord import Member"},
        {"inference/job.py": "import discord"},
        {"prompts/size.py": "import discord"},
    ],
    "torch": [
        {"inference/worker.py": "import torch"},
        {"bot/studio.py": "def lazily():\n    import torch"},
        {"inference/painter.py": "import transformers"},
        {"inference/queue.py": "from diffusers import AutoPipelineForText2Image"},
    ],
    "training": [
        {"inference/worker.py": "import inference.training"},
        {"bot/studio.py": "from inference import training"},
    ],
    "loopback": [
        {"bot/loopback/rest.py": "import discord"},
        {"bot/loopback/rest.py": "import bot.render"},
        {"bot/loopback/rest.py": "from bot.settings import Settings"},
        {"bot/loopback/rest.py": "import inference.job"},
        {"bot/loopback/rest.py": "import prompts.size"},
    ],
    "environment": [{"bot/making.py": "import bot.environment"}],
    "settings": [
        {"bot/client.py": "import bot.settings"},
        {"inference/worker.py": "import bot.settings"},
    ],
}
CASES = [(rule, breach) for rule, breaches in BREACHES.items() for breach in breaches]


def build(house: Path, changes: Mapping[str, str]) -> None:
    shutil.copy(ROOT / "pyproject.toml", house)
    modules = dict.fromkeys(_named_by_the_layers(), "")
    for name, source in {**modules, **LEGAL, **changes}.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    for package in {path.parent for path in house.rglob("*.py")}:
        (package / "__init__.py").touch()


def _named_by_the_layers() -> list[str]:
    packages = ("commands", "loopback", "artists", "engines")
    return [
        f"{container}/{name}/__init__.py" if name in packages else f"{container}/{name}.py"
        for contract in RULES["contracts"]
        for container in contract.get("containers", [])
        for layer in contract["layers"]
        for name in re.findall(r"\w+", layer)
    ]


def lint(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(LINT_IMPORTS), "--no-logo", "--no-cache", *options]
    return subprocess.run(
        command, cwd=house, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_legal_house_keeps_every_rule(tmp_path: Path) -> None:
    build(tmp_path, {})

    checked = lint(tmp_path)

    assert f"Contracts: {len(RULES['contracts'])} kept, 0 broken." in checked.stdout
    assert checked.returncode == 0


@pytest.mark.parametrize(("rule", "breach"), CASES, ids=lambda value: str(value)[:60])
def test_a_breach_is_noticed(rule: str, breach: Mapping[str, str], tmp_path: Path) -> None:
    build(tmp_path, breach)

    checked = lint(tmp_path, "--contract", rule)

    assert "Contracts: 0 kept, 1 broken." in checked.stdout
    assert checked.returncode == 1


def test_no_rule_goes_unbroken() -> None:
    assert set(BREACHES) == {contract["id"] for contract in RULES["contracts"]}


def test_the_bot_starts_without_the_libraries_that_drive_the_device() -> None:
    program = "import bot.__main__, sys; print(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", program]

    started = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )

    loaded = set(started.stdout.split())
    assert "discord" in loaded
    assert loaded.isdisjoint({"torch", "diffusers", "transformers", "skia", "scipy"})
