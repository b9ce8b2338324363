import asyncio

import pytest

from bot.errors import NotAllowed
from bot.member import Member
from bot.quota import Measure, Scope, Subject
from tests.bot.mozart import Mozart, gallery, is_private, plain
from tests.people import Json, Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY_S = 86_400


async def quota(mozart: Mozart, act: str, **options: object) -> str:
    """What the admin reads."""
    answer = await mozart.people.command("ada", "art", f"quota {act}", options)
    shown = await mozart.people.settled("ada", "art", answer.message_id)
    assert is_private(shown)
    return plain(shown)


async def left(mozart: Mozart, member: str) -> str:
    """The refusal of a member who has asked for too much, or nothing."""
    answer = await mozart.people.command(member, "art", "imagine", {"prompt": "x", "count": 1})
    message = await mozart.people.wait_for(
        member, "art", lambda m: int(m["id"]) >= int(answer.message_id) and bool(plain(m))
    )
    return plain(message) if is_private(message) else ""


async def test_quotas_are_offered_in_servers_only(mozart: Mozart) -> None:
    def names(commands: list[Json]) -> set[str]:
        return {command["name"] for command in commands}

    assert "quota" in names(await mozart.people.commands("ada", "art"))
    assert "quota" not in names(await mozart.people.commands("ada", "dm"))


async def test_without_limits_everybody_has_as_many_as_they_like(mozart: Mozart) -> None:
    shown = await quota(mozart, "show")

    assert "None: everybody may ask for as many pictures as they like." in shown


async def test_a_server_limit_counts_all_members_together(mozart: Mozart) -> None:
    said = await quota(mozart, "set", pictures=5)

    assert said == "From now on, the whole server together: 5 pictures a day."
    await mozart.result("ann", count=3)
    assert (await left(mozart, "bob")) == ""
    refusal = await mozart.refusal("bob", "art", "imagine", {"prompt": "a fox", "count": 2})
    assert refusal.startswith("This server has 1 of 5 pictures left today")
    assert "Ask for fewer, or wait: there are new ones <t:" in refusal


async def test_a_role_limit_counts_each_member_who_has_it(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=2, role="patrons")

    refusal = await mozart.refusal("bob", "art", "imagine", {"prompt": "a fox", "count": 3})

    assert refusal.startswith("You have 2 of 2 pictures left today")
    assert len((await mozart.result("ann", count=3))["components"]) == 1


async def test_a_limit_for_everyone_counts_each_member(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=2, role="@everyone")

    refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox", "count": 3})

    assert refusal.startswith("You have 2 of 2 pictures left today")


async def test_a_members_own_limit_goes_before_their_roles(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=100, role="patrons")
    await quota(mozart, "set", pictures=0, member="bob")

    assert (await left(mozart, "bob")).startswith("You have 0 of 0 pictures left today")


async def test_a_limit_is_lifted_by_leaving_the_number_out(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=0, member="bob")

    said = await quota(mozart, "set", member="bob")

    assert said == f"<@{mozart.id_of('bob')}> has no limit of their own any more."
    assert await left(mozart, "bob") == ""


async def test_a_limit_on_device_seconds_is_kept_by_what_is_foreseen(mozart: Mozart) -> None:
    said = await quota(mozart, "set", seconds=0, member="bob")

    refusal = await mozart.refusal("bob", "art", "imagine", {"prompt": "a fox", "count": 1})

    assert said == f"From now on, <@{mozart.id_of('bob')}>: 0 device seconds a day."
    assert refusal.startswith("You have 0 of 0 device seconds left today, and this takes about 1.")
    assert "There are new ones <t:" in refusal


async def test_device_seconds_are_charged_as_they_were_used(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 100, Measure.SECONDS)

    await mozart.result("ann", count=4)

    cost_s = (await mozart.job(1)).cost_s
    assert await mozart.used_s("ann") == pytest.approx(cost_s, abs=0.001)
    assert "for 0 of 100 device seconds" in await quota(mozart, "show")


async def test_setting_one_limit_leaves_the_other(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=7, seconds=600)
    await quota(mozart, "set", pictures=9)
    both = await quota(mozart, "show")

    said = await quota(mozart, "set")

    assert "- the whole server together: 9 a day" in both
    assert "- the whole server together: 600 device seconds a day" in both
    assert said == "The whole server together has no limit any more."
    assert "None: everybody may ask" in await quota(mozart, "show")


