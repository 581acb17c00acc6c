"""A labelled document is there for those to whom it is open, and for nobody else, whichever table is asked."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record import index, keepers, labels, openings, rows
from telepraxis.base.record.afresh import project_afresh
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Composition, Encounter, Labelled, Observation, Opening, Resource, Version
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM

SIGNED = {"status": "final", "type": {"text": "Note"}, "date": "2026-11-20T09:00:00Z", "author": [{"display": "Inês"}]}
PSY = {"system": labels.SENSITIVITY, "code": "PSY"}
OWN = {"system": "https://quayside.test/tags", "code": "ward-3"}
DRINKS = {"resourceType": "Condition", "code": {"text": "Drinks too much"}}


@pytest.fixture
def amara(system):
    return kept({"resourceType": "Patient", "name": [{"family": "Okonjo"}]}, system)


@pytest.fixture
def ines(quayside):
    """A doctor who is cleared for nothing that is labelled."""
    return Actor(organization_id=quayside.id, account_id=uuid7(), name="Dr Inês Carvalho")


@pytest.fixture
def noor(quayside):
    """A psychiatrist, cleared for what is labelled as mental health."""
    return Actor(
        organization_id=quayside.id, account_id=uuid7(), name="Dr Noor Aziz", clearance=int(Label.MENTAL_HEALTH)
    )


def kept(doc: dict, by: Actor):
    return keepers.keeper_of(doc["resourceType"]).keep(doc, if_version=None, by=by, now=MONDAY_8AM)


def pulse(patient, *security: dict, **more) -> dict:
    doc = {"resourceType": "Observation", "status": "final", "code": {"text": "Pulse"}, "subject": of(patient)}
    return doc | ({"meta": {"security": list(security)}} if security else {}) | more


def of(patient) -> dict:
    return {"reference": f"Patient/{patient.logical_id}"}


def seeing(actor: Actor):
    """Look as this actor's pages and requests do."""
    return tenancy.serving(actor.organization_id, account_id=actor.account_id, sees=actor.sight)


def test_it_is_there_for_whoever_is_cleared_and_nobody_else(amara, system, ines, noor):
    kept(pulse(amara), system)
    kept(pulse(amara, PSY, id="low-mood"), system)
    with seeing(ines):
        for_ines = (Observation.objects.count(), record.withheld(amara.uid).count, len(record.history(*MOOD)))
    with seeing(noor):
        for_noor = (Observation.objects.count(), record.withheld(amara.uid).count, len(record.history(*MOOD)))

    assert (for_ines, for_noor) == ((1, 1, 0), (2, 0, 1))
    assert Observation.objects.count() == 2  # and for the installation itself


MOOD = ("Observation", "low-mood")


def test_a_patient_sees_all_of_their_own(amara, system, quayside):
    kept(pulse(amara, PSY), system)
    herself = Actor(organization_id=quayside.id, account_id=uuid7(), name="Amara", opened=frozenset({amara.uid}))
    with seeing(herself):
        assert Observation.objects.count() == 1


def test_a_parent_sees_a_childs_but_what_is_kept_from_parents(amara, system, quayside):
    kept(pulse(amara, PSY, id="low-mood"), system)
    kept(pulse(amara, {"system": labels.SENSITIVITY, "code": "ADOL"}), system)
    mother = Actor(organization_id=quayside.id, account_id=uuid7(), opened_as_parent=frozenset({amara.uid}))
    with seeing(mother):
        assert [row.logical_id for row in Observation.objects.all()] == ["low-mood"]


def test_with_no_sight_set_a_labelled_row_is_loud(amara, system):
    kept(pulse(amara), system)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clearance', '', true)")
    assert Observation.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clearance', '32767', true)")
    kept(pulse(amara, PSY), system)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clearance', '', true)")

    with pytest.raises(DatabaseError, match="nothing says what this transaction may see"), transaction.atomic():
        list(Observation.objects.all())


