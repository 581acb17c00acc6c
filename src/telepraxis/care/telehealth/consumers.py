"""The socket of a call: seats, signals, chat, admission; for the patient's side, the clinician's, and for guests."""

import asyncio
import logging
from contextlib import suppress
from time import monotonic
from uuid import UUID

import orjson
from django.db import DatabaseError
from django.utils import timezone

from telepraxis.base.access import Actor, NotAllowed, socket
from telepraxis.base.access.pace import Pace, Paces
from telepraxis.base.live import group, rights_of_patient
from telepraxis.base.live.consumer import REFUSED, TRY_AGAIN, LiveConsumer, SocketRequest
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.registry.accounts import idle
from telepraxis.registry.organizations.models import OrganizationProfile

from . import admission, arrival, chatting, guests, minutes, misuse, relay, safety, seats, sending
from .models import ChatMessage, Invitation, Seat
from .negotiation import LARGEST_MESSAGE, BadSignal, cleaned
from .permissions import AtTheDoor, GuestAtTheDoor, may_be_guest, may_take_seat

log = logging.getLogger(__name__)

OVER = 4404
TOO_MUCH = 4408
REPLACED = 4409
SILENT = 4410
KEEP_EVERY = 20.0  # seconds between writing down how the call goes
SILENT_FOR = 8.0  # a page beats every two seconds: silent for so long it is not there, whatever its socket says
FULL = 4411
LOOK_EVERY = 20.0  # seconds between looks at whether this page may still be here
STEP_AWAY_AFTER = 6.0  # seconds: a reload in the waiting room is no stepping away
PATIENTS_SIDE = ("patient", "relative")
DOORS = Paces(rate=1, burst=40)  # how often one address may open the call of one visit
RANK = ["clinician", "colleague", "interpreter", "relative", "patient"]  # who stands first makes the offer


