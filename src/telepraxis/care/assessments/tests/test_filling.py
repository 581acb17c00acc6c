"""Amara answers, nothing is lost, and what she hands in becomes part of her record."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record import keepers, labels
from telepraxis.base.record.events import LabelsChanged
from telepraxis.base.record.labelling import put_labels
from telepraxis.base.record.models import Observation
from telepraxis.commons.questionnaires import authoring
from telepraxis.commons.questionnaires.form import RESTRICT
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.models import Proxy
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import asking, filling, seeing
from ..listeners import follow_labels
from ..models import Answered, Asked, Draft
from ..reading import answers_of, courses, how_many_wait, open_for, waiting
from .scenes import HALF, LATER, NEARLY, NEVER, SEVERAL, answers_with, ask_phq, hand_in


def save(asked, link_id, given, by):
    item = filling.form_of(asked).item(link_id)
    return filling.save_answer(asked=asked, item=item, given=[given] if given else [], by=by, now=LATER)


def test_a_form_is_asked_with_a_mail_that_names_nothing(phq_asked, amara):
    mail = OutgoingMail.objects.get()

    assert [each.form.title() for each in open_for(amara.patient_id)] == ["PHQ-9"]
    assert (phq_asked.asked_by, mail.to, mail.template) == (
        "Dr Inês Carvalho", "amara@example.org", "assessments/mail/asked"
    )  # fmt: skip


def test_the_same_form_is_not_asked_twice_at_once(phq_asked, amara, ines):
    with pytest.raises(asking.AskedAlready):
        ask_phq(amara, ines)

    assert Asked.objects.count() == 1


def test_two_pages_save_side_by_side(phq_asked, amara):
    save(phq_asked, "44250-9", SEVERAL, amara)
    both = save(phq_asked, "44255-8", HALF, amara)

    assert both == {"44250-9": [SEVERAL], "44255-8": [HALF]}
    assert save(phq_asked, "44250-9", "", amara) == {"44255-8": [HALF]}


def test_what_is_handed_in_is_a_response_with_its_score(phq_asked, amara):
    answered = hand_in(phq_asked, answers_with(3, 3, 2, 1), amara, language="es")

    doc, score = record.content_of(answered.response), record.content_of(answered.score)
    assert (faults(doc), faults(score)) == ([], [])
    amara_is = {"reference": f"Patient/{answered.patient.logical_id}", "display": "Amara Okonjo"}
    assert (doc["questionnaire"], doc["status"], doc["source"], doc["author"], doc["language"]) == (
        "urn:telepraxis:form:phq-9|1", "completed", amara_is, amara_is, "es"
    )  # fmt: skip
    first = doc["item"][0]["item"][0]
    assert (first["linkId"], first["text"]) == ("44250-9", "Poco interés o placer en hacer cosas")
    assert first["answer"][0]["valueCoding"]["code"] == NEARLY
    assert score["code"]["coding"][0]["code"] == "44261-6"
    assert (score["valueQuantity"]["value"], score["category"][0]["coding"][0]["code"]) == (9, "survey")
    assert score["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{answered.response.logical_id}"}]
    assert (Draft.objects.count(), Asked.objects.get().status) == (0, "answered")


def test_what_misses_is_said_and_what_is_written_stays(phq_asked, amara):
    given = answers_with(1)
    del given["44252-5"]
    filling.save_answers(asked=phq_asked, answers=given, by=amara, now=LATER)

    with pytest.raises(filling.NotComplete) as lacks:
        filling.hand_in(asked=phq_asked, language="en", by=amara, now=LATER)

    assert lacks.value.faults == {"44252-5": "This question needs an answer."}
    assert (filling.answers_of(phq_asked), Answered.objects.count()) == (given, 0)


def test_it_is_handed_in_once(phq_asked, amara):
    hand_in(phq_asked, answers_with(1), amara)

    with pytest.raises(asking.NotAskedAnyMore):
        hand_in(phq_asked, answers_with(3), amara)

    assert Answered.objects.get().score.value == Decimal(1)


def test_the_worrying_stand_first_until_somebody_has_seen_them(phq_asked, amara, tomasz, ines, sam):
    calm = hand_in(ask_phq(tomasz, ines), answers_with(1), tomasz, now=MONDAY_8AM)
    urgent = hand_in(phq_asked, answers_with(ninth=1), amara)

    assert [each.answered.id for each in waiting()] == [urgent.id, calm.id]
    assert how_many_wait() == (2, 1)
    assert [each.answered.id for each in waiting(sam.practitioner_id)] == []
    seeing.mark_seen(answered=urgent, by=sam, now=LATER)
    again = seeing.mark_seen(answered=urgent, by=ines, now=LATER)
    assert (again.seen_by, how_many_wait()) == ("Dr Sam Adeyemi", (1, 0))


def test_what_a_clinician_writes_down_they_have_seen(phq_asked, freya):
    answered = hand_in(phq_asked, answers_with(1, ninth=1), freya)

    doc = record.content_of(answered.response)
    assert (answered.seen_by, how_many_wait()) == ("Freya Lindqvist", (0, 0))
    assert (doc["author"]["display"], doc["source"]["display"]) == ("Freya Lindqvist", "Amara Okonjo")


def test_a_proxy_answers_under_their_own_name(phq_asked, chidi, amara):
    hand_in(phq_asked, answers_with(1), chidi)

    [response] = answers_of(amara.patient_id)
    assert (response.who, response.is_by_proxy, response.written_by) == ("Chidi Okonjo", True, "")


def test_others_neither_answer_nor_ask(phq_asked, tomasz, rui, amara):
    for stranger in (tomasz, rui):
        with pytest.raises(NotAllowed):
            save(phq_asked, "44250-9", NEVER, stranger)
    with pytest.raises(NotAllowed):
        ask_phq(amara, amara)

    assert Draft.objects.count() == 0


def test_a_proxy_whose_right_has_ended_saves_no_more(phq_asked, chidi, system):
    save(phq_asked, "44250-9", SEVERAL, chidi)
    proxies.revoke(proxy=Proxy.objects.get(), by=system, now=LATER)

    with pytest.raises(NotAllowed):
        save(phq_asked, "44250-9", NEARLY, chidi)
    assert filling.answers_of(phq_asked) == {"44250-9": [SEVERAL]}


def test_withdrawn_it_takes_what_was_written_along(phq_asked, amara, ines):
    save(phq_asked, "44250-9", SEVERAL, amara)
    asking.withdraw(asked=phq_asked, by=ines, now=LATER)

    with pytest.raises(asking.NotAskedAnyMore):
        save(phq_asked, "44255-8", SEVERAL, amara)
    assert (Draft.objects.count(), open_for(amara.patient_id)) == (0, [])


def test_answers_stay_with_the_version_that_was_asked(phq_asked, amara, ines, marta):
    draft = authoring.new_version(form=phq_asked.form, by=marta, now=LATER)
    doc = record.content_of(draft)
    doc["item"][0]["item"] = doc["item"][0]["item"][:2]
    del doc["extension"], doc["item"][1]
    draft = authoring.save(form=draft, doc=doc, if_version=1, by=marta, now=LATER)
    authoring.publish(form=draft, by=marta, now=LATER)

    hand_in(phq_asked, answers_with(3, 1), amara)
    with pytest.raises(asking.NoSuchForm):
        asking.ask(patient=amara.patient_id, form=str(phq_asked.form_id), by=ines, now=LATER)

    [response] = answers_of(amara.patient_id)
    assert (response.form.version, response.score, response.band.text()) == ("1", "4", "minimal")


def test_the_course_of_the_score_stands_oldest_first(amara, ines):
    for number, points in enumerate((3, 2, 1)):
        asked = asking.ask(patient=amara.patient_id, form="phq-9", writes=False, by=ines, now=MONDAY_8AM)
        hand_in(asked, answers_with(points, points), amara, now=LATER.replace(minute=number))

    [course] = courses(answers_of(amara.patient_id))
    assert (course.numbers, course.newest.score) == ([6, 4, 2], "2")


def test_restricted_answers_are_seen_by_who_asked_and_who_is_cleared(amara, ines, sam, marta, browse):
    form = restricted("PSY", by=marta)
    asked = asking.ask(patient=amara.patient_id, form=str(form.uid), by=ines, now=MONDAY_8AM)
    Membership.objects.filter(account_id__in=[ines.account_id, sam.account_id]).update(clearances=0)

    answered = hand_in(asked, answers_with(1, ninth=1), amara)

    both = [record.content_of(answered.response), record.content_of(answered.score)]
    assert [labels.of(doc) for doc in both] == [labels.Label.MENTAL_HEALTH] * 2
    path, statuses = f"/forms/answered/{answered.id}/", {}
    for who in (ines, sam, amara):
        statuses[who.name] = browse(who).get(path).status_code
    assert statuses == {"Dr Inês Carvalho": 200, "Dr Sam Adeyemi": 404, "Amara Okonjo": 404}
    assert "Amara Okonjo" in browse(ines).get("/forms/answered/").content.decode()
    assert "Amara Okonjo" not in browse(sam).get("/forms/answered/").content.decode()
    assert "Little interest" in browse(amara).get(f"/me/{amara.patient_id}/forms/").content.decode()


def restricted(code: str, by):
    """Publish a PHQ-9 whose answers bear the label, and return its row."""
    published = authoring.adopt(instrument="phq-9", by=by, now=MONDAY_8AM)
    draft = authoring.new_version(form=published.form, by=by, now=MONDAY_8AM)
    doc = record.content_of(draft)
    coding = next(each for each in labels.codings(labels.EVERYTHING) if each["code"] == code)
    doc["extension"] = [*doc["extension"], {"url": RESTRICT, "valueCoding": coding}]
    draft = authoring.save(form=draft, doc=doc, if_version=1, by=by, now=MONDAY_8AM)
    authoring.publish(form=draft, by=by, now=MONDAY_8AM)
    return draft


def test_a_label_that_comes_later_closes_the_line_too(ninth_asked, amara, ines, sam, browse):
    Membership.objects.filter(account_id=sam.account_id).update(clearances=0)
    logical_id = ninth_asked.response.logical_id
    put_labels("QuestionnaireResponse", logical_id, labels.Label.MENTAL_HEALTH, by=ines, now=LATER)
    fact = LabelsChanged(
        patient_id=amara.patient_id, type="QuestionnaireResponse", logical_id=logical_id, added=1, removed=0
    )

    follow_labels(fact, now=LATER)
    follow_labels(fact, now=LATER)

    ninth_asked.refresh_from_db()
    assert ninth_asked.labels == labels.Label.MENTAL_HEALTH
    assert "Amara Okonjo" not in browse(sam).get("/forms/answered/").content.decode()


def test_what_was_handed_in_is_not_changed_from_outside(ninth_asked, ines):
    doc = record.content_of(ninth_asked.response) | {"item": []}

    with pytest.raises(Refused) as refused:
        keepers.keeper_of("QuestionnaireResponse").keep(doc, if_version=None, by=ines, now=LATER)

    assert refused.value.status == 409
    ninth_asked.response.refresh_from_db()
    assert ninth_asked.response.version == 1


def test_every_change_is_written_down(ninth_asked, amara, ines):
    seeing.mark_seen(answered=ninth_asked, by=ines, now=LATER)

    actions = AuditEvent.objects.filter(patient_id=amara.patient_id, action__startswith="assessments.")
    assert sorted(actions.values_list("action", flat=True)) == [
        "assessments.asked", "assessments.handed_in", "assessments.saved", "assessments.seen"
    ]  # fmt: skip


def test_another_practice_sees_nothing_and_points_at_nothing(ninth_asked, amara, hillcrest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
        assert (waiting(), how_many_wait(), Asked.objects.count(), Answered.objects.count()) == ([], (0, 0), 0, 0)
        with pytest.raises(IntegrityError), transaction.atomic():
            Asked.objects.create(
                organization_id=hillcrest.id, patient_id=amara.patient_id, form_id=ninth_asked.response_id,
                asked_by="Boss", asked_at=LATER,
            )  # fmt: skip


def test_the_score_stands_in_the_record_as_a_survey(ninth_asked):
    row = Observation.objects.get()

    assert (row.code, row.category, row.value, row.unit) == ("44261-6", "survey", Decimal(6), "{score}")