def test_narrower_codes_count_and_other_codings_close_nothing(amara, system):
    note = {"system": labels.SENSITIVITY, "code": "PSYTHPN"}
    very = {"system": labels.CONFIDENTIALITY, "code": "V"}
    normal = {"system": labels.CONFIDENTIALITY, "code": "N"}

    assert kept(pulse(amara, note, OWN), system).labels == Label.MENTAL_HEALTH
    assert kept(pulse(amara, very), system).labels == Label.RESTRICTED
    assert kept(pulse(amara, normal, OWN), system).labels == 0
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": pulse(amara, PSY)}]}
    assert kept(bundle, system).labels == Label.MENTAL_HEALTH


def test_who_and_where_is_never_hidden(system, ines):
    tomasz = kept({"resourceType": "Patient", "meta": {"security": [PSY]}}, system)

    assert (tomasz.labels, record.content_of(tomasz)["meta"]["security"]) == (0, [PSY])
    with pytest.raises(record.NotADocument):
        record.put_labels("Patient", tomasz.logical_id, Label.HIV, by=system, now=MONDAY_8AM)


def test_a_label_that_stands_stays_whatever_the_next_version_says(amara, system):
    row = kept(pulse(amara, OWN, PSY | {"display": "as it came"}), system)
    after = kept(pulse(amara, id=row.logical_id, status="amended"), system)
    again = kept(pulse(amara, {"system": labels.SENSITIVITY, "code": "HIV"}, id=row.logical_id), system)

    assert record.content_of(after)["meta"]["security"] == [PSY | {"display": "as it came"}]
    assert Label(again.labels) == Label.MENTAL_HEALTH | Label.HIV
    assert {name: getattr(again, name) for name in ("labels",)} == {"labels": record.projected_afresh(again)["labels"]}


def test_taking_a_label_away_is_a_verb_and_a_version(amara, system, ines):
    row = kept(pulse(amara, OWN, PSY), system)
    ToldFact.objects.all().delete()
    after = record.put_labels("Observation", row.logical_id, Label(0), by=system, now=MONDAY_8AM)
    with seeing(ines):
        seen = [version.version for version in record.history("Observation", row.logical_id)]

    assert (after.version, after.labels, record.content_of(after)["meta"]["security"]) == (2, 0, [OWN])
    assert seen == [2, 1]
    [fact] = ToldFact.objects.filter(kind="base.record.LabelsChanged")
    assert fact.body == {
        "patient_id": str(amara.uid), "type": "Observation", "logical_id": row.logical_id, "added": 0, "removed": 1,
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="record.labelled", entity_id=row.logical_id).count() == 1


def test_said_twice_it_changes_nothing(amara, system):
    row = kept(pulse(amara, PSY), system)
    ToldFact.objects.all().delete()
    same = record.put_labels("Observation", row.logical_id, Label.MENTAL_HEALTH, by=system, now=MONDAY_8AM)

    assert (same.version, ToldFact.objects.count()) == (1, 0)


def test_a_signed_note_is_labelled_and_stays_signed(amara, system, ines):
    note = kept({"resourceType": "Composition", "subject": of(amara), "title": "Low", **SIGNED}, system)
    with seeing(ines):
        row = record.put_labels("Composition", note.logical_id, Label.MENTAL_HEALTH, by=ines, now=MONDAY_8AM)

    assert (row.version, row.status, record.digest(row.doc)) == (2, "final", record.digest(note.doc))
    with pytest.raises(record.Locked):
        kept(record.content_of(row) | {"title": "High"}, system)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        changed = row.doc.replace('"Low"', '"High"')
        Composition.objects.filter(uid=row.uid).update(doc=changed, version=3)


def test_whoever_labels_goes_on_seeing_it_and_no_other_of_that_label(amara, system, ines):
    mine, other = kept(pulse(amara), system), kept(pulse(amara, PSY), system)
    with seeing(ines):
        record.put_labels("Observation", mine.logical_id, Label.MENTAL_HEALTH, by=ines, now=MONDAY_8AM)
        seen = [row.uid for row in Observation.objects.all()]

    assert seen == [mine.uid] and other.uid not in seen
    [opening] = Opening.objects.all()
    assert (opening.kind, opening.document, opening.until) == ("author", mine.uid, None)


