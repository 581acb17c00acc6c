"""Who holds a link, what was checked and answered before the call, who sits in it, and what was written there."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization
from telepraxis.care.encounters.models import Presence

CHECK_GOOD_FOR = timedelta(days=30)


class JoinedDevice(OwnedByOrganization):
    """A browser on which a visit's join link was opened. The first that goes on holds the link; others confirm."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    device_id = models.UUIDField()
    device_name = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()
    link_issued_at = models.DateTimeField(null=True)  # of the newest link that was opened here
    took_at = models.DateTimeField(null=True)  # when it first went on, and so became the device of this link
    birth_date_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "visit", "device_id"], name="joined_device_once")
        ]

    @property
    def is_second(self) -> bool:
        """Whether another device held the link before this one."""
        return self.birth_date_confirmed_at is not None


class LinkRevocation(OwnedByOrganization):
    """From here on every join link of the visit that was made before is dead, with whoever came in by it."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    revoked_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "-revoked_at"], name="link_revocation_of_visit")]


class BirthDateTry(OwnedByOrganization):
    """A wrong birth date given on a second device. Counted for the visit, whatever the device."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    device_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "visit"], name="birth_date_tries_of_visit")]


class Working(models.TextChoices):
    """What a device check found of one part."""

    WORKS = "works", _("works")
    REFUSED = "refused", _("not allowed in the browser")
    MISSING = "missing", _("none found")
    BUSY = "busy", _("used by another program")
    FAILED = "failed", _("does not work")
    NOT_CHECKED = "not_checked", _("not checked")


class DeviceCheck(OwnedByOrganization):
    """What the patient's browser found before the visit. Kept for staff; the newest of a visit counts."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    device_id = models.UUIDField(null=True)
    device_name = models.CharField(max_length=120, blank=True)
    camera = models.CharField(max_length=16, choices=Working.choices)
    microphone = models.CharField(max_length=16, choices=Working.choices)
    speaker = models.CharField(max_length=16, choices=Working.choices)
    relay = models.CharField(max_length=16, choices=Working.choices)
    relay_ms = models.PositiveIntegerField(null=True)
    with_camera = models.BooleanField(default=True)
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "-checked_at"], name="device_check_of_visit"),
            models.Index(fields=["organization", "patient", "-checked_at"], name="device_check_of_patient"),
        ]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Return (name of the part, what was found) for each part."""
        return [
            (_("Camera"), self.get_camera_display()),
            (_("Microphone"), self.get_microphone_display()),
            (_("Speaker"), self.get_speaker_display()),
            (_("Network"), self.get_relay_display()),
        ]

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """Return the parts that were checked and do not work."""
        found = (self.camera, self.microphone, self.speaker, self.relay)
        fine = {Working.WORKS, Working.NOT_CHECKED}
        return [part for part, state in zip(self.parts, found, strict=True) if state not in fine]

    def counts_for(self, device_id, now: datetime) -> bool:
        """Tell whether this check spares the same device another one."""
        fresh = now - self.checked_at < CHECK_GOOD_FOR
        return fresh and self.device_id == device_id and device_id is not None and self.microphone == Working.WORKS


class SafetyCard(OwnedByOrganization):
    """What was answered before the camera opened. Rows are only added; the newest of a visit counts."""

    class Company(models.TextChoices):
        ALONE = "alone", _("Only me")
        TRUSTED = "trusted", _("Someone I trust")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    jurisdiction = models.CharField(max_length=16)
    place = models.CharField(max_length=200)
    callback_phone = models.CharField(max_length=40)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    company = models.CharField(max_length=16, choices=Company.choices)
    company_names = models.CharField(max_length=200, blank=True)
    interpreter_language = models.CharField(max_length=16, blank=True)
    consent = models.ForeignKey("record.Consent", on_delete=models.PROTECT, db_index=False, related_name="+")
    consent_label = models.CharField(max_length=80)
    licensed = models.BooleanField()
    spoken_to = models.CharField(max_length=200, blank=True)  # staff who filled it in as the patient spoke
    answered_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "-answered_at"], name="safety_card_of_visit"),
            models.Index(fields=["organization", "patient", "-answered_at"], name="safety_card_of_patient"),
        ]


class LicenceOverride(OwnedByOrganization):
    """A clinician's recorded decision to go on although no licence of theirs holds where the patient is."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    jurisdiction = models.CharField(max_length=16)
    reason = models.TextField()
    decided_by = models.CharField(max_length=200)
    decided_by_account = models.UUIDField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit", "jurisdiction", "decided_by_account"], name="licence_override_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="licence_override_has_reason"),
        ]


class Seat(OwnedByOrganization):
    """A participant's place in the call. The page that took it last holds it; what it shows, others see."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    participant = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16)
    session = models.CharField(max_length=40)  # one page load in one browser
    channel = models.CharField(max_length=100)
    microphone = models.BooleanField(default=False)
    camera = models.BooleanField(default=False)
    screen = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True)  # the line is gone; the person may come back by themselves
    left_at = models.DateTimeField(null=True)  # the person left

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "visit", "participant"], name="one_seat_each")]

    @property
    def is_here(self) -> bool:
        return self.lost_at is None and self.left_at is None


