"""Directives in pages: a nurse writes one down with its paper, a physician confirms, the patient sends and ends."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Consent, DocumentReference, Observation
from telepraxis.commons.documents.keeping import keep as keep_file
from telepraxis.commons.documents.tests import poison
from tests.people import MONDAY_8AM

from .. import keeping
from ..document import Said
from ..models import Directive
from ..reminding import remind_of_reviews
from .test_keeping import MAY, dnr, keep, proxy


def address(patient, *parts) -> str:
    return "/".join(["/directives", str(patient.patient_id), *(str(part) for part in parts), ""])


def own_address(patient, *parts) -> str:
    return "/".join([f"/me/{patient.patient_id}/directives", *(str(part) for part in parts), ""])


def photograph(name="dnr.jpg"):
    return SimpleUploadedFile(name, poison.photograph(), "image/jpeg")


def test_a_nurse_writes_an_order_down_with_its_paper_and_a_physician_confirms_it(amara, freya, ines, browse):
    client = browse(freya)
    sent = {"made_on": "2026-05-03", "held_by": "Her brother Chidi, at home", "file": photograph()}
    answer = client.post(address(amara, "add", "dnr"), sent)
    row = Consent.objects.get(scope="adr")
    waiting = client.get(address(amara, row.uid)).content.decode()
    refused = client.post(address(amara, row.uid, "act"), {"act": "confirm", "version": "1"})
    done = browse(ines).post(address(amara, row.uid, "act"), {"act": "confirm", "version": "1"})
    page = browse(ines).get(address(amara, row.uid)).content.decode()

    paper = DocumentReference.objects.get()
    assert (answer.status_code, answer.url) == (302, address(amara))
    assert "It counts when a physician has confirmed it." in waiting
    assert (refused.status_code, "only a physician confirms it" in refused.content.decode()) == (422, True)
    assert (done.status_code, Consent.objects.get(scope="adr").status) == (302, "active")
    assert f"/files/{paper.uid}/look/" in page and "Her brother Chidi, at home" in page and "version 2" in page
    looks = AuditEvent.objects.filter(action="directives.read", entity_id=row.logical_id, actor_name="Dr Inês Carvalho")
    assert looks.count() == 1


def test_a_file_of_the_record_is_chosen_and_another_patients_is_not(amara, tomasz, ines, browse):
    papers = [
        keep_file(content=poison.photograph(), name="w.jpg", patient=one.patient_id, by=ines, now=MONDAY_8AM)
        for one in (amara, tomasz)
    ]
    client, sent = browse(ines), {"made_on": "2026-05-03"}
    theirs = client.post(address(amara, "add", "living_will"), sent | {"paper": str(papers[1].uid)})
    none_kept = Consent.objects.count()
    client.post(address(amara, "add", "living_will"), sent | {"paper": str(papers[0].uid)})

    assert (theirs.status_code, none_kept) == (422, 0)
    assert Directive.objects.count() == 1
    assert f"DocumentReference/{papers[0].logical_id}" in Consent.objects.get().doc


def test_a_poisoned_paper_is_refused_and_no_directive_kept(amara, ines, browse):
    bad = SimpleUploadedFile("will.jpg", b"<html><script>alert(1)</script>", "image/jpeg")
    answer = browse(ines).post(address(amara, "add", "living_will"), {"made_on": "2026-05-03", "file": bad})

    assert (answer.status_code, "cannot be kept here" in answer.content.decode()) == (422, True)
    assert (Consent.objects.count(), DocumentReference.objects.count()) == (0, 0)


def test_what_is_missing_is_said_at_its_field(amara, ines, browse):
    page = browse(ines).post(address(amara, "add", "proxy"), {"made_on": "2026-05-03"}).content.decode()

    assert "Write who decides for the patient." in page and Consent.objects.count() == 0


def test_it_is_corrected_gone_through_and_struck_with_a_reason(amara, ines, browse):
    row, client = keep(amara, proxy(), ines), browse(ines)
    typed = {"made_on": "2026-05-03", "agent_name": "Chidi Okonjo", "agent_phone": "+351910555000", "version": "1"}
    client.post(address(amara, row.uid, "change"), typed)
    late = client.post(address(amara, row.uid, "change"), typed | {"agent_name": "Nobody"})
    past = client.post(address(amara, row.uid, "act"), {"act": "review", "version": "2", "next_on": "2020-01-01"})
    client.post(address(amara, row.uid, "act"), {"act": "review", "version": "2", "next_on": "2099-05-03"})
    silent = client.post(address(amara, row.uid, "act"), {"act": "wrong", "version": "3", "reason": ""})
    client.post(address(amara, row.uid, "act"), {"act": "wrong", "version": "3", "reason": "Another patient's"})
    page = client.get(address(amara, row.uid)).content.decode()

    assert (late.status_code, past.status_code, silent.status_code) == (422, 422, 422)
    assert "<s>Healthcare proxy or power of attorney</s>" in page and "Another patient&#x27;s" in page
    assert (Consent.objects.get().version, Consent.objects.get().status) == (4, "entered-in-error")
    assert Directive.objects.get().review_on is None


def test_the_answer_of_the_patient_is_a_statement_with_its_day(amara, freya, browse):
    client = browse(freya)
    before = client.get(address(amara)).content.decode()
    client.post(address(amara, "asked"), {"answer": "none"})
    wrong = client.post(address(amara, "asked"), {"answer": "perhaps"})
    page = client.get(address(amara)).content.decode()

    assert "That is not the same as none." in before
    assert (wrong.status_code, Observation.objects.count()) == (302, 1)
    assert ": There are none." in page and "Asked on" in page


def test_the_chart_says_it_in_the_banner_and_the_card(amara, ines, freya, browse, django_assert_max_num_queries):
    keep(amara, dnr(), ines)
    client = browse(ines)
    page = client.get(f"/chart/{amara.patient_id}/").content.decode()
    chips = client.get(address(amara, "chips")).content.decode()

    assert page.count("DNR since 3 May 2026") == 1 and 'id="directives-title"' in page
    assert "DNR since 3 May 2026" in chips and 'data-tone="danger"' in chips


def test_the_patient_sends_a_paper_sees_it_confirmed_and_ends_it(amara, ines, browse):
    client = browse(amara)
    sent = {"made_on": "2026-05-03", "agent_name": "Chidi Okonjo", "file": photograph("proxy.jpg")}
    client.post(own_address(amara, "send", "proxy"), sent)
    row = Consent.objects.get(scope="adr")
    waits = client.get(own_address(amara)).content.decode()
    keeping.confirm(directive=row.uid, by=ines, now=MONDAY_8AM)
    stands = client.get(own_address(amara)).content.decode()
    client.post(own_address(amara, row.uid, "withdraw"))
    ended = client.get(own_address(amara)).content.decode()

    assert "has not confirmed it yet" in waits and "has not confirmed it yet" not in stands
    assert "Chidi Okonjo" in stands and "This is not my wish any more" in stands
    assert "What holds no more" in ended and Consent.objects.get(scope="adr").status == "inactive"


def test_somebody_elses_directive_is_not_found_and_stays(amara, tomasz, ines, browse):
    row = keep(amara, proxy(), ines)
    answers = [
        browse(tomasz).get(own_address(amara)),
        browse(tomasz).post(own_address(amara, row.uid, "withdraw")),
        browse(tomasz).post(own_address(tomasz, row.uid, "withdraw")),
        browse(ines).post(address(tomasz, row.uid, "act"), {"act": "withdraw"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert Consent.objects.get().status == "active"


def test_the_day_of_review_is_told_once_without_a_clinical_word(amara, tomasz, ines, browse, system):
    keep(amara, dnr(review_on=date(2026, 11, 20)), ines)
    keep(tomasz, Said(kind="living_will", made_on=MAY, review_on=date(2027, 1, 1)), ines)
    OutgoingMail.objects.all().delete()
    today = MONDAY_8AM.date()
    reminded = [remind_of_reviews(today=today, by=system, now=MONDAY_8AM) for _each in range(2)]
    due = browse(ines).get("/follow-up/").content.decode()

    (mail,) = OutgoingMail.objects.all()
    assert (reminded, mail.to) == ([1, 0], "amara@example.org")
    told = f"{mail.subject} {mail.body()[0]} {mail.body()[1]}".lower()
    assert not any(word in told for word in ("dnr", "resuscit", "directive"))
    assert "Advance directives to look at" in due and "to go through since 20 November 2026" in due
