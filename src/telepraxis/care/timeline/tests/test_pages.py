"""The pages of the timeline: lines, search, one entry opened, one thing through time."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.chart import notes
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.measurements.taking import Taken, record_measurements

from .chart import asthma, kept, many, note, potassium

HTMX = {"HX-Request": "true"}


@pytest.fixture
def chart(amara):
    return f"/chart/{amara.patient_id}/"


@pytest.fixture
def doctor(browse, ines):
    return browse(ines)


def text(answer) -> str:
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<b translate="no">(.*?)</b>', page)]


def looks(ines) -> list[tuple]:
    rows = AuditEvent.objects.filter(kind="read", account_id=ines.account_id).order_by("id")
    return [(row.action, row.entity_type, row.reason) for row in rows]


def test_the_chart_has_timeline_results_and_history_on_one_screen(chart, doctor, amara, ines):
    kept(potassium(amara.patient_id), ines)
    kept(asthma(amara.patient_id), ines)
    page = text(doctor.get(chart))

    for region in ("Timeline", "Newest results", "History", "Measurements", "Pictures and files"):
        assert f">{region}</h2>" in page
    assert titles(page) == ["Potassium", "Asthma since childhood"]
    assert "↑ high" in page
    assert looks(ines) == [("chart.read", "Patient", "")]


def test_a_search_travels_in_the_body_and_leaves_a_look_without_its_words(chart, doctor, amara, ines):
    kept(note(amara.patient_id, "Sleeps badly since the move"), ines)
    kept(potassium(amara.patient_id), ines)
    page = text(doctor.post(f"{chart}timeline/", {"q": "sleeps"}, headers=HTMX))

    assert titles(page) == ["Progress note"]
    assert "<mark>Sleeps</mark> badly since the move" in page and "1 entry found" in page
    assert looks(ines) == [("timeline.searched", "", "")]
    assert titles(text(doctor.get(f"{chart}timeline/", {"q": "sleeps"}, headers=HTMX))) == [
        "Potassium",
        "Progress note",
    ]


def test_the_filters_count_anew_whenever_the_lines_come_again(chart, doctor, amara, ines):
    kept(potassium(amara.patient_id), ines)
    before = text(doctor.get(chart))
    kept(potassium(amara.patient_id), ines)
    kept(asthma(amara.patient_id), ines)
    again = text(doctor.post(f"{chart}timeline/", {"kind": "results"}, headers=HTMX))

    counted = r'value="(\w+)" id="timeline-kind-\w+"( checked)?>.*?<small>(\d+)</small>'
    assert re.findall(counted, before) == [("results", "", "1")]
    assert '<fieldset id="timeline-kinds" hx-swap-oob="innerHTML">' in again
    assert re.findall(counted, again) == [("results", " checked", "2"), ("entries", "", "1")]


def test_without_scripts_the_same_is_a_page(chart, doctor, amara, ines):
    kept(note(amara.patient_id, "Sleeps badly"), ines)
    kept(potassium(amara.patient_id), ines)

    found = text(doctor.post(f"{chart}timeline/", {"q": "sleeps"}))
    of_kind = text(doctor.get(f"{chart}timeline/", {"kind": "results"}))
    assert "<html" in found and titles(found) == ["Progress note"] and 'value="sleeps"' in found
    assert "<html" in of_kind and titles(of_kind) == ["Potassium"]
    assert "Nothing found in this chart" in text(doctor.post(f"{chart}timeline/", {"q": "unicorn"}))


def test_what_is_typed_is_shown_as_text(chart, doctor, amara, ines):
    kept(note(amara.patient_id, "Says 3 &lt; 5 &lt;script&gt;alert(1)&lt;/script&gt;"), ines)
    page = text(doctor.post(f"{chart}timeline/", {"q": "<script>"}))

    assert "<mark>&lt;script&gt;</mark>" in page and "alert(1)</script>" not in page
    assert 'value="&lt;script&gt;"' in page


def test_twenty_lines_and_then_the_next_twenty(chart, doctor, amara, ines):
    many(amara.patient_id, 70, ines)
    counts, after, asked = [], "", {"kind": "results"}
    while after is not None:
        page = text(doctor.post(f"{chart}timeline/", asked | {"after": after}, headers=HTMX))
        counts.append(len(titles(page)))
        found = re.search(r'name="after" value="([^"]+)"', page)
        after = found[1] if found else None

    assert counts == [20, 20, 20, 10]


def test_an_entry_says_who_when_from_where_and_what_it_was_before(chart, doctor, amara, ines, freya):
    row = kept(potassium(amara.patient_id, meta={"source": "urn:telepraxis:source:Harbour%20Lab"}), freya)
    row = kept(
        potassium(amara.patient_id, "6.1", meta={"source": "urn:telepraxis:source:Harbour%20Lab"})
        | {"id": row.logical_id},
        ines,
        TEN_FORTY + timedelta(hours=1),
    )
    page = text(doctor.get(f"{chart}entry/{row.uid}/", headers=HTMX))
    before = text(doctor.get(f"{chart}entry/{row.uid}/", {"version": "1"}, headers=HTMX))

    assert "Usual: 3.5–5.1 mmol/L. Source: the laboratory." in page
    assert "From Harbour Lab. Written by Dr Inês Carvalho, Mon 23 Nov, 11:40 WET, version 2." in page
    assert "Version 1, Mon 23 Nov, 10:40 WET" in page and "Freya Lindqvist" in page
    assert "6.1 mmol/L" in page and "6.3 mmol/L" not in page
    assert "This is version 1" in before and "6.3 mmol/L" in before
    assert looks(ines) == [("timeline.entry", "Observation", "")] * 2
    assert doctor.get(f"{chart}entry/{row.uid}/", {"version": "9"}).status_code == 404


def test_a_note_leads_to_its_visit_and_a_measurement_through_time(
    chart, doctor, amara, amara_record, ines, ines_record, rui
):
    visit = visits.open_visit(
        patient=amara_record.uid, practitioner=ines_record.uid, modality="in_person", planned_at=TEN_FORTY,
        by=rui, now=TEN_FORTY,
    )  # fmt: skip
    presences.start_talking(visit=visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Rest."}, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY + timedelta(minutes=20))
    assert titles(text(doctor.get(f"{chart}timeline/", {"kind": "visits"}))) == ["In person"]
    page = text(doctor.post(f"{chart}timeline/", {"q": "rest"}, headers=HTMX))
    [entry] = re.findall(r'hx-get="(/chart/[^"]+/entry/[^"]+)"', page)

    assert f'href="/visit/{visit.id}/"' in text(doctor.get(entry))
    row = kept(potassium(amara.patient_id), ines)
    assert f'href="{chart}trend/{row.uid}/"' in text(doctor.get(f"{chart}entry/{row.uid}/"))


def test_each_card_of_values_leads_to_their_course(chart, doctor, amara, ines):
    taken = [Taken(kind="heart_rate", values=(Decimal(72),))]
    [pulse] = record_measurements(patient=amara.patient_id, taken=taken, by=ines, now=TEN_FORTY)
    result = kept(potassium(amara.patient_id), ines)
    page, beside = text(doctor.get(chart)), text(doctor.get(f"/measurements/{amara.patient_id}/latest/"))

    ways = [f"{chart}trend/{row.uid}/" for row in (pulse, result)]
    assert re.findall(r'<th scope="row"><a href="([^"]+)">', page) == ways
    assert re.findall(r'<th scope="row"><a href="([^"]+)" target="_blank" rel="noopener">', beside) == ways[:1]
    assert ">Heart rate</h2>" in text(doctor.get(ways[0]))


def test_an_entry_of_a_list_leads_to_where_it_is_corrected(chart, doctor, amara, ines):
    row = kept(asthma(amara.patient_id), ines)
    way = f"/entries/{amara.patient_id}/problem/{row.uid}/"

    assert f'href="{way}"' in text(doctor.get(f"{chart}entry/{row.uid}/", headers=HTMX))
    assert doctor.get(way).status_code == 200


def test_what_was_entered_in_error_is_struck_through_and_drawn_no_more(chart, doctor, amara, ines):
    wrong = kept(potassium(amara.patient_id), ines)
    right = kept(potassium(amara.patient_id, "4.4", at=TEN_FORTY - timedelta(days=3)), ines)
    kept(potassium(amara.patient_id, status="entered-in-error") | {"id": wrong.logical_id}, ines)

    page = text(doctor.get(chart))
    assert '<s><b translate="no">Potassium</b> <span translate="no">6.3 mmol/L</span></s>' in page
    assert "Entered in error" in page and page.count("4.4 mmol/L") == 2 and page.count("6.3 mmol/L") == 1
    assert "6.3" not in text(doctor.get(f"{chart}trend/{right.uid}/"))


def test_a_trend_reaches_back_as_far_as_asked(chart, doctor, amara, ines):
    from django.utils import timezone

    for days, value in ((10, "4.1"), (200, "5.6"), (1000, "4.4"), (4000, "3.2")):
        row = kept(potassium(amara.patient_id, value, at=timezone.now() - timedelta(days=days)), ines)

    def values(span):
        page = text(doctor.get(f"{chart}trend/{row.uid}/", {"span": span}))
        return re.findall(r'<td class="num" translate="no">([\d.]+) mmol/L', page), page.count("<circle")

    assert values("months") == (["4.1"], 0)
    assert values("year") == (["4.1", "5.6"], 2)
    assert values("years") == (["4.1", "5.6", "4.4"], 3)
    assert values("all") == (["4.1", "5.6", "4.4", "3.2"], 4)
    assert values("nonsense") == values("all")
    page = text(doctor.get(f"{chart}trend/{row.uid}/"))
    assert page.count('class="bad"') == 2 and "3.5–5.1 mmol/L <small>the laboratory</small>" in page


def test_nobody_reads_by_another_patients_address(doctor, browse, chart, amara, tomasz, ines, rui):
    row = kept(potassium(amara.patient_id), ines)
    for path in ("entry", "trend"):
        assert doctor.get(f"/chart/{tomasz.patient_id}/{path}/{row.uid}/").status_code == 404
    for somebody in (rui, amara):
        client = browse(somebody)
        assert client.get(f"{chart}timeline/").status_code == 404
        assert client.get(f"{chart}entry/{row.uid}/").status_code == 404


def test_pages_take_the_same_queries_for_fifty_and_for_two_thousand_entries(chart, doctor, amara, ines):
    def queries() -> dict[str, int]:
        counted = {}
        for name, ask in {
            "chart": lambda: doctor.get(chart),
            "search": lambda: doctor.post(f"{chart}timeline/", {"q": "potassium 4.1"}, headers=HTMX),
            "entry": lambda: doctor.get(f"{chart}entry/{row.uid}/"),
            "trend": lambda: doctor.get(f"{chart}trend/{row.uid}/"),
        }.items():
            for _ in range(3):  # what a process remembers, and lines that are missing
                ask()
            with CaptureQueriesContext(connection) as captured:
                text(ask())
            counted[name] = len(captured)
        return counted

    row = kept(potassium(amara.patient_id), ines)
    many(amara.patient_id, 49, ines)
    few = queries()
    many(amara.patient_id, 1950, ines)

    assert queries() == few
    assert max(few.values()) <= 45, few
