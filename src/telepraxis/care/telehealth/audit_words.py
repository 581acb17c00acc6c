from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "telehealth.written_to_waiting",
    office=_("Wrote to somebody who waits"),
    patient=_("{who} wrote to you while you waited"),
)
sentence(
    "telehealth.waiting_talk_read",
    office=_("Read what was written while somebody waited"),
    patient=_("{who} read what was written while you waited"),
)
sentence("telehealth.link_opened", office=_("Opened a join link"), patient=_("{who} opened your link to a visit"))
sentence(
    "telehealth.birth_date_confirmed",
    office=_("Confirmed the birth date on a second device"),
    patient=_("{who} confirmed your birth date on a second device"),
)
sentence(
    "telehealth.birth_date_wrong",
    office=_("Gave a wrong birth date on a second device"),
    patient=_("A second device gave a wrong birth date for your visit ({who})"),
)
sentence(
    "telehealth.devices_checked", office=_("Checked camera and sound"), patient=_("{who} checked camera and sound")
)
sentence(
    "telehealth.safety_card_answered",
    office=_("Filled in a safety card"),
    patient=_("{who} filled in your safety card"),
)
sentence(
    "telehealth.licence_overridden",
    office=_("Went on without a licence where the patient is"),
    patient=_("{who} decided to see you although no licence is listed where you are"),
)
sentence(
    "telehealth.links_revoked",
    office=_("Took back the links to a visit"),
    patient=_("{who} took back the old links to your visit"),
)
sentence(
    "telehealth.people_seen",
    office=_("Looked at who is in a visit"),
    patient=_("{who} looked at who is in your visit"),
)
sentence(
    "telehealth.guest_invited",
    office=_("Invited somebody to a visit"),
    patient=_("{who} invited somebody to your visit"),
)
sentence(
    "telehealth.guest_introduced",
    office=_("Said who they are and agreed to keep silence"),
    patient=_("{who}, invited to your visit, agreed to keep to themselves what they hear"),
)
sentence(
    "telehealth.guest_waits",
    office=_("Waits to be let into a visit"),
    patient=_("{who} waited to be let into your visit"),
)
sentence(
    "telehealth.guest_stepped_away",
    office=_("Waits no more to be let into a visit"),
    patient=_("{who} waits no more to be let into your visit"),
)
sentence(
    "telehealth.guest_let_in",
    office=_("Let a guest into a visit"),
    patient=_("{who} let a guest into your visit"),
)
sentence(
    "telehealth.guest_refused",
    office=_("Did not let a guest into a visit"),
    patient=_("{who} did not let a guest into your visit"),
)
sentence(
    "telehealth.guest_removed",
    office=_("Removed a guest from a visit"),
    patient=_("{who} removed a guest from your visit"),
)
sentence(
    "telehealth.guest_revoked",
    office=_("Took back an invitation to a visit"),
    patient=_("{who} took back an invitation to your visit"),
)
sentence(
    "telehealth.guest_link_refused",
    office=_("Was refused with an invitation that does not work any more"),
    patient=_("{who} tried to come into your visit with an old invitation, and was refused"),
)
sentence(
    "telehealth.link_refused",
    office=_("Was refused with a join link that does not work any more"),
    patient=_("{who} tried to come into your visit with an old link, and was refused"),
)
sentence(
    "telehealth.socket_refused",
    office=_("Was refused at the call of a visit"),
    patient=_("{who} tried to come into your call, and was refused"),
)
sentence(
    "telehealth.flooded",
    office=_("Sent too much in a call and was cut off"),
    patient=_("{who} sent too much in your call and was cut off"),
)
sentence(
    "telehealth.message_forged",
    office=_("Sent something in a call that the call does not know, and was cut off"),
    patient=_("{who} sent something wrong in your call and was cut off"),
)
sentence(
    "telehealth.message_unknown",
    office=_("Sent a kind of message that the call does not know"),
    patient=_("{who} sent something in your call that it does not know"),
)
sentence(
    "telehealth.spoke_without_seat",
    office=_("Tried to speak in a call without having been let in"),
    patient=_("{who} tried to speak in your call without having been let in, and was refused"),
)
sentence(
    "telehealth.deed_refused",
    office=_("Tried something in a call that they may not do, and was cut off"),
    patient=_("{who} tried something in your call that they may not do, and was cut off"),
)
sentence(
    "telehealth.signal_forged",
    office=_("Sent a forged step of a connection and was cut off"),
    patient=_("{who} sent a forged message in your call and was cut off"),
)
sentence(
    "telehealth.signal_before_admission",
    office=_("Tried to connect before anybody was let in"),
    patient=_("{who} tried to connect in your visit before anybody was let in, and was refused"),
)
sentence("telehealth.seat_taken", office=_("Opened the call of a visit"), patient=_("{who} opened your video visit"))
sentence("telehealth.chat_written", office=_("Wrote in the chat of a visit"), patient=_("{who} wrote in your chat"))
sentence(
    "telehealth.call_report_read",
    office=_("Read the technical report of a call"),
    patient=_("{who} read how the connection of your visit was"),
)
sentence("telehealth.file_sent", office=_("Sent a file in a visit"), patient=_("{who} sent a file in your visit"))
sentence(
    "telehealth.licence_looked_at",
    office=_("Looked at a clinician's licence again"),
    patient=_("{who} looked again at whether a licence holds where you are"),
)