def test_broken_glass_opens_this_chart_until_its_time(amara, system, ines):
    tomasz = kept({"resourceType": "Patient"}, system)
    kept(pulse(amara, PSY, id="low-mood"), system)
    kept(pulse(tomasz, PSY), system)
    now = timezone.now()
    opening = openings.open_for(
        account_id=ines.account_id, patient=amara.uid, labels=labels.EVERYTHING, kind=Opening.Kind.BREAK_GLASS,
        reason="Found unconscious", until=now + timedelta(hours=4), by=ines, now=now,
    )  # fmt: skip
    stranger = Actor(organization_id=ines.organization_id, account_id=uuid7())
    with seeing(ines):
        opened = [row.logical_id for row in Observation.objects.all()]
    with seeing(stranger):
        for_others = Observation.objects.count()
    Opening.objects.filter(id=opening.id).update(until=now - timedelta(seconds=1))
    with seeing(ines):
        afterwards = Observation.objects.count()

    assert (opened, for_others, afterwards) == (["low-mood"], 0, 0)


def test_glass_is_broken_with_a_reason_and_an_end_or_not_at_all(amara, ines):
    now = timezone.now()
    for reason, until in ((" ", now + timedelta(hours=4)), ("Found unconscious", None)):
        with pytest.raises(DatabaseError, match="opening_breaks"), transaction.atomic():
            openings.open_for(
                account_id=ines.account_id, patient=amara.uid, labels=labels.EVERYTHING, reason=reason, until=until,
                kind=Opening.Kind.BREAK_GLASS, by=ines, now=now,
            )  # fmt: skip
    assert Opening.objects.count() == 0


def test_what_was_opened_ends_and_is_reviewed_once(amara, system, ines):
    now = timezone.now()
    kept(pulse(amara, PSY), system)
    opening = openings.open_for(
        account_id=ines.account_id, patient=amara.uid, labels=Label.MENTAL_HEALTH, kind=Opening.Kind.GRANTED,
        by=system, now=now,
    )  # fmt: skip
    assert [each.id for each in openings.standing(ines.account_id, amara.uid, now)] == [opening.id]
    openings.end(opening=opening.id, by=system, now=now)
    openings.review(opening=opening.id, justified=True, comment="Right so", by=system, now=now)
    with seeing(ines):
        assert Observation.objects.count() == 0
    with pytest.raises(openings.OpeningEnded):
        openings.end(opening=opening.id, by=system, now=now)
    with pytest.raises(openings.AlreadyReviewed):
        openings.review(opening=opening.id, justified=False, by=system, now=now)


def test_what_is_closed_cannot_be_written_either(amara, system, ines):
    row = kept(pulse(amara, PSY, id="low-mood"), system)
    with seeing(ines):
        for write in (
            lambda: kept(pulse(amara, id="low-mood"), ines),
            lambda: record.remove(*MOOD, by=ines, now=MONDAY_8AM),
            lambda: record.put_labels(*MOOD, Label(0), by=ines, now=MONDAY_8AM),
        ):
            with pytest.raises(record.ClosedToReader):
                write()

    assert Observation.objects.get().version == row.version
    assert Version.objects.filter(type="Observation").count() == 1


def test_whoever_writes_something_labelled_need_not_be_cleared(amara, ines):
    service = Actor(organization_id=ines.organization_id, name="Intake", via="app")
    with seeing(service):
        row = kept(pulse(amara, PSY), service)
        seen = Observation.objects.count()

    assert (row.labels, seen, Opening.objects.count()) == (1, 0, 0)