async def test_the_admin_sees_limits_and_use(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=50)
    await quota(mozart, "set", pictures=7, member="bob")
    await mozart.result("bob", count=2)

    shown = await quota(mozart, "show", member="bob")

    assert "- the whole server together: 50 a day" in shown
    assert f"- <@{mozart.id_of('bob')}>: 7 a day" in shown
    assert f"<@{mozart.id_of('bob')}> asked for 2 of 7 today." in shown
    assert "The whole server asked for 2 of 50." in shown


async def test_a_reset_begins_a_members_day_anew(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=2, member="bob")
    await mozart.result("bob", count=2)

    await quota(mozart, "reset", member="bob")

    assert await mozart.used("bob") == 0
    assert await left(mozart, "bob") == ""


async def test_a_reset_of_a_role_reaches_everyone_who_has_it(mozart: Mozart) -> None:
    await mozart.result("ann", count=1)
    await mozart.result("bob", count=1)

    said = await quota(mozart, "reset", role="patrons")

    assert said.startswith("Today's count begins at nothing again for 1 member of <@&")
    assert (await mozart.used("ann"), await mozart.used("bob")) == (1, 0)


async def test_a_reset_of_the_server_begins_its_common_day_anew(mozart: Mozart) -> None:
    await quota(mozart, "set", pictures=2)
    await mozart.result("ann", count=2)

    await quota(mozart, "reset")

    assert await left(mozart, "bob") == ""


async def test_a_role_and_a_member_at_once_are_too_much(mozart: Mozart) -> None:
    options = {"pictures": 1, "role": "patrons", "member": "bob"}

    refusal = await mozart.refusal("ada", "art", "quota set", options)

    assert refusal == "Name a role or a member, not both."


async def test_twenty_wishes_at_once_get_exactly_what_the_limit_grants(mozart: Mozart) -> None:
    await mozart.limit(Scope.MEMBER, mozart.id_of("ann"), 7)

    wishes = (
        mozart.people.command("ann", "art", "imagine", {"prompt": f"fox {n}", "count": 1})
        for n in range(20)
    )
    await asyncio.gather(*wishes)

    await mozart.outcomes(7)
    await mozart.people.wait_for("ann", "art", lambda m: is_private(m) and "left today" in plain(m))
    await mozart.heard_all()
    assert len(await mozart.jobs()) == 7
    assert await mozart.used("ann") == 7


async def test_a_failure_gives_back_what_it_was_charged(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 4)

    await mozart.result("ann", prompt="broken", count=4)

    assert len(gallery(await mozart.result("ann", count=4))) == 4


async def test_the_day_begins_anew_at_midnight_utc(mozart: Mozart) -> None:
    await mozart.limit(Scope.MEMBER, mozart.id_of("ann"), 1)
    await mozart.result("ann", count=1)
    assert await left(mozart, "ann") != ""

    await mozart.people.advance(DAY_S - mozart.now % DAY_S)

    assert await left(mozart, "ann") == ""


@pytest.mark.parametrize("act", ["show", "set", "reset"])
async def test_members_neither_see_nor_call_it(mozart: Mozart, act: str) -> None:
    seen: list[Json] = await mozart.people.commands("bob", "art")

    assert "quota" not in [command["name"] for command in seen]
    with pytest.raises(Refusal):
        await mozart.people.command("bob", "art", f"quota {act}")


async def test_whoever_got_through_to_it_without_the_right_is_refused(mozart: Mozart) -> None:
    bob = Member(user_id=mozart.id_of("bob"), guild_id=mozart.guild_id, moderates=True)
    server = Subject(guild_id=mozart.guild_id, scope=Scope.SERVER, subject_id=mozart.guild_id)
    allowances = mozart.house.studio.allowances

    with pytest.raises(NotAllowed):
        await allowances.set_limits(bob, server, {Measure.PICTURES: 1000})
    with pytest.raises(NotAllowed):
        await allowances.reset_members(bob, [bob.user_id])
    with pytest.raises(NotAllowed):
        await allowances.limits(bob)
