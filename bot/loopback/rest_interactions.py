"""Routes for answering interactions: the callback and the webhook behind its token.

COMMAND, COMPONENT or MODAL --callback within 3 s--> answered --webhook for 15 min--> expired
"""

from bot.loopback import messages, rules
from bot.loopback.errors import ApiError, form_error
from bot.loopback.limits import Limiter
from bot.loopback.permissions import Right, allows
from bot.loopback.rest import Call, Route
from bot.loopback.state import Attachment, Interaction, Message
from bot.loopback.wire import Answer, Flag, Json, JsonValue, Kind, without_nulls
from bot.loopback.world import World

ACK_S, TOKEN_S = 3.0, 900.0
MAX_FOLLOWUPS = 5
_Reply = tuple[int, JsonValue]
_HOOK = "/webhooks/{app}/{token}"
_HOOK_MESSAGE = _HOOK + "/messages/{message}"
_MAY_ANSWER = {
    Kind.COMMAND: {Answer.MESSAGE, Answer.DEFERRED, Answer.MODAL},
    Kind.COMPONENT: {
        Answer.MESSAGE,
        Answer.DEFERRED,
        Answer.DEFERRED_UPDATE,
        Answer.UPDATE,
        Answer.MODAL,
    },
    Kind.AUTOCOMPLETE: {Answer.CHOICES},
    Kind.MODAL: {Answer.MESSAGE, Answer.DEFERRED},
}


