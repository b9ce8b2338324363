"""Discord's algorithm for permissions, case by case."""

from bot.loopback.permissions import ALL, Right, allows, of_member

GUILD, ANN, PATRONS = "1", "2", "3"


def guild(*, everyone: int = 0, patrons: int = 0, owner_id: str = "9") -> dict[str, object]:
    roles = [
        {"id": GUILD, "permissions": str(everyone)},
        {"id": PATRONS, "permissions": str(patrons)},
    ]
    return {"id": GUILD, "owner_id": owner_id, "roles": roles}


def overwrite(target: str, *, allow: int = 0, deny: int = 0) -> dict[str, str]:
    return {"id": target, "allow": str(allow), "deny": str(deny)}


ANN_WITH_ROLE = {"user": {"id": ANN}, "roles": [PATRONS]}
SEND, VIEW = int(Right.SEND_MESSAGES), int(Right.VIEW_CHANNEL)


def test_roles_add_up() -> None:
    assert of_member(guild(everyone=VIEW, patrons=SEND), ANN_WITH_ROLE, []) == VIEW | SEND


def test_the_owner_may_do_everything() -> None:
    closed = [overwrite(ANN, deny=ALL)]

    assert of_member(guild(owner_id=ANN), ANN_WITH_ROLE, closed) == ALL


def test_no_overwrite_holds_back_an_administrator() -> None:
    admins = guild(patrons=int(Right.ADMINISTRATOR))

    assert of_member(admins, ANN_WITH_ROLE, [overwrite(GUILD, deny=VIEW)]) == ALL


def test_overwrites_go_from_everyone_to_role_to_member() -> None:
    closed_to_all = overwrite(GUILD, deny=VIEW | SEND)
    open_to_role = overwrite(PATRONS, allow=VIEW | SEND)
    silenced = overwrite(ANN, deny=SEND)

    value = of_member(
        guild(everyone=VIEW | SEND), ANN_WITH_ROLE, [silenced, open_to_role, closed_to_all]
    )

    assert value == VIEW


def test_an_administrator_holds_every_right() -> None:
    assert allows(int(Right.ADMINISTRATOR), Right.ATTACH_FILES, Right.VIEW_CHANNEL)
    assert not allows(VIEW, Right.VIEW_CHANNEL, Right.SEND_MESSAGES)
