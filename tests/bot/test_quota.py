import pytest

from bot.member import Member
from bot.quota import (
    Measure,
    Scope,
    Subject,
    charges,
    day_of,
    member_limit,
    next_day,
    parse,
)
from inference.queue import Charge

GUILD, EVERYONE, PATRONS, ANN = 1, 1, 22, 5
NOON = 1_763_899_200.0  # 2025-11-23 12:00 UTC


def name(scope: Scope, subject_id: int, measure: Measure = Measure.PICTURES) -> str:
    return Subject(guild_id=GUILD, scope=scope, subject_id=subject_id, measure=measure).name


def ann(*roles: int) -> Member:
    return Member(user_id=ANN, guild_id=GUILD, role_ids=frozenset({EVERYONE, *roles}))


@pytest.mark.parametrize(
    ("limits", "roles", "limit"),
    [
        ({}, (), None),
        ({name(Scope.ROLE, EVERYONE): 10}, (), 10),
        ({name(Scope.ROLE, EVERYONE): 10, name(Scope.ROLE, PATRONS): 50}, (PATRONS,), 50),
        ({name(Scope.ROLE, EVERYONE): 10, name(Scope.ROLE, PATRONS): 50}, (), 10),
        ({name(Scope.ROLE, EVERYONE): 10, name(Scope.MEMBER, ANN): 3}, (PATRONS,), 3),
        ({name(Scope.MEMBER, 6): 3}, (), None),
        ({name(Scope.SERVER, GUILD): 3}, (), None),
    ],
)
def test_the_members_own_limit_wins_then_the_most_generous_role(
    limits: dict[str, int], roles: tuple[int, ...], limit: int | None
) -> None:
    assert member_limit(ann(*roles), limits) == limit


def test_a_wish_is_charged_to_the_member_and_to_the_server() -> None:
    limits = {name(Scope.SERVER, GUILD): 100, name(Scope.MEMBER, ANN): 9}

    day = "2025-11-23"
    assert charges(ann(), 4, limits, direct_limit=7, now=NOON) == [
        Charge(account="member:1:5", day=day, pictures=4, limit=9),
        Charge(account="server:1", day=day, pictures=4, limit=100),
    ]


def test_device_seconds_are_limited_beside_pictures() -> None:
    limits = {
        name(Scope.SERVER, GUILD, Measure.SECONDS): 3600,
        name(Scope.ROLE, PATRONS, Measure.SECONDS): 60,
        name(Scope.ROLE, EVERYONE, Measure.SECONDS): 20,
        name(Scope.MEMBER, ANN): 9,
    }

    found = charges(ann(PATRONS), 4, limits, direct_limit=7, now=NOON)

    assert [(charge.limit, charge.limit_s) for charge in found] == [(9, 60), (None, 3600)]


def test_outside_servers_the_operators_limit_counts() -> None:
    person = Member(user_id=ANN)

    assert charges(person, 4, {}, direct_limit=7, now=NOON) == [
        Charge(account="member:0:5", day="2025-11-23", pictures=4, limit=7)
    ]


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("scope", Scope)
def test_a_limits_name_reads_back_as_its_subject(scope: Scope, measure: Measure) -> None:
    subject = Subject(guild_id=1, scope=scope, subject_id=2, measure=measure)

    assert parse(subject.name) == subject


def test_a_day_ends_at_midnight_utc() -> None:
    assert next_day(NOON) == int(NOON) + 12 * 3600
    assert day_of(next_day(NOON) - 1) == "2025-11-23"
    assert day_of(next_day(NOON)) == "2025-11-24"