class Invitation(OwnedByOrganization):
    """Somebody asked into one visit beside patient and clinician: by a link, or a colleague of the practice.

    One browser takes the link, says who is there and waits; the clinician lets them in. What has ended stays ended.
    """

    class Role(models.TextChoices):
        RELATIVE = Presence.Role.RELATIVE.value, _("Family member or carer")
        INTERPRETER = Presence.Role.INTERPRETER.value, _("Interpreter")
        COLLEAGUE = Presence.Role.COLLEAGUE.value, _("Colleague")

    class End(models.TextChoices):
        REFUSED = "refused", _("not let in")
        REMOVED = "removed", _("removed")
        REVOKED = "revoked", _("taken back")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    name = models.CharField(max_length=120)  # as the clinician knows them
    email = models.EmailField(blank=True)  # "" where the link was copied
    account_id = models.UUIDField(null=True)  # a colleague of the practice signs in; anybody else says who they are
    invited_by = models.CharField(max_length=200)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device_id = models.UUIDField(null=True)  # the browser that took the link
    said_name = models.CharField(max_length=120, blank=True)  # as they call themselves
    agreed_at = models.DateTimeField(null=True)
    agreed_to = models.CharField(max_length=40, blank=True)  # which confidentiality text
    camera = models.CharField(max_length=16, choices=Working.choices, default=Working.NOT_CHECKED)
    microphone = models.CharField(max_length=16, choices=Working.choices, default=Working.NOT_CHECKED)
    channel = models.CharField(max_length=100, blank=True)  # of the page that waits now
    waiting_since = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, choices=End.choices, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "invited_at"], name="invitations_of_visit")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="invitation_names_somebody"),
            models.CheckConstraint(
                condition=Q(admitted_at=None) | Q(agreed_at__isnull=False), name="invitation_admitted_after_agreeing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="invitation_ended_with_a_reason",
            ),
        ]

    @property
    def shown_name(self) -> str:
        """Return the name by which everybody in the call knows this guest."""
        return self.said_name or self.name

    @property
    def waits(self) -> bool:
        """Whether their page is open and nobody has let them in yet."""
        return self.ended_at is None and self.admitted_at is None and self.waiting_since is not None

    @property
    def calls_themself_otherwise(self) -> bool:
        return bool(self.said_name) and self.said_name.casefold() != self.name.casefold()


class ChatMessage(OwnedByOrganization):
    """A message written during a visit, or a file sent (then the text is its name).

    `key` is the writer's, so that a message sent twice stands once.
    """

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    participant = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16)
    key = models.UUIDField()
    text = models.TextField()
    document = models.ForeignKey(
        "record.DocumentReference", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "visit", "participant", "key"], name="chat_message_once"),
            models.CheckConstraint(condition=~Q(text=""), name="chat_message_says_something"),
        ]
        indexes = [models.Index(fields=["organization", "visit", "sent_at"], name="chat_of_visit")]


class CallMinute(OwnedByOrganization):
    """What one minute of the call was like for one participant, as their page counted it; no word and no picture.

    Seconds say for how long they were connected, heard the others, saw them moving, or saw stills of them.
    """

    class Rung(models.TextChoices):
        FULL = "full", _("large picture")
        GOOD = "good", _("good picture")
        FAIR = "fair", _("medium picture")
        SMALL = "small", _("small picture")
        TINY = "tiny", _("very small picture")
        STILLS = "stills", _("stills")
        VOICE = "voice", _("voice only")
        OFFER = "offer", _("hardly anything")

    class Why(models.TextChoices):
        NONE = "", ""
        BANDWIDTH = "bandwidth", _("thin network")
        LOSS = "loss", _("lossy network")
        DELAY = "delay", _("slow network")
        DEVICE = "device", _("busy device")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    participant = models.CharField(max_length=80)
    role = models.CharField(max_length=16)
    minute = models.DateTimeField()
    connected_s = models.PositiveSmallIntegerField()
    heard_s = models.PositiveSmallIntegerField()
    saw_s = models.PositiveSmallIntegerField()
    stills_s = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=8, choices=Rung.choices)  # the lowest on which they sent
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    loss_permille = models.PositiveSmallIntegerField()
    round_trip_ms = models.PositiveIntegerField()
    kilobytes = models.PositiveIntegerField()  # both ways
    relayed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit", "participant", "minute"], name="call_minute_once_each"
            ),
            models.CheckConstraint(
                name="call_minute_has_sixty_seconds",
                condition=Q(connected_s__lte=60, heard_s__lte=60, saw_s__lte=60, stills_s__lte=60),
            ),
        ]
