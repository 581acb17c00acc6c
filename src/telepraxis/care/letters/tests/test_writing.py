"""Letters: drafted, signed and locked, revoked; what stands on them and what does not."""

import pytest
from django.db import DatabaseError, transaction

from telepraxis.base import audit, files, record
from telepraxis.base.access import NotAllowed
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import DocumentReference
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.encounters.visits import VisitNotBegun
from tests.fhir import faults

from .. import writing
from ..models import Letter
from ..printing import pdf_of
from .scene import AWAY, words_of


def test_the_sick_note_says_from_until_and_for_what_and_no_diagnosis(signed):
    said = words_of(files.read(signed.digest))

    assert (
        "I examined Amara Okonjo, born 12 March 1991, on 23 November 2026. In my assessment Amara Okonjo is not fit "
        "for work from 23 November 2026 until 27 November 2026, both days included."
    ) in said
    for part in ("Quayside Practice", "Port Alder Ferries", "Dr Inês Carvalho", "OM 41872", signed.shown_code):
        assert part in said
    assert "Itchy rash" not in said


def test_signing_locks_the_letter_and_puts_it_into_the_record(signed, ines, begun, amara_record):
    document = DocumentReference.objects.get()
    content = record.content_of(document)

    assert faults(content) == []
    assert (document.doc_status, document.status, document.category) == ("final", "current", "sick_note")
    assert (document.patient_id, document.encounter_id) == (amara_record.uid, begun.encounter_id)
    assert content["content"][0]["attachment"]["url"] == f"urn:sha256:{signed.digest}"
    with pytest.raises(writing.AlreadySigned):
        writing.change_draft(letter=signed, said=writing.Said(**AWAY), by=ines, now=TEN_FORTY)
    with pytest.raises(writing.AlreadySigned):
        writing.throw_away(letter=signed, by=ines, now=TEN_FORTY)
    for change in ({"until_on": None}, {"text": "x"}, {"code": "0" * 12}):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            audit.wrote(ines, "scene.set")
            Letter.objects.update(**change)
    assert writing.sign_letter(letter=signed, by=ines, now=TEN_FORTY).code == signed.code


def test_the_patient_gets_a_bare_link(signed):
    mail = OutgoingMail.objects.get()

    assert (mail.to, mail.subject) == ("amara@example.org", "A paper from your practice is ready")
    for part in mail.body()[:2]:
        assert "/letters/" in part
        assert not {"sick", "Sick", "work", "Ferries", signed.shown_code} & set(part.replace(".", " ").split())


def test_a_letter_is_in_the_language_of_its_reader(begun, ines):
    said = writing.Said(language="es", text="Gracias.", recipient="Dra. Ruiz")
    letter = writing.draft_letter(visit=begun, kind="colleague", said=said, by=ines, now=TEN_FORTY)

    said = words_of(pdf_of(letter, at=TEN_FORTY, signed=False))

    assert "23 de noviembre de 2026" in said.lower()
    assert "Gracias." in said


def test_markup_typed_into_a_letter_prints_as_it_is_written(begun, ines):
    typed = '#panic("x") *bold* $x$ @me <label> \\ // {patient} {0.__class__}'
    said = writing.Said(text=typed)
    letter = writing.draft_letter(visit=begun, kind="colleague", said=said, by=ines, now=TEN_FORTY)

    assert typed in words_of(pdf_of(letter, at=TEN_FORTY, signed=False))


def test_only_the_physician_who_wrote_it_signs(draft, sam, freya, rui, amara, begun):
    for somebody in (sam, freya, rui, amara):
        with pytest.raises(NotAllowed):
            writing.sign_letter(letter=draft, by=somebody, now=TEN_FORTY)
    with pytest.raises(NotAllowed):
        writing.draft_letter(visit=begun, kind="attendance", said=writing.Said(), by=freya, now=TEN_FORTY)

    assert (Letter.objects.get().signed_at, DocumentReference.objects.count()) == (None, 0)


def test_refuses_a_note_without_days_and_a_visit_that_has_not_begun(begun, video_visit, ines):
    with pytest.raises(writing.LetterRefused):
        writing.draft_letter(visit=begun, kind="sick_note", said=writing.Said(), by=ines, now=TEN_FORTY)
    with pytest.raises(VisitNotBegun):
        writing.draft_letter(visit=video_visit, kind="sick_note", said=writing.Said(**AWAY), by=ines, now=TEN_FORTY)

    assert Letter.objects.count() == 0


def test_a_revoked_letter_stays_and_says_so(signed, ines, sam, marta):
    with pytest.raises(NotAllowed):
        writing.revoke_letter(letter=signed, why="Wrong days", by=sam, now=TEN_FORTY)
    with pytest.raises(writing.LetterRefused):
        writing.revoke_letter(letter=signed, why=" ", by=ines, now=TEN_FORTY)
    assert DocumentReference.objects.get().status == "current"

    writing.revoke_letter(letter=signed, why="Wrong days", by=marta, now=TEN_FORTY)
    writing.revoke_letter(letter=signed, why="Again", by=ines, now=TEN_FORTY)

    letter = Letter.objects.get()
    assert (letter.revoked_by, letter.revoked_why) == ("Marta Nunes", "Wrong days")
    assert DocumentReference.objects.get().status == "entered-in-error"
    assert files.read(letter.digest).startswith(b"%PDF-")


def test_the_practice_says_it_in_its_own_words(draft, marta, ines):
    with pytest.raises(NotAllowed):
        writing.set_wording(kind="sick_note", language="en", opening="x", closing="", by=ines, now=TEN_FORTY)
    writing.set_wording(
        kind="sick_note",
        language="en",
        opening="To whom it may concern: {patient} rests until {until}. {unknown} {born!r}",
        closing="",
        by=marta,
        now=TEN_FORTY,
    )
    said = words_of(pdf_of(draft, at=TEN_FORTY, signed=False))
    assert "To whom it may concern: Amara Okonjo rests until 27 November 2026. {unknown} {born!r}" in said

    writing.set_wording(kind="sick_note", language="en", opening=" ", closing="", by=marta, now=TEN_FORTY)
    assert "I examined Amara Okonjo" in words_of(pdf_of(draft, at=TEN_FORTY, signed=False))


@pytest.mark.parametrize(
    ("name", "initials"), [("Amara Ify Okonjo", "A. I. O."), ("Ana-María Ruiz", "A. M. R."), ("3X", "")]
)
def test_initials(name, initials):
    assert writing.initials_of(name) == initials
