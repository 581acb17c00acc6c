"""The socket of a phone page: call, answer, hold, hang up. What a page says about itself is never believed."""

from uuid import UUID

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from telepraxis.base.access import NotAllowed, socket
from telepraxis.base.access.pace import Pace
from telepraxis.base.live import group
from telepraxis.base.live.consumer import REFUSED, LiveConsumer
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.telehealth import relay
from telepraxis.registry.accounts import idle
from telepraxis.registry.organizations.models import OrganizationProfile

from . import callers, calls, recording, trunks, words
from .models import PhoneCall
from .permissions import may_phone

TOO_MUCH = 4408
LARGEST_MESSAGE = 64 * 1024
LARGEST_SDP, LARGEST_CANDIDATE = 32 * 1024, 2 * 1024
DIGITS = set("0123456789*#ABCD")
CANDIDATE_FIELDS = ("candidate", "sdpMid", "sdpMLineIndex", "usernameFragment")


class BadMessage(ValueError):
    """Not what a phone page says."""


@socket(may_phone)
class PhoneConsumer(LiveConsumer):
    """One page of one member of staff. It speaks for the calls that its account placed or took."""

    rings_here = False  # the page has asked to hear incoming calls

    def live_groups(self) -> list[str]:
        return [group(self.actor.organization_id, "phone")]

    async def admitted(self) -> None:
        self.pace = Pace(rate=20, burst=120)
        self.mine: set[str] = set()
        await self.send_json(await self.serving(self._welcome))

    def _welcome(self) -> dict:
        trunk = trunks.trunk_of(self.actor.organization_id)
        own = PhoneCall.objects.filter(account_id=self.actor.account_id, ended_at=None).first()
        profile = OrganizationProfile.objects.filter(organization_id=self.actor.organization_id).first()
        force = bool(profile and profile.force_relay)
        if own:
            self.mine.add(str(own.id))
        return {
            "kind": "welcome",
            "line": {"ready": bool(trunk and trunk.is_ready), "words": words.line_words(trunk)},
            "ice": relay.ice(str(self.actor.account_id), force_relay=force, now=timezone.now()),
            "call": self._shown(own) if own else None,
        }

    def _shown(self, call: PhoneCall) -> dict:
        mine = call.account_id == self.actor.account_id
        whom = call.patient.name_text if call.patient_id else ""
        shown = {
            "id": str(call.id),
            "direction": call.direction,
            "state": call.state,
            "outcome": call.outcome,
            "mine": mine,
            "words": words.standing(call, whom),
            "answered_at": call.answered_at.isoformat() if call.answered_at else None,
            "visit": str(call.visit_id) if call.visit_id else None,
            "callers": [],
        }
        is_offered = call.direction == PhoneCall.Direction.IN and call.is_open and (mine or call.account_id is None)
        if is_offered and self.rings_here:
            found = callers.likely_callers(call.number, by=self.actor, today=timezone.localdate())
            shown["callers"] = [
                {"name": one.name, "born": one.birth_date.isoformat() if one.birth_date else "", "id": str(one.uid)}
                for one in found
            ]
        return shown

    # What the page says

    async def receive(self, text_data=None, bytes_data=None) -> None:
        if text_data is None or len(text_data) > LARGEST_MESSAGE or not self.pace.allows():
            return await self.close(TOO_MUCH)
        try:
            message = orjson.loads(text_data)
            deed = self.deeds[message["kind"]]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return await self.close(TOO_MUCH)
        try:
            await deed(self, message)
        except (BadMessage, ValueError):
            await self.close(TOO_MUCH)
        except NotAllowed:
            await self.close(REFUSED)
        except (Visit.DoesNotExist, PhoneCall.DoesNotExist):
            await self.send_json({"kind": "refused", "why": ""})

    async def _beat(self, message: dict) -> None:
        await self.serving(lambda: idle.keep_alive(self.scope["session"], now=timezone.now()))
        await self.send_json({"kind": "beat"})

    async def _open(self, message: dict) -> None:
        """The page is open for incoming calls: tell what rings now."""
        self.rings_here = message.get("rings") is True
        if not self.rings_here:
            return
        ringing = PhoneCall.objects.filter(direction="in", account_id=None, ended_at=None).select_related("patient")
        for shown in await self.serving(lambda: [self._shown(call) for call in ringing]):
            await self.send_json({"kind": "call", "call": shown})

    async def _call(self, message: dict) -> None:
        sdp, number = _text(message.get("sdp"), LARGEST_SDP), _text(message.get("number"), 60)
        try:
            order = await self.serving(lambda: self._placed(number, message.get("visit"), message.get("patient")))
        except visits.VisitIsOver:
            return await self.send_json({"kind": "refused", "why": _("This visit is over.")})
        if "why" in order:
            return await self.send_json({"kind": "refused", "why": order["why"]})
        self.mine.add(order["call"])
        await self._order("place", **order, sdp=sdp)
        placed = await self.serving(lambda: self._told(order["call"]))
        await self.send_json(placed | {"kind": "placed"})  # it may have ended already: busy is quick

    def _placed(self, number: str, visit_id, patient_id) -> dict:
        visit = Visit.objects.select_related("patient").get(id=UUID(str(visit_id))) if visit_id else None
        patient = UUID(str(patient_id)) if patient_id else None
        try:
            call = calls.place(number=number, visit=visit, patient=patient, by=self.actor, now=timezone.now())
        except calls.CallRefused as refused:
            calls.note_refusal(number=number, code=refused.code, visit=visit, by=self.actor)
            return {"why": str(refused.why)}
        trunk = trunks.trunk_of(call.organization_id)
        return {
            "call": str(call.id),
            "number": call.number,
            "ring_seconds": trunk.ring_seconds,
            "max_minutes": trunk.max_minutes,
        }

    def _told(self, call_id: str) -> dict:
        return {"kind": "call", "call": self._shown(PhoneCall.objects.select_related("patient").get(id=call_id))}

    async def _take(self, message: dict) -> None:
        call_id = _id(message)
        try:
            await self.serving(lambda: calls.take(call=_call_of(call_id), by=self.actor, now=timezone.now()))
        except calls.CallTaken:
            return await self.send_json({"kind": "taken", "call": call_id})
        self.mine.add(call_id)
        await self._order("take", call=call_id)

    async def _answer(self, message: dict) -> None:
        if (call_id := _id(message)) in self.mine:
            await self._order("answer", call=call_id, sdp=_text(message.get("sdp"), LARGEST_SDP))

    async def _decline(self, message: dict) -> None:
        call_id = _id(message)
        try:
            await self.serving(lambda: calls.decline(call=_call_of(call_id), by=self.actor, now=timezone.now()))
        except calls.CallTaken:
            return await self.send_json({"kind": "taken", "call": call_id})
        await self._order("decline", call=call_id)

    async def _candidate(self, message: dict) -> None:
        if (call_id := _id(message)) in self.mine:
            await self._order("candidate", call=call_id, candidate=_candidate_of(message.get("candidate")))

    async def _attach(self, message: dict) -> None:
        """The page's line to us was lost and is back: it goes on speaking for its call."""
        call_id = _id(message)
        own = await self.serving(lambda: _call_of(call_id).account_id == self.actor.account_id)
        if own:
            self.mine.add(call_id)
            await self._order("attach", call=call_id)

    async def _hold(self, message: dict) -> None:
        await self._if_own(message, "hold", calls.hold)

    async def _resume(self, message: dict) -> None:
        await self._if_own(message, "resume", calls.resume)

    async def _if_own(self, message: dict, order: str, verb) -> None:
        call_id = _id(message)
        try:
            await self.serving(lambda: verb(call=_call_of(call_id), by=self.actor, now=timezone.now()))
        except calls.CallTaken:
            return
        await self._order(order, call=call_id)

    async def _press(self, message: dict) -> None:
        digit = message.get("digit")
        if digit not in DIGITS:
            raise BadMessage
        if (call_id := _id(message)) in self.mine:
            await self._order("press", call=call_id, digit=digit)

    async def _hang_up(self, message: dict) -> None:
        call_id = _id(message)
        own = await self.serving(lambda: _call_of(call_id).account_id == self.actor.account_id)
        if own:
            await self._order("hang_up", call=call_id)

    async def _about(self, message: dict) -> None:
        """Note whose chart was opened for the caller."""
        call_id, patient = _id(message), UUID(str(message.get("patient")))
        try:
            now = timezone.now()
            await self.serving(lambda: calls.concerns(call=_call_of(call_id), patient=patient, by=self.actor, now=now))
        except calls.CallTaken:
            return

    async def _record(self, message: dict) -> None:
        """No page of ours says this; whoever does is told why not, and it is kept."""

        def refused() -> str:
            visit = Visit.objects.select_related("patient").get(id=UUID(str(message.get("visit"))))
            try:
                recording.begin(visit=visit, by=self.actor, now=timezone.now())
            except recording.RecordingRefused as why:
                return str(why)

        await self.send_json({"kind": "refused", "why": await self.serving(refused)})

    deeds = {
        "beat": _beat,
        "open": _open,
        "call": _call,
        "take": _take,
        "answer": _answer,
        "decline": _decline,
        "candidate": _candidate,
        "attach": _attach,
        "hold": _hold,
        "resume": _resume,
        "press": _press,
        "hang_up": _hang_up,
        "about": _about,
        "record": _record,
    }

    async def _order(self, what: str, **said) -> None:
        order = {"type": f"phone.{what}", "organization": str(self.organization()), "page": self.channel_name}
        await self.channel_layer.group_send(trunks.SWITCHBOARD, order | said)

    # What happens

    async def live_hint(self, message: dict) -> None:
        if message["kind"] == "phone_line":
            return await self.send_json(await self.serving(self._welcome))
        call = await self.serving(lambda: self._told_if_ours(message["ids"]["call"]))
        if call:
            await self.send_json(call)

    def _told_if_ours(self, call_id: str) -> dict | None:
        call = PhoneCall.objects.select_related("patient").filter(id=call_id).first()
        if call is None:
            return None
        ours = call.account_id == self.actor.account_id
        if ours or (self.rings_here and call.direction == PhoneCall.Direction.IN):
            return {"kind": "call", "call": self._shown(call)}
        return None

    async def phone_sdp(self, message: dict) -> None:
        if message["call"] in self.mine:
            await self.send_json({k: message[k] for k in ("call", "sdp")} | {"kind": "sdp", "type": message["kind"]})

    async def live_resync(self, message: dict) -> None:
        await self.send_json(await self.serving(self._welcome))


def _call_of(call_id: str) -> PhoneCall:
    return PhoneCall.objects.get(id=call_id)


def _id(message: dict) -> str:
    return str(UUID(str(message.get("call"))))


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise BadMessage
    return value


def _candidate_of(said: object) -> dict | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise BadMessage
    kept = {name: said[name] for name in CANDIDATE_FIELDS if name in said}
    if not all(
        value is None or isinstance(value, int) or len(str(value)) <= LARGEST_CANDIDATE for value in kept.values()
    ):
        raise BadMessage
    return kept
