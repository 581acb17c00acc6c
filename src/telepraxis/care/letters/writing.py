"""Draft, sign and revoke letters; set the practice's wording."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from telepraxis.base import audit, files, notify, record
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitNotBegun
from telepraxis.care.scheduling.letters import reader_of

from .document import document_reference
from .models import Kind, Letter, Wording
from .permissions import may_revoke_letter, may_set_wording, may_sign_letter, may_write_letter
from .printing import pdf_of

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_LENGTH = 12  # 60 bits, and each address asks slowly (checking.py)


class LetterRefused(ValueError):
    """The letter cannot be so; `field` says where it lacks something."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


class AlreadySigned(Exception):
    """The letter is signed: it can be revoked, not changed."""


class NotSigned(Exception):
    """Only a signed letter can be revoked."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is typed into a letter."""

    language: str = "en"
    recipient: str = ""
    not_fit_for: str = ""
    from_on: date | None = None
    until_on: date | None = None
    text: str = ""


@transaction.atomic
def draft_letter(*, visit: Visit, kind: str, said: Said, by: Actor, now: datetime) -> Letter:
    """Begin a letter about the visit.

    :raises VisitNotBegun: patient and clinician have not met: there is nothing to certify.
    :raises LetterRefused: a sick note without its days or what the patient is not fit for.
    """
    visit = Visit.objects.locked(visit)
    may_write_letter.require(by, visit)
    if not visit.has_begun:
        raise VisitNotBegun(visit)
    _refuse_incomplete(kind, said)
    letter = Letter(
        organization_id=visit.organization_id,
        visit=visit,
        patient_id=visit.patient_id,
        author_id=by.practitioner_id,
        kind=kind,
        drafted_at=now,
        **vars(said),
    )
    letter.save(force_insert=True)
    audit.wrote(by, "letter.drafted", patient=visit.patient_id, entity=("Letter", letter.id))
    return letter


@transaction.atomic
def change_draft(*, letter: Letter, said: Said, by: Actor, now: datetime) -> Letter:
    """Change what a draft says.

    :raises AlreadySigned: it is locked.
    :raises LetterRefused: as for `draft_letter`.
    """
    letter = _locked(letter)
    may_sign_letter.require(by, letter)
    if letter.is_signed:
        raise AlreadySigned(letter.pk)
    _refuse_incomplete(letter.kind, said)
    for name, value in vars(said).items():
        setattr(letter, name, value)
    letter.save(update_fields=list(vars(said)))
    audit.wrote(by, "letter.drafted", patient=letter.patient_id, entity=("Letter", letter.id))
    return letter


def _refuse_incomplete(kind: str, said: Said) -> None:
    if kind == Kind.SICK_NOTE:
        for field in ("from_on", "until_on", "not_fit_for"):
            if not getattr(said, field):
                raise LetterRefused(field)
    if kind == Kind.COLLEAGUE and not said.text.strip():
        raise LetterRefused("text")
    if said.from_on and said.until_on and said.until_on < said.from_on:
        raise LetterRefused("until_on")


@transaction.atomic
def throw_away(*, letter: Letter, by: Actor, now: datetime) -> None:
    """Delete a draft. :raises AlreadySigned: a signed letter stays."""
    letter = _locked(letter)
    may_sign_letter.require(by, letter)
    if letter.is_signed:
        raise AlreadySigned(letter.pk)
    audit.wrote(by, "letter.thrown_away", patient=letter.patient_id, entity=("Letter", letter.id))
    letter.delete()


@transaction.atomic
def sign_letter(*, letter: Letter, by: Actor, now: datetime) -> Letter:
    """Print the letter with its code, lock it, put it into the record and tell the patient by a bare link.

    Said twice it signs once.

    :raises base.paper.CannotPrint: the page could not be set; nothing is signed.
    :raises StorageFull: as for any file; nothing is signed.
    """
    letter = _locked(letter)
    may_sign_letter.require(by, letter)
    if letter.is_signed:
        return letter
    letter.code = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
    letter.initials = initials_of(letter.patient.name_text)
    pdf = pdf_of(letter, at=now, signed=True)
    letter.digest = files.store(pdf, media_type="application/pdf", by=by, now=now)
    document = document_reference(letter, pdf, letter.digest, now)
    letter.document = record.write("DocumentReference", document, by=by, now=now)
    letter.signed_at = now
    letter.save(update_fields=["code", "initials", "digest", "document", "signed_at"])
    audit.wrote(by, "letter.signed", patient=letter.patient_id, entity=("Letter", letter.id))
    _send_link(letter)
    return letter


def initials_of(name: str) -> str:
    """Return the first letter of each part of a name: "Amara Ify Okonjo" is "A. I. O."."""
    return " ".join(f"{part[0].upper()}." for part in name.replace("-", " ").split() if part[0].isalpha())[:16]


def _send_link(letter: Letter) -> None:
    reader = reader_of(letter.patient_id)
    notify.email(
        to=reader.email,
        template="letters/mail/signed",
        context={"name": reader.name, "clinician": letter.author.name_text, "path": reverse("letters:own_letters")},
        language=reader.language,
        patient=letter.patient_id,
        time_zone=reader.time_zone or None,
        by_key=f"letter:{letter.id}",
    )


@transaction.atomic
def revoke_letter(*, letter: Letter, why: str, by: Actor, now: datetime) -> Letter:
    """Say that a signed letter no longer counts: its code says so from now on. Said twice it is revoked once.

    :raises NotSigned: it is a draft.
    :raises LetterRefused: no reason was given.
    """
    letter = _locked(letter)
    may_revoke_letter.require(by, letter)
    if not letter.is_signed:
        raise NotSigned(letter.pk)
    if letter.revoked_at:
        return letter
    if not why.strip():
        raise LetterRefused("why")
    document = record.content_of(letter.document) | {"status": "entered-in-error"}
    record.write("DocumentReference", document, by=by, now=now)
    letter.revoked_at, letter.revoked_by, letter.revoked_why = now, by.name, why.strip()[:200]
    letter.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    audit.wrote(by, "letter.revoked", patient=letter.patient_id, entity=("Letter", letter.id), reason=why.strip())
    return letter


def _locked(letter: Letter) -> Letter:
    related = ("patient", "author", "visit__encounter", "organization", "document")
    return Letter.objects.select_for_update(of=("self",)).select_related(*related).get(pk=letter.pk)


@transaction.atomic
def set_wording(*, kind: str, language: str, opening: str, closing: str, by: Actor, now: datetime) -> Wording | None:
    """Set the practice's sentences of a kind and language; without an opening ours come back.

    :raises LetterRefused: there is no such kind or language.
    """
    may_set_wording.require(by)
    if kind not in Kind.values or language not in dict(settings.LANGUAGES):
        raise LetterRefused("kind")
    own = Wording.objects.filter(kind=kind, language=language)
    audit.wrote(by, "letter.wording_set", entity=("Wording", f"{kind}/{language}"))
    if not opening.strip():
        own.delete()
        return None
    return Wording.objects.update_or_create(
        organization_id=by.organization_id,
        kind=kind,
        language=language,
        defaults={"opening": opening.strip(), "closing": closing.strip()},
    )[0]