def test_columns_are_the_same_whoever_wrote(amara, system, ines):
    visit = {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, "subject": of(amara)}
    visit = kept(visit | {"meta": {"security": [PSY]}}, system)
    with seeing(ines):
        row = kept(pulse(amara, encounter={"reference": f"Encounter/{visit.logical_id}"}), ines)
        hidden = Encounter.objects.count()
    [row] = Observation.objects.filter(uid=row.uid)

    assert (hidden, row.encounter_id) == (0, visit.uid)
    assert record.projected_afresh(row)["encounter"] == visit.uid


def test_what_is_deleted_stays_closed(amara, system, ines):
    kept(pulse(amara, PSY, id="low-mood"), system)
    record.remove(*MOOD, by=system, now=MONDAY_8AM)
    audit.wrote(system, "fhir.removed")
    with seeing(ines):
        assert (record.history(*MOOD), record.withheld(amara.uid).count) == ([], 0)
        with pytest.raises(record.ClosedToReader):
            kept(pulse(amara, id="low-mood"), ines)
    assert kept(pulse(amara, id="low-mood"), system).labels == Label.MENTAL_HEALTH


def test_a_patient_whose_chart_is_closed_has_a_chart(amara, system, ines):
    kept(pulse(amara, PSY), system)
    with seeing(ines), pytest.raises(record.Locked):
        record.remove("Patient", amara.logical_id, by=ines, now=MONDAY_8AM)


def test_documents_from_before_labels_are_closed_as_they_are_caught_up_with(amara, system, ines):
    row = kept(pulse(amara, PSY), system)
    with connection.cursor() as cursor:  # as the version before left it
        cursor.execute("SELECT set_config('app.projecting', 'yes', true)")
        cursor.execute("UPDATE record_observation SET labels = 0, indexed = %s", [index.EDITION - 1])
        cursor.execute("DELETE FROM record_labelled")
        cursor.execute("SELECT set_config('app.projecting', '', true)")
    with seeing(ines):
        before = Observation.objects.count()
    project_afresh([Observation.objects.get(uid=row.uid)])
    with seeing(ines):
        after = Observation.objects.count()

    assert (before, after, Labelled.objects.get().labels) == (1, 0, 1)


def test_another_organization_has_labels_of_its_own(amara, system, ines, hillcrest):
    kept(pulse(amara, PSY), system)
    with seeing(ines):
        assert record.withheld(amara.uid).count == 1
    connection.cursor().execute("SELECT set_config('app.organization', '', true)")
    there = Actor(organization_id=hillcrest.id, account_id=ines.account_id)
    with seeing(there):
        counted = (record.withheld(amara.uid).count, Observation.objects.count(), Labelled.objects.count())
    assert (counted, Tenant.objects.count()) == ((0, 0, 0), 2)


def test_every_table_with_labels_is_closed_by_them(db):
    tables = {table._meta.db_table for table in rows.tables() if table.__name__ not in labels.NEVER_CLOSED}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'sees_open_labels'")
        closed = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'labels' AND table_schema = 'public'"
        )
        with_labels = {name for (name,) in cursor.fetchall()}

    assert tables | {"record_version", "record_labelled"} <= closed
    of_people = {f"record_{type.lower()}" for type in labels.NEVER_CLOSED - {"PractitionerRole"}}
    assert with_labels - closed == of_people | {"record_opening"}


def test_a_chart_is_found_by_its_index_also_by_whom_it_is_closed_to(amara, system, ines):
    kept(pulse(amara, PSY), system)
    question = Observation.objects.filter(patient=amara.uid, code="x").order_by("-effective_at")
    with seeing(ines), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {question.query.sql_with_params()[0]}", question.query.sql_with_params()[1])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Scan using observation_of_patient" in plan
    assert "labels = 0" in plan


def test_general_documents_are_closed_too(amara, system, ines):
    kept(DRINKS | {"subject": of(amara), "meta": {"security": [{"system": labels.SENSITIVITY, "code": "ETH"}]}}, system)
    with seeing(ines):
        hidden = Resource.objects.aggregate(count=Count("*"))["count"]
    assert (hidden, Resource.objects.filter(type="Condition").count()) == (0, 1)