class InteractionRoutes:
    """Everything that an interaction's token opens."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def routes(self) -> list[Route]:
        return [
            ("POST", "/interactions/{interaction}/{token}/callback", self._callback),
            ("POST", _HOOK, self._followup),
            ("GET", _HOOK_MESSAGE, _get),
            ("PATCH", _HOOK_MESSAGE, self._edit),
            ("DELETE", _HOOK_MESSAGE, _delete),
        ]

    async def _callback(self, call: Call) -> _Reply:
        world = call.world
        interaction = _unanswered(call)
        uploads = await call.kept(interaction.channel_id)
        _unanswered(call)  # somebody else may have answered while the files were written
        kind, data = Answer(call.body["type"]), call.body.get("data") or {}
        _check_kind(interaction, kind, data)
        match kind:
            case Answer.MESSAGE | Answer.DEFERRED:
                _answer_with_message(world, interaction, kind, data, uploads)
            case Answer.DEFERRED_UPDATE:
                interaction.original_id = interaction.source_id
            case Answer.UPDATE:
                source = _source(world, interaction)
                messages.edit(world, source, data, uploads, self._limiter)
                interaction.original_id = source.id
            case Answer.MODAL:
                rules.check_modal(data)
                interaction.modal = without_nulls(data)
        interaction.answer = int(kind)
        world.save_interaction(interaction)
        waiting = world.waiting.get(interaction.id)
        if waiting is not None and not waiting.done():
            waiting.set_result(data)
        return _acknowledged(call, interaction, kind)

    async def _followup(self, call: Call) -> _Reply:
        world = call.world
        interaction = _answered(call)
        channel = world.channel(interaction.channel_id)
        uploads = await call.kept(channel.id)
        original = channel.messages.get(interaction.original_id or "")
        if original is not None and original.loading:
            # The first follow-up after a deferral fills the placeholder; deprecated, yet it works.
            messages.edit(world, original, call.body, uploads, self._limiter)
            return 200, world.rendered(original)
        if set(interaction.owners) == {"1"}:
            if interaction.followups >= MAX_FOLLOWUPS:
                raise ApiError(40094)
            interaction.followups += 1
            world.save_interaction(interaction)
        body = call.body | _hidden(world, interaction, call.body)
        message = messages.post(
            world, channel, world.app_id, body, uploads, interaction=interaction
        )
        return 200, world.rendered(message)

    async def _edit(self, call: Call) -> _Reply:
        message = _target(call)
        uploads = await call.kept(message.channel_id)
        messages.edit(call.world, message, call.body, uploads, self._limiter)
        return 200, call.world.rendered(message)


async def _get(call: Call) -> _Reply:
    return 200, call.world.rendered(_target(call))


async def _delete(call: Call) -> _Reply:
    messages.delete(call.world, _target(call))
    return 204, None


def _unanswered(call: Call) -> Interaction:
    found = call.world.interactions.get(call.where["token"])
    if found is None or found.id != call.where["interaction"]:
        raise ApiError(10062)
    if found.answer is not None:
        raise ApiError(40060)
    if call.world.clock.now() - found.created_at > ACK_S:
        raise ApiError(10062)
    return found


def _answered(call: Call) -> Interaction:
    found = call.world.interactions.get(call.where["token"])
    if found is None or call.where["app"] != call.world.app_id:
        raise ApiError(10015)
    if call.world.clock.now() - found.created_at > TOKEN_S:
        raise ApiError(50027)
    if found.answer is None:
        raise ApiError(10015)
    return found


def _target(call: Call) -> Message:
    """The message of the path: @original, or one that this interaction made."""
    interaction = _answered(call)
    channel = call.world.channel(interaction.channel_id)
    if call.where["message"] in ("@original", interaction.original_id):
        message = channel.messages.get(interaction.original_id or "")
    else:
        message = channel.messages.get(call.where["message"])
        if message is not None and message.interaction_id != interaction.id:
            message = None
    if message is None:
        raise ApiError(10008)
    return message


def _source(world: World, interaction: Interaction) -> Message:
    return world.message(interaction.channel_id, interaction.source_id or "")


def _check_kind(interaction: Interaction, kind: Answer, data: Json) -> None:
    possible = set(_MAY_ANSWER[Kind(interaction.kind)])
    if interaction.kind == Kind.MODAL and interaction.source_id:
        possible |= {Answer.DEFERRED_UPDATE, Answer.UPDATE}
    if kind not in possible:
        text = f"Callback type {kind} is not valid for interaction type {interaction.kind}"
        raise form_error((["type"], "INTERACTION_APPLICATION_INVALID_TYPE", text))
    if kind == Answer.DEFERRED and int(data.get("flags") or 0) & ~Flag.EPHEMERAL:
        text = "Only EPHEMERAL may be set on a deferred response"
        raise form_error((["data", "flags"], "BITFIELD_INVALID", text))


def _answer_with_message(
    world: World,
    interaction: Interaction,
    kind: Answer,
    data: Json,
    uploads: dict[int, Attachment],
) -> None:
    message = messages.post(
        world,
        world.channel(interaction.channel_id),
        world.app_id,
        data | _hidden(world, interaction, data),
        uploads,
        interaction=interaction,
        loading=kind == Answer.DEFERRED,
    )
    interaction.original_id = message.id


def _hidden(world: World, interaction: Interaction, data: Json) -> Json:
    """Where only the user installed the app, answers are public only if the user may do that."""
    if not interaction.guild_id or "0" in interaction.owners:
        return {}
    rights = world.rights(interaction.user_id, world.channel(interaction.channel_id))
    if allows(rights, Right.USE_EXTERNAL_APPS, Right.SEND_MESSAGES):
        return {}
    return {"flags": int(data.get("flags") or 0) | int(Flag.EPHEMERAL)}


def _acknowledged(call: Call, interaction: Interaction, kind: Answer) -> _Reply:
    if call.query.get("with_response") not in ("1", "true"):
        return 204, None
    about: Json = {"id": interaction.id, "type": int(interaction.kind)}
    answer: Json = {"interaction": about}
    channel = call.world.channel(interaction.channel_id)
    message = channel.messages.get(interaction.original_id or "")
    if message is not None:
        about |= {
            "response_message_id": message.id,
            "response_message_loading": kind == Answer.DEFERRED,
            "response_message_ephemeral": message.only_for is not None,
        }
        if kind in (Answer.MESSAGE, Answer.UPDATE):
            rendered = call.world.rendered(message)
            answer["resource"] = {"type": int(kind), "message": rendered}
    return 200, answer
