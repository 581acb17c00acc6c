"""A chart's lines follow its documents: new, changed, moved, deleted, in error, merged; and nobody else sees them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.measurements import taking
from telepraxis.registry.patients import merging, registration
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.events import PatientAmended
from telepraxis.registry.patients.identity import records_of

from ..events import ChartFellBehind
from ..keeping import Prepared, bring_up_to_date, make_afresh
from ..listeners import catch_up, judge_values_anew
from ..models import Chart, Line
from ..reading import page_of
from ..tasks import SINCE, written_much
from .chart import asthma, kept, many, note, potassium


def told(patient) -> list[tuple]:
    """What the chart tells, newest first, after bringing it up to date."""
    records = records_of(patient.patient_id)
    bring_up_to_date(records)
    return [(line.kind, line.title, line.value) for line in page_of(records).lines]


def made_by(act) -> int:
    """How many lines an act wrote, by the statements that it ran."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum('INSERT INTO "timeline_line"' in query["sql"] for query in captured)


def test_a_document_becomes_a_line_when_the_chart_is_read(amara, ines):
    kept(potassium(amara.patient_id), ines)
    assert Line.objects.count() == 0

    assert told(amara) == [("results", "Potassium", "6.3 mmol/L")]
    [line] = Line.objects.all()
    assert (line.who, line.flag, line.number, line.version) == ("Harbour Laboratory", "high", 6.3, 1)
    assert line.folded.split("\n") == ["potassium", "harbour laboratory", "6.3 mmol/l"]


def test_what_the_house_measures_is_called_as_people_call_it(amara, ines):
    panel = {
        "system": "http://loinc.org",
        "code": "85354-9",
        "display": "Blood pressure panel with all children optional",
    }
    kept(potassium(amara.patient_id, "118") | {"code": {"coding": [panel]}}, ines)

    assert [title for _, title, _ in told(amara)] == ["Blood pressure"]


def test_a_new_version_replaces_the_line(amara, ines):
    row = kept(potassium(amara.patient_id), ines)
    told(amara)
    kept(potassium(amara.patient_id, "4.1") | {"id": row.logical_id}, ines)

    assert told(amara) == [("results", "Potassium", "4.1 mmol/L")]
    [line] = Line.objects.all()
    assert (line.version, line.flag) == (2, "")


def test_nothing_is_written_where_nothing_changed(amara, ines):
    kept(potassium(amara.patient_id), ines)
    records = records_of(amara.patient_id)
    first = bring_up_to_date(records)
    with CaptureQueriesContext(connection) as queries:
        second = bring_up_to_date(records)

    assert (first, second, len(queries)) == (Prepared({"results": 1}, True), Prepared({"results": 1}, True), 1)


def test_what_is_deleted_leaves_the_timeline(amara, ines):
    row = kept(asthma(amara.patient_id), ines)
    assert told(amara) == [("entries", "Asthma since childhood", "active")]
    keepers.keeper_of("Condition").remove(row.logical_id, if_version=None, by=ines, now=TEN_FORTY)

    assert told(amara) == []
    assert Line.objects.count() == 0


def test_what_was_entered_in_error_stays_and_says_so(amara, ines):
    row = kept(potassium(amara.patient_id), ines)
    kept(potassium(amara.patient_id, status="entered-in-error") | {"id": row.logical_id}, ines)

    assert told(amara) == [("results", "Potassium", "6.3 mmol/L")]
    assert Line.objects.get().in_error


def test_a_document_that_was_about_somebody_else_moves_to_their_chart(amara, tomasz, ines):
    row = kept(asthma(amara.patient_id), ines)
    assert len(told(amara)) == 1
    kept(asthma(tomasz.patient_id) | {"id": row.logical_id}, ines)

    assert told(amara) == []
    assert told(tomasz) == [("entries", "Asthma since childhood", "active")]


def test_merged_records_are_one_timeline_and_two_again_when_parted(amara, tomasz, ines, rui):
    kept(asthma(amara.patient_id), ines)
    kept(potassium(tomasz.patient_id), ines)
    merged = merging.merge(
        survivor=amara.patient_id,
        retired=tomasz.patient_id,
        reason="Registered twice",
        may_come_in={amara.account_id: True, tomasz.account_id: True},
        by=rui,
        now=TEN_FORTY,
    )

    together = [("results", "Potassium", "6.3 mmol/L"), ("entries", "Asthma since childhood", "active")]
    assert told(amara) == told(tomasz) == together
    merging.part(merge=merged.id, reason="Two people after all", by=rui, now=TEN_FORTY)
    assert (told(amara), told(tomasz)) == (together[1:], together[:1])


