"""The loopback chat's process: it starts with any token, and says so when it cannot."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import LoopbackFailed
from bot.loopback_process import Loopback
from tests.people import People


async def test_tokens_may_begin_with_a_dash(tmp_path: Path) -> None:
    chat = Loopback(tmp_path, port=0, people_token="-people")
    (tmp_path / "bot-token").write_text("--bot")

    async with chat, People(chat.url, "-people") as people:
        assert await people.channels("ann")
        assert chat.bot_token == "--bot"


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="Only Linux tells it here.")
async def test_no_list_of_processes_shows_a_token(tmp_path: Path) -> None:
    async with Loopback(tmp_path, port=0, people_token="people-secret") as chat:
        assert chat._process is not None
        listed = Path(f"/proc/{chat._process.pid}/cmdline")
        arguments = await asyncio.to_thread(listed.read_text)

        assert "bot.loopback" in arguments
        assert "people-secret" not in arguments
        assert chat.bot_token not in arguments


async def test_a_chat_that_ends_by_itself_is_told(tmp_path: Path) -> None:
    async with Loopback(tmp_path, port=0, people_token="people") as chat:
        assert chat._process is not None
        chat._process.kill()

        with pytest.raises(LoopbackFailed, match="ended with status -9"):
            await chat.ended()


async def test_a_token_that_was_not_written_to_its_end_is_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / "bot-token").touch()

    assert Loopback(tmp_path, port=0, people_token="people").bot_token


async def test_the_bots_token_stays_the_same(tmp_path: Path) -> None:
    tokens = {Loopback(tmp_path, port=0, people_token="people").bot_token for _ in range(2)}

    assert len(tokens) == 1
    assert (tmp_path / "bot-token").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("port", [-1, 70_000])
async def test_a_chat_that_cannot_start_says_so_and_leaves_nothing_behind(
    tmp_path: Path, port: int
) -> None:
    chat = Loopback(tmp_path, port=port, people_token="people")

    with pytest.raises(LoopbackFailed, match=r"^A port is a number from 0 to 65535\.$"):
        await chat.__aenter__()

    assert chat._process is not None
    assert chat._process.returncode == 1


async def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    async with Loopback(tmp_path / "first", port=0, people_token="people") as first:
        port = int(first.url.rpartition(":")[2])
        second = Loopback(tmp_path / "second", port=port, people_token="people")

        with pytest.raises(LoopbackFailed) as refused:
            await second.__aenter__()

    assert str(refused.value) == f"Port {port} is taken. Choose another one with --port."


async def test_a_folder_that_is_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    async with Loopback(tmp_path, port=0, people_token="people"):
        with pytest.raises(LoopbackFailed) as refused:
            await Loopback(tmp_path, port=0, people_token="people").__aenter__()

    assert str(refused.value) == (
        f"Another loopback server uses {tmp_path}; stop it, or choose another folder with --data."
    )


async def test_a_start_that_is_broken_off_ends_the_process(tmp_path: Path) -> None:
    chat = Loopback(tmp_path, port=0, people_token="people")
    starting = asyncio.create_task(chat.__aenter__())
    async with asyncio.timeout(60):
        while chat._process is None:
            await asyncio.to_thread(lambda: None)
    starting.cancel()
    await asyncio.wait({starting})

    assert chat._process.returncode is not None
