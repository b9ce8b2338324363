"""The published contract has teeth: wrong bodies are caught in both directions."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bot.loopback.contract import Contract
from bot.loopback.errors import ApiError
from bot.loopback.gateway_contract import GatewayContract
from tests.bot.loopback.trial_bot import TrialBot
from tests.discord_house import House, connected

Reports = list[tuple[str, str]]


@pytest.fixture
def reports() -> Reports:
    return []


@pytest.fixture
def contract(reports: Reports) -> Contract:
    def report(where: str, what: str) -> None:
        reports.append((where, what))

    return Contract(report, report)


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", "/channels/123456/messages", "create_message"),
        ("GET", "/users/@me", "get_my_user"),
        ("PATCH", "/webhooks/123456/token/messages/@original", "update_original_webhook_message"),
        ("PATCH", "/webhooks/123456/token/messages/12345", "update_webhook_message"),
        ("POST", "/channels/123456/nonsense", None),
    ],
)
def test_literal_paths_win_over_placeholders(
    contract: Contract, method: str, path: str, operation: str | None
) -> None:
    found = contract.match(method, path)

    assert (found and found.id) == operation


def test_a_wrong_request_is_refused_where_it_is_wrong(contract: Contract, reports: Reports) -> None:
    operation = contract.match("POST", "/channels/123456/messages")
    assert operation is not None
    button = {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "x"}

    with pytest.raises(ApiError) as refused:
        contract.check_request(operation, {"components": [{"type": 1, "components": [button]}]})

    problem = refused.value.body()["errors"]["components"]["0"]["components"]["0"]["label"]
    assert problem["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert reports[0][0] == "REQUEST create_message"


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything in a body is; of a list, the first."""
    items = value.items() if isinstance(value, dict) else ()
    first = [(0, value[0])] if isinstance(value, list) and value else []
    for key, item in [*items, *first]:
        yield (*at, key)
        yield from paths(item, (*at, key))


def broken(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy in which the thing at `path` has a wrong type."""
    copied = node = copy.deepcopy(value)
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = "x" if isinstance(node[path[-1]], dict) else {"x": 1}
    return copied


async def test_nearly_every_wrong_type_in_what_we_send_is_caught(house: House) -> None:
    reports: Reports = []
    contract = GatewayContract(lambda where, what: reports.append((where, what)))
    async with connected(TrialBot()):
        answer = await house.people.command("ann", "art", "imagine", {"prompt": "x"})
        await house.people.settled("ann", "art", answer.message_id)
        session = next(iter(house.server.gateway.sessions.values()))
        packets = list(session.sent)

    missed = tried = 0
    for packet in packets:
        for path in paths(packet["d"], ("d",)):
            reports.clear()
            contract.check_event(broken(packet, path))
            tried += 1
            missed += not reports

    assert tried > 300
    assert missed / tried < 0.2
