from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Practitioner
from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction
from telepraxis.registry.practitioners import directory, enrolment, licences, portraits
from telepraxis.registry.practitioners.models import Licence
from tests.people import MONDAY_8AM

TODAY = MONDAY_8AM.date()
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def test_dr_carvalho_is_a_document_with_her_licence(quayside, ines):
    row = Practitioner.objects.get(uid=ines.practitioner_id)

    doc = record.content_of(row)
    assert row.name_text == "Dr Inês Carvalho"
    assert [each["code"]["text"] for each in doc["qualification"]] == [
        "MD, Universidade de Lisboa",
        "Family medicine",
        "Licence to practise, PT",
    ]
    assert doc["qualification"][2]["identifier"][0]["value"] == "OM 41872"


@pytest.mark.parametrize(
    ("where", "on", "expected"),
    [("PT", TODAY, True), ("PT", date(2009, 8, 31), False), ("ES", TODAY, False), ("PT-20", TODAY, True)],
)
def test_a_licence_holds_in_its_place_from_its_first_day(quayside, ines, where, on, expected):
    assert licences.licensed(ines.practitioner_id, where, on) is expected
    assert (ines.practitioner_id in licences.licensed_practitioners(where, on)) is expected


def test_a_licence_holds_to_the_end_of_its_last_day(quayside, system, ines):
    licences.add_licence(
        practitioner=ines.practitioner_id,
        jurisdiction="ES",
        number="28/1",
        valid_from=date(2026, 1, 1),
        valid_until=TODAY,
        by=system,
        now=MONDAY_8AM,
    )

    assert licences.licensed(ines.practitioner_id, "ES", TODAY)
    assert not licences.licensed(ines.practitioner_id, "ES", date(2026, 11, 24))


def test_a_licence_for_the_united_states_is_one_states(quayside, system, ines):
    licences.add_licence(
        practitioner=ines.practitioner_id,
        jurisdiction="US-CA",
        number="A 1",
        valid_from=date(2020, 1, 1),
        by=system,
        now=MONDAY_8AM,
    )

    assert licences.licensed(ines.practitioner_id, "US-CA", TODAY)
    assert not licences.licensed(ines.practitioner_id, "US-NY", TODAY)


def test_a_withdrawn_licence_holds_no_more(quayside, system, ines):
    licences.withdraw_licence(licence=Licence.objects.get(), by=system, now=MONDAY_8AM)

    assert licences.licensed_practitioners("PT", TODAY) == set()
    assert "Licence" not in record.read("Practitioner", str(ines.practitioner_id)).doc


def test_nonsense_licences_are_refused(quayside, system, ines):
    new = {"practitioner": ines.practitioner_id, "number": "1", "by": system, "now": MONDAY_8AM}
    with pytest.raises(UnknownJurisdiction):
        licences.add_licence(jurisdiction="XX", valid_from=TODAY, **new)
    with pytest.raises(licences.LicenceEndsBeforeItBegins):
        licences.add_licence(jurisdiction="ES", valid_from=TODAY, valid_until=date(2020, 1, 1), **new)

    assert Licence.objects.count() == 1


def test_a_front_desk_enrols_nobody(quayside, rui):
    with pytest.raises(NotAllowed):
        enrolment.enrol(given="A", family="B", specialty_code="nursing", time_zone="UTC", by=rui, now=MONDAY_8AM)

    assert Practitioner.objects.count() == 0


def test_dr_carvalho_keeps_her_own_page_but_not_a_colleagues(quayside, ines, freya):
    same = {"family": "X", "specialty_code": "nursing", "time_zone": "UTC", "by": ines, "now": MONDAY_8AM}
    enrolment.amend(practitioner=ines.practitioner_id, given="Inês", **same)
    with pytest.raises(NotAllowed):
        enrolment.amend(practitioner=freya.practitioner_id, given="Freya", **same)

    assert directory.practitioner(ines.practitioner_id).name == "Inês X"
    assert directory.practitioner(freya.practitioner_id).name == "Freya Lindqvist"


def test_the_directory_takes_two_queries_for_everybody(quayside, ines, freya, django_assert_num_queries):
    with django_assert_num_queries(2):
        listed = directory.practitioners()

    assert [(each.name, each.jurisdictions) for each in listed] == [
        ("Dr Inês Carvalho", ["PT"]),
        ("Freya Lindqvist", []),
    ]


def test_who_was_let_go_is_listed_no_more_and_stays_readable(quayside, system, freya):
    enrolment.let_go(practitioner=freya.practitioner_id, by=system, now=MONDAY_8AM)

    assert directory.practitioners() == []
    assert directory.practitioner(freya.practitioner_id).name == "Freya Lindqvist"
    assert Practitioner.objects.get(uid=freya.practitioner_id).active is False


def test_a_portrait_is_shown_to_anybody_as_a_picture_only(quayside, ines, client):
    portraits.set_portrait(practitioner=ines.practitioner_id, content=PNG, by=ines, now=MONDAY_8AM)

    shown = client.get(directory.practitioner(ines.practitioner_id).portrait)

    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"",
        b"<html>",
        PNG + b"x" * 1_000_000,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><use href="https://evil.example/x"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><style>*{background:red}</style></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><image width="9" height="9"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><path style="fill:red" d="M0 0"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="URL( \'//evil.example/x\')" d="M0 0"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><html xmlns="http://www.w3.org/1999/xhtml"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><!-- --></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><path',
    ],
)
def test_what_is_no_plain_picture_is_no_portrait(quayside, ines, content):
    with pytest.raises(portraits.NotAPortrait):
        portraits.set_portrait(practitioner=ines.practitioner_id, content=content, by=ines, now=MONDAY_8AM)

    assert directory.practitioner(ines.practitioner_id).portrait == ""


def test_a_drawn_portrait_is_shown_too(quayside, ines):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" fill="url(#a)"/></svg>'
    portraits.set_portrait(practitioner=ines.practitioner_id, content=drawing, by=ines, now=MONDAY_8AM)

    assert directory.practitioner(ines.practitioner_id).portrait.startswith("/portrait/")