def test_lines_of_older_rules_are_made_afresh(amara, ines):
    kept(note(amara.patient_id, "Short of breath"), ines)
    told(amara)
    Line.objects.update(rules=0, title="old", folded="")
    Chart.objects.update(rules=0)

    assert told(amara) == [("notes", "Progress note", "Short of breath")]
    assert "short of breath" in Line.objects.get().folded


def test_a_record_is_made_afresh_on_demand(amara, ines):
    kept(potassium(amara.patient_id), ines)
    told(amara)
    make_afresh(amara.patient_id)

    assert made_by(lambda: told(amara)) == 1
    assert made_by(lambda: told(amara)) == 0


def serve(organization: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(organization)])


def test_another_practice_sees_nothing_and_who_serves_none_is_refused(amara, ines, quayside, hillcrest):
    kept(potassium(amara.patient_id), ines)
    told(amara)
    serve(hillcrest.id)
    assert (Line.objects.count(), Chart.objects.count(), page_of([amara.patient_id]).lines) == (0, 0, [])
    assert Line.objects.update(title="changed") == 0
    serve(quayside.id)
    assert Line.objects.get().title == "Potassium"

    serve("")
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.count()


def test_a_document_of_which_charts_do_not_tell_is_looked_at_once(amara, ines):
    provenance = {
        "resourceType": "Provenance",
        "target": [{"reference": f"Patient/{record.of_type('Patient').get(uid=amara.patient_id).logical_id}"}],
        "recorded": TEN_FORTY.isoformat(),
        "agent": [{"who": {"display": "Karoo Clinic"}}],
    }
    kept(provenance, ines)

    assert told(amara) == []
    assert made_by(lambda: told(amara)) == 0


def test_a_long_chart_is_put_in_order_by_the_worker_a_piece_at_a_time(amara, ines, monkeypatch):
    monkeypatch.setattr("telepraxis.care.timeline.keeping.AT_ONCE", 10)
    many(amara.patient_id, 25, ines)
    records = records_of(amara.patient_id)

    assert bring_up_to_date(records) == Prepared({"results": 10}, is_whole=False)
    assert [line.value for line in page_of(records).lines][:2] == ["4.0 mmol/L", "4.1 mmol/L"]  # the newest come first
    catch_up(ChartFellBehind(patient_id=amara.patient_id), now=TEN_FORTY)
    assert ToldFact.objects.filter(kind="care.timeline.ChartFellBehind").count() == 2
    catch_up(ChartFellBehind(patient_id=amara.patient_id), now=TEN_FORTY)
    assert ToldFact.objects.filter(kind="care.timeline.ChartFellBehind").count() == 2
    assert bring_up_to_date(records) == Prepared({"results": 25}, is_whole=True)


def test_an_imported_chart_is_found_by_the_worker(amara, tomasz, ines):
    many(amara.patient_id, 210, ines)
    kept(potassium(tomasz.patient_id), ines)

    assert written_much(timezone.now()) == [amara.patient_id]
    assert written_much(timezone.now() + SINCE) == []


def test_a_corrected_birth_date_judges_vital_signs_anew(amara, ines, system):
    beats = taking.Taken(kind="heart_rate", values=(Decimal(120),))
    taking.record_measurements(patient=amara.patient_id, taken=[beats], by=ines, now=TEN_FORTY)
    told(amara)
    assert Line.objects.get().flag == "high"
    details = details_of(record.content_of(Patient.objects.get(uid=amara.patient_id)))
    registration.amend(
        patient=amara.patient_id, details=replace(details, birth_date=date(2025, 3, 12)), by=system, now=TEN_FORTY
    )
    judge_values_anew(PatientAmended(patient_id=amara.patient_id, amended_at=TEN_FORTY), now=TEN_FORTY)
    told(amara)

    assert Line.objects.get().flag == ""  # usual at twenty months
