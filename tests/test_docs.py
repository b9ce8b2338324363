"""What the pages point at exists, and the figures in them are those of the code."""

import re
import subprocess
import tomllib
from pathlib import Path

import discord
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [target.split("#")[0] for target in LINK.findall(page.read_text())]
    local = [target for target in targets if target and "://" not in target]

    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_invite_link_asks_for_what_the_bot_needs() -> None:
    page = (ROOT / "docs" / "hosting.md").read_text()

    assert f"&permissions={NEEDED.value}\n" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), flags=re.MULTILINE)

    assert [target for target in named if f"\n{target}:" not in makefile] == []


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    reasons = (ROOT / "DECISIONS.md").read_text()

    names = [need.split("==")[0] for need in direct]

    assert [name for name in names if not re.search(rf"^- .*\b{name}\b.*:", reasons, re.M)] == []


def test_the_ci_script_is_one_that_a_shell_can_run() -> None:
    script = ROOT / ".ci" / "run"

    subprocess.run(["bash", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111
