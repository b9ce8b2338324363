"""Several devices in one house, without a Discord: what they paint goes to disk."""

import asyncio
from pathlib import Path

from bot.address import Address
from bot.house import House, build
from bot.member import Member
from bot.wish import Wish
from inference.engine import Engine
from inference.job import State
from tests.inference.scripted import CATALOGUE, FlatEngine, Gate

ANN, BOB = Member(user_id=1), Member(user_id=2)
NOWHERE = Address(channel_id=1, guild_id=None, user_id=1, created_at=0)


async def test_two_devices_paint_two_jobs_at_the_same_time(tmp_path: Path) -> None:
    gate = Gate()

    def engine() -> Engine:
        return FlatEngine(lambda *_: gate.stop_here())

    devices = [{"flat": engine}, {"flat": engine}]
    async with build(tmp_path, catalogue=CATALOGUE, devices=devices, direct_limit=9) as house:
        painting = asyncio.create_task(house.dispatcher.run())
        for key, member in enumerate((ANN, BOB)):
            wish = Wish(prompt="a square")
            await house.studio.imagine(member, wish, None, key=str(key), address=NOWHERE)

        await asyncio.to_thread(gate.wait_for, 2)

        assert [await state(house, job_id) for job_id in (1, 2)] == [State.RUNNING] * 2
        gate.open()
        painting.cancel()


async def state(house: House, job_id: int) -> State:
    return (await house.queue.job(job_id)).state
