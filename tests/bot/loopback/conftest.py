"""A house with a trial bot in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.loopback.trial_bot import TrialBot
from tests.discord_house import House, connected, discord_house
from tests.people import People


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with discord_house(tmp_path) as house:
        yield house


@pytest.fixture
def people(house: House) -> People:
    return house.people


@pytest.fixture
async def bot(house: House) -> AsyncIterator[TrialBot]:
    """Logged in, its commands synced; the test fails if it or the server broke the contract."""
    bot = TrialBot()
    async with connected(bot):
        yield bot