@socket(may_take_seat)
class CallConsumer(LiveConsumer):
    """A participant's page in a call. Ids are given here; what a page says about itself is never believed."""

    side = "patient"
    visit: Visit | None = None
    seat: Seat | None = None
    seated_as: Actor | None = None  # who took the seat: they leave it even when they may do nothing else any more
    in_progress = False
    with_nurse = False  # as this page last saw it
    present_since = None  # when this page was admitted or came back
    counted = False  # as present, in the visit's minutes
    unkept: dict = {}  # minutes that the page told and that are not written down yet

    def organization(self) -> UUID | None:
        if self.side == "clinician":
            return super().organization()
        return arrival.organization_of(self.scope["session"], self.visit_id)

    @property
    def visit_id(self) -> UUID:
        return self.scope["url_route"]["kwargs"]["visit_id"]

    def load_actor(self, organization_id: UUID) -> Actor | None:
        """The clinician's page acts as the signed-in clinician; the patient's as the patient, proxy, or by link."""
        actor = super().load_actor(organization_id)
        self.visit = Visit.objects.select_related("patient", "practitioner").filter(id=self.visit_id).first()
        if self.visit is None:
            raise NotAllowed(self.access_rule)
        if self.side == "clinician":
            return actor if actor and actor.is_clinician else None
        if actor and actor.is_or_acts_for(self.visit.patient_id):
            return actor
        return arrival.actor_by_link(SocketRequest(self.scope), None, self.visit)

    def subject(self) -> AtTheDoor:
        withdrawn = safety.consent_withdrawn(self.visit)
        if self.actor is None or self.actor.via == "link":
            return AtTheDoor(self.visit, by_link=self.actor is not None, consent_withdrawn=withdrawn)
        only_books = arrival.only_books(self.actor, self.visit)
        return AtTheDoor(self.visit, only_books=only_books, consent_withdrawn=withdrawn)

    def live_groups(self) -> list[str]:
        of = self.visit.organization_id
        return [
            group(of, "visit", self.visit.id),
            group(of, "waiting", self.visit.practitioner_id),
            rights_of_patient(of, self.visit.patient_id),
            self._call(),
        ]

    def _call(self) -> str:
        return group(self.visit.organization_id, "call", self.visit.id)

    # Coming and going

    async def connect(self) -> None:
        if not DOORS.allows((self.scope.get("client") or [""])[0], self.visit_id):
            return await self.close(TOO_MUCH)
        await super().connect()

    async def refused(self) -> None:
        await self._note("telehealth.socket_refused", self.side)

    async def admitted(self) -> None:
        self.pace, self.chat_pace = Pace(rate=40, burst=200), Pace(rate=2, burst=20)
        self.looked_at = self.kept_at = self.heard_at = monotonic()
        self.watch = asyncio.create_task(self._watch())
        await self._sit_down()

    async def _sit_down(self) -> None:
        session = dict(pair.split("=", 1) for pair in self._query().split("&") if "=" in pair).get("session", "")[:40]
        try:
            before = await self.serving(self._take_seat, session)
        except visits.VisitIsOver:
            await self._tell_status()
            return await self.close(OVER)
        except seats.CallIsFull as full:
            await self.send_json({"kind": "full", "why": str(full.why)})
            return await self.close(FULL)
        if before:
            await self.channel_layer.send(before, {"type": "call.replaced"})
        await self.send_json(await self.serving(self._welcome))
        await self._to_all({"type": "call.here", "seat": str(self.seat.id)})

    def _query(self) -> str:
        return self.scope["query_string"].decode("ascii", "ignore")

    def _take_seat(self, session: str) -> str:
        now = timezone.now()
        self.participant, self.seated_as = self._participant(), self.actor
        self.seat, before = seats.take(
            visit=self.visit,
            participant=self.participant,
            session=session,
            channel=self.channel_name,
            by=self.actor,
            now=now,
        )
        if self.side == "patient" and safety.card_of(self.visit):
            self.visit = visits.patient_ready(visit=self.visit, by=self.actor, now=now)
        self._follow()
        return before

    def _participant(self) -> presences.Participant:
        return presences.participant_of(self.actor, self.visit)

    def _follow(self) -> None:
        """Follow the visit's status; whoever is seated while it is in progress by video is present from now.

        While a nurse has the patient, those two talk as in the visit; everybody else still waits outside.
        """
        self.with_nurse = self.visit.is_with_nurse
        met = self.visit.status == Visit.Status.IN_PROGRESS
        self.in_progress = met or (self.with_nurse and self.seat is not None and self._is_at_rooming(self.seat))
        if not self._meets_here():
            self.present_since, self.counted = None, False
        elif met and self.present_since is None:
            self.present_since = timezone.now()

    def _meets_here(self) -> bool:
        """Whether people meet through these pages: on the phone, minutes are those of the line."""
        return self.visit.modality == Modality.VIDEO

    def _is_at_rooming(self, seat: Seat) -> bool:
        return seat.role in PATIENTS_SIDE or seat.participant == f"account:{self.visit.nurse_account_id}"

    def _meets(self, seat: Seat) -> bool:
        """Whether this page and that seat may know of each other: who is at the rooming is among themselves."""
        return not self.with_nurse or self.in_progress == self._is_at_rooming(seat)

    def _count_present(self) -> None:
        """Write down the presence. Done with the next beat, so that the first picture need not wait for it."""
        wanted = self.present_since and not self.counted and self._meets_here()
        if wanted and self.visit.status == Visit.Status.IN_PROGRESS:
            self.counted = True
            presences.joined(
                visit=self.visit,
                participant=self.participant,
                by=self.seated_as,
                now=self.present_since,
                connection=self.channel_name[:80],
            )

    def _welcome(self) -> dict:
        seated = seats.seats_of(self.visit)
        others = [self._shown(seat) for seat in seated if seat.id != self.seat.id and self._meets(seat)]
        return {
            "kind": "welcome",
            "me": str(self.seat.id),
            **self._status(),
            "others": others,
            "ice": self._ice(),
            "chat": [self._line(message) for message in chatting.messages_of(self.visit, since=self._reads_since())],
        }

    def _reads_since(self):
        """Return from when on this side reads the chat; None for from the beginning."""
        return None

    def _status(self) -> dict:
        """Return the visit's status as this page lives it: a talk with the nurse is a talk."""
        status, since = self.visit.status, self.visit.admitted_at
        if self.in_progress and self.with_nurse:
            status, since = Visit.Status.IN_PROGRESS, self.visit.rooming_began_at
        return {"status": status, "admitted_at": since.isoformat() if since else None}

    def _shown(self, seat: Seat) -> dict:
        mine, theirs = ((RANK.index(one.role), str(one.id)) for one in (self.seat, seat))
        return {
            "id": str(seat.id),
            "name": seat.name,
            "role": seat.role,
            "session": seat.session,
            "here": seat.is_here,
            "shows": {"microphone": seat.microphone, "camera": seat.camera, "screen": seat.screen},
            "i_call": mine < theirs,
        }

    def _ice(self) -> dict:
        profile = OrganizationProfile.objects.filter(organization_id=self.visit.organization_id).first()
        force = bool(profile and profile.force_relay)
        return relay.ice(str(self.seat.id), force_relay=force, now=timezone.now())

    async def _watch(self) -> None:
        """Close when the page has gone silent in the call: the others are told at once, not when the network finds out.

        In the waiting room a page may be silent: browsers slow one down that nobody looks at, until it is in a call.
        """
        while not self.in_progress or monotonic() - self.heard_at < SILENT_FOR:
            await asyncio.sleep(1)
        with suppress(OSError):  # the network was quicker and told the server that the page is gone
            await self.close(SILENT)

    async def disconnect(self, code: int) -> None:
        if watch := getattr(self, "watch", None):
            watch.cancel()
        if self.seat is not None:
            try:
                await self._lost_line()
            except (DatabaseError, NotAllowed):
                log.info("call: a page left while the database was away")
        await super().disconnect(code)

    async def _lost_line(self) -> None:
        if await self.serving(self._lose_seat):
            await self._to_all({"type": "call.gone", "seat": str(self.seat.id), "left": False})
            if self.side == "patient" and not self.in_progress:
                asyncio.get_running_loop().create_task(self._step_away_later())

    def _lose_seat(self) -> bool:
        now = timezone.now()
        self._keep_minutes()
        if not seats.lose(seat=self.seat, channel=self.channel_name, now=now):
            return False
        if self.visit.status == Visit.Status.IN_PROGRESS and self._meets_here():
            self._count_present()
            presences.left(
                visit=self.visit,
                participant=self.participant,
                by=self.seated_as,
                now=now,
                connection=self.channel_name[:80],
            )
        return True

    async def _step_away_later(self) -> None:
        await asyncio.sleep(STEP_AWAY_AFTER)
        try:
            await self.serving(self._step_away)
        except (DatabaseError, NotAllowed):
            log.info("call: could not note that a patient stepped away")

    def _step_away(self) -> None:
        if not Seat.objects.get(id=self.seat.id).is_here:
            visits.patient_stepped_away(visit=self.visit, by=self.seated_as, now=timezone.now())

    # What the page says

    async def receive(self, text_data=None, bytes_data=None) -> None:
        self.heard_at = monotonic()
        if text_data is None or len(text_data) > LARGEST_MESSAGE or not self.pace.allows():
            return await self._turn_away("telehealth.flooded", TOO_MUCH)
        try:
            message = orjson.loads(text_data)
            kind = str(message["kind"])
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return await self._turn_away("telehealth.message_forged", TOO_MUCH)
        deed = self.deeds.get(kind)
        if deed is None:
            return await self._note("telehealth.message_unknown", kind[:40])
        if self.seat is None and kind != "beat":
            return await self._note("telehealth.spoke_without_seat", kind[:40])
        try:
            await deed(self, message)
        except NotAllowed:
            if kind == "beat":
                return await self.close(REFUSED)  # what was allowed until now has ended: nobody tried anything
            await self._turn_away("telehealth.deed_refused", REFUSED, kind[:40])
        except BadSignal:
            await self._turn_away("telehealth.signal_forged", TOO_MUCH, kind[:40])

    async def _turn_away(self, action: str, code: int, what: str = "") -> None:
        await self._note(action, what)  # first: what runs when a page has gone may be cut short
        await self.close(code)

    async def _note(self, action: str, what: str = "") -> None:
        """Write down that something was refused. It is bounded: a flood fills no table."""
        if not misuse.is_worth_a_row(self.visit_id, action):
            return
        try:
            await self.serving(self._write_down, action, what)
        except (DatabaseError, NotAllowed):
            log.info("call: %s refused", action)

    def _write_down(self, action: str, what: str) -> None:
        by = self.actor or Actor.visitor(self.visit.organization_id, address=SocketRequest(self.scope).address)
        misuse.write(action, visit=self.visit, what=what, by=by)

    async def _beat(self, message: dict) -> None:
        await self.send_json({"kind": "beat"})
        if self.present_since and not self.counted:
            await self.serving(self._count_present)
        if monotonic() - self.looked_at > LOOK_EVERY:
            self.looked_at = monotonic()
            await self.serving(self._look)

    async def _minutes(self, message: dict) -> None:
        """Gather what the page counted; it is written down now and then, and when the page goes."""
        for minute, counted in minutes.told(message.get("minutes"), now=timezone.now()).items():
            before = self.unkept.get(minute)
            self.unkept = {**self.unkept, minute: before.with_more(counted) if before else counted}
        if monotonic() - self.kept_at > KEEP_EVERY:
            self.kept_at = monotonic()
            await self.serving(self._keep_minutes)

    def _keep_minutes(self) -> None:
        counted, self.unkept = self.unkept, {}
        if counted:
            minutes.keep(
                visit=Visit.objects.get(id=self.visit.id),
                participant=self.participant,
                counted=counted,
                by=self.seated_as,
                now=timezone.now(),
            )

    def _look(self) -> None:
        """Ask again whether this page may be here; looking at a call is a sign of life."""
        self._ask_again()
        idle.keep_alive(self.scope["session"], now=timezone.now())

    async def _welcome_again(self, message: dict) -> None:
        await self.serving(self._follow)
        await self.send_json(await self.serving(self._welcome))

    async def _signal(self, message: dict) -> None:
        step = cleaned(message.get("data"))
        if not self.in_progress:
            return await self._note("telehealth.signal_before_admission")
        await self._pass_on(str(message.get("to", ""))[:40], step)

    async def _pass_on(self, to: str, step: dict) -> None:
        await self._to_all({"type": "call.signal", "from": str(self.seat.id), "to": to, "data": step})

    async def _shows(self, message: dict) -> None:
        said = message.get("shows")
        if not isinstance(said, dict):
            raise BadSignal
        shows = {name: said.get(name) is True for name in ("microphone", "camera", "screen")}
        await self.serving(lambda: seats.show(seat=self.seat, **shows))
        await self._to_all({"type": "call.shows", "seat": str(self.seat.id), "shows": shows})

    async def _chat(self, message: dict) -> None:
        if not self.chat_pace.allows():
            return await self.close(TOO_MUCH)
        try:
            key, text = UUID(str(message.get("key"))), str(message.get("text", ""))
            said = await self.serving(lambda: self._write(key, text))
        except (ValueError, visits.VisitIsOver):
            return
        await self._to_all({"type": "call.chat", "message": str(said.id)})

    def _write(self, key: UUID, text: str) -> ChatMessage:
        return chatting.write(
            visit=self.visit, participant=self.participant, key=key, text=text, by=self.actor, now=timezone.now()
        )

    async def _renew(self, message: dict) -> None:
        await self.send_json({"kind": "ice", "ice": await self.serving(self._ice)})

    async def _admit(self, message: dict) -> None:
        """Admit, and let the prepared offer follow at once."""
        step = cleaned(message["data"]) if "data" in message else None
        before = self.with_nurse
        try:
            await self.serving(self._let_in)
        except admission.NotYet as reason:
            return await self.send_json({"kind": "refused", "why": str(reason.why)})
        except visits.VisitIsOver:
            return await self._tell_status()
        if step and message.get("to"):
            await self._pass_on(str(message["to"])[:40], step)
        if before:
            return await self.send_json(await self.serving(self._welcome))  # nurse and patient are here for us now
        await self.send_json({"kind": "visit", **self._status()})

    def _let_in(self) -> None:
        self.visit = admission.admit(visit=self.visit, by=self.actor, now=timezone.now())
        self._follow()

    async def _leave(self, message: dict) -> None:
        if await self.serving(self._give_up_seat):
            await self._to_all({"type": "call.gone", "seat": str(self.seat.id), "left": True})
        self.seat = None
        await self.close()

    def _give_up_seat(self) -> bool:
        now = timezone.now()
        self._keep_minutes()
        held = seats.leave(seat=self.seat, channel=self.channel_name, now=now)
        if held and self.visit.status == Visit.Status.IN_PROGRESS and self._meets_here():
            self._count_present()
            presences.left(visit=self.visit, participant=self.participant, by=self.seated_as, now=now)
        elif held and self.side == "patient":
            visits.patient_stepped_away(visit=self.visit, by=self.seated_as, now=now)
        return held

    deeds = {
        "beat": _beat,
        "look": _welcome_again,
        "signal": _signal,
        "shows": _shows,
        "chat": _chat,
        "ice": _renew,
        "admit": _admit,
        "minutes": _minutes,
        "leave": _leave,
    }

    # What other pages and the database say

    async def _to_all(self, message: dict) -> None:
        await self.channel_layer.group_send(self._call(), message)

    async def live_hint(self, message: dict) -> None:
        """Look again beside the other messages: a signal does not wait for the database."""
        if message["kind"] == "chat":
            await self.call_chat(message["ids"])
        elif message["kind"] == "visit":
            self.looking = asyncio.create_task(self._tell_status_beside())
        elif message["kind"] == "gone":
            await self.call_gone({"seat": message["ids"]["seat"], "left": True})
        else:
            await self.send_json({"kind": message["kind"]})

    async def _tell_status_beside(self) -> None:
        try:
            await self._tell_status()
        except (OSError, RuntimeError):  # the latter is the server's word for a socket that is closed already
            log.debug("call: the page left while it was to be told")

    async def _tell_status(self) -> None:
        before = self.with_nurse
        try:
            await self.serving(self._follow)
        except NotAllowed:
            return await self.close(REFUSED)
        except DatabaseError:
            return  # the page hears of it with its next look
        if before != self.with_nurse and self.seat is not None:
            return await self.send_json(await self.serving(self._welcome))  # others are here for this page now
        await self.send_json({"kind": "visit", **self._status()})

    async def live_rights_changed(self, message: dict) -> None:
        """What was taken away ends the seat as well: the others' pages drop this participant at once."""
        try:
            await self.serving(self._ask_again)
        except NotAllowed:
            await self._vacate()
            await self.close(REFUSED)
        except DatabaseError:
            await self.close(TRY_AGAIN)

    async def _vacate(self) -> None:
        if self.seat is None:
            return
        try:
            if await self.serving(self._give_up_seat):
                await self._to_all({"type": "call.gone", "seat": str(self.seat.id), "left": True})
        except (DatabaseError, NotAllowed):
            log.info("call: a seat could not be given up")
        self.seat = None

    async def call_here(self, message: dict) -> None:
        if self.seat is None or message["seat"] == str(self.seat.id):
            return
        seat = await self.serving(lambda: Seat.objects.filter(id=message["seat"]).first())
        if seat and self._meets(seat):
            await self.send_json({"kind": "here", "participant": self._shown(seat)})

    async def call_gone(self, message: dict) -> None:
        if self.seat and message["seat"] != str(self.seat.id):
            await self.send_json({"kind": "gone", "id": message["seat"], "left": message["left"]})

    async def call_shows(self, message: dict) -> None:
        if self.seat and message["seat"] != str(self.seat.id):
            await self.send_json({"kind": "shows", "id": message["seat"], "shows": message["shows"]})

    async def call_signal(self, message: dict) -> None:
        if self.seat and message["to"] == str(self.seat.id):
            if self.with_nurse:
                await self._tell_status()  # the clinician may have admitted out of the nurse's hands
                if self.with_nurse and not self.in_progress:
                    return
            self.in_progress = True  # only admitted pages send signals: the answer need not wait for the hint
            await self.send_json({"kind": "signal", "from": message["from"], "data": message["data"]})

    async def call_chat(self, message: dict) -> None:
        if self.seat is None:
            return
        said = await self.serving(lambda: ChatMessage.objects.filter(id=message["message"], document=None).first())
        if said:
            await self.send_json({"kind": "chat", "line": self._line(said)})

    def _line(self, message: ChatMessage) -> dict:
        return {
            "id": str(message.id),
            "key": str(message.key),
            "name": message.name,
            "mine": message.participant == self.participant.key,
            "text": message.text,
            "sent_at": message.sent_at.isoformat(),
            "file": sending.file_shown(message, side=self.side),
        }

    async def call_replaced(self, message: dict) -> None:
        self.seat = None
        await self.send_json({"kind": "replaced"})
        await self.close(REPLACED)


