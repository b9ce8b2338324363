from bot.address import TOKEN_LIFE_S, Address


def an_address(**changes: object) -> Address:
    fields = {"channel_id": 3, "guild_id": 1, "user_id": 5, "created_at": 100.0}
    return Address(**{**fields, **changes})  # type: ignore[arg-type]  # a test's shorthand


def test_an_address_reads_back_as_it_was_written() -> None:
    address = an_address(message_id=9, token="t", application_id=2, bot_can_edit=False)

    assert Address.from_json(address.to_json()) == address


def test_a_token_dies_before_discord_says_so() -> None:
    address = an_address(token="t")

    assert address.token_lives(100.0 + TOKEN_LIFE_S - 1)
    assert not address.token_lives(100.0 + TOKEN_LIFE_S)
    assert TOKEN_LIFE_S < 15 * 60


def test_an_ordinary_message_has_no_token_that_lives() -> None:
    assert not an_address().token_lives(100.0)


def test_links_lead_to_the_message_in_servers_and_direct_messages() -> None:
    assert an_address(message_id=9).link == "https://discord.com/channels/1/3/9"
    assert an_address(message_id=9, guild_id=None).link == "https://discord.com/channels/@me/3/9"
    assert an_address().link is None