class PatientCall(CallConsumer):
    """The patient's side."""

    side = "patient"


class ClinicianCall(CallConsumer):
    """The clinician's side."""

    side = "clinician"


@socket(may_be_guest)
class GuestCall(CallConsumer):
    """An invited person's side: they wait without a seat, and so without a word, until the clinician lets them in."""

    side = "guest"
    invitation: Invitation | None = None

    def organization(self) -> UUID | None:
        return guests.organization_of(self.scope["session"], self.visit_id)

    def load_actor(self, organization_id: UUID) -> Actor | None:
        request = SocketRequest(self.scope)
        self.invitation = guests.invitation_of(request, self.visit_id)
        if self.invitation is None:
            raise NotAllowed(self.access_rule)
        self.visit = self.invitation.visit
        return guests.actor_of(request, self.invitation) if self.invitation.agreed_at else None

    def subject(self) -> GuestAtTheDoor:
        return GuestAtTheDoor(self.invitation, consent_withdrawn=safety.consent_withdrawn(self.visit))

    def _participant(self) -> presences.Participant:
        return guests.participant_of(self.invitation)

    def _reads_since(self):
        return self.invitation.admitted_at

    async def _sit_down(self) -> None:
        if self.invitation.admitted_at:
            return await super()._sit_down()
        await self.serving(self._wait)
        await self.send_json({"kind": "knocking"})

    def _wait(self) -> None:
        guests.wait(invitation=self.invitation, channel=self.channel_name, by=self.actor, now=timezone.now())

    async def live_hint(self, message: dict) -> None:
        if self.seat is not None:
            return await super().live_hint(message)
        if message["kind"] == "guests":
            await self._come_in()
        elif message["kind"] == "visit":
            await self._tell_status()

    async def _come_in(self) -> None:
        """Look whether the clinician has let this guest in."""
        try:
            await self.serving(self._ask_again)
        except NotAllowed:
            return await self.close(REFUSED)
        if self.invitation.admitted_at and self.seat is None:
            await self._sit_down()

    async def _tell_status(self) -> None:
        if self.seat is not None:
            return await super()._tell_status()
        try:
            await self.serving(self._ask_again)
        except NotAllowed:
            await self.close(OVER if self.visit and not self.visit.is_open else REFUSED)

    async def disconnect(self, code: int) -> None:
        if self.seat is None and self.invitation is not None and self.joined:
            try:
                await self.serving(self._stop_waiting)
            except (DatabaseError, NotAllowed):
                log.info("call: a guest left while the database was away")
        await super().disconnect(code)

    def _stop_waiting(self) -> None:
        by = self.actor or Actor.system(self.visit.organization_id)
        guests.stop_waiting(invitation=self.invitation, channel=self.channel_name, by=by)
