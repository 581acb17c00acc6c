"""The pages of the bench: the queue, one claim from its arrival to the counter, what comes back, what is said."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base import record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.medications.tests.scene import IBUPROFEN, MORPHINE, PARACETAMOL
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout, Question, Remark, Return
from telepraxis.commons.inventory.models import Balance

from .bench_scene import *  # noqa: F403
from .bench_scene import BOX, a_week_of, made_ready, only_line, ordered

QUEUE, CLAIM = 11, 28  # queries of a page, however much stands on it; two of them ask what was paid


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_shows_what_came_and_finds_by_name_and_number(order, pilar, browse):
    client = browse(pilar)
    page = text_of(client, "/pharmacy/")
    assert "Amara Okonjo" in page and "Amoxicillin 500 mg capsule, 21 capsules" in page
    for found in ("oko", "Amara Ok", "K7QM-2XWA-9PRT", "k7qm2xwa9prt"):
        assert "Amara Okonjo" in text_of(client, f"/pharmacy/?q={found}"), found
    assert "Nobody found" in text_of(client, "/pharmacy/?q=mara")
    assert "Amara Okonjo" not in text_of(client, "/pharmacy/?show=ready")
    assert ">1<" in text_of(client, "/pharmacy/count/")


def test_a_claim_goes_over_the_counter_step_by_step(order, shelf, pilar, browse):
    client, row = browse(pilar), only_line(order)
    path = f"/pharmacy/claims/{order.id}/"
    page = text_of(client, path)
    for said in ("3 times a day", "Dr Inês Carvalho", "K7QM-2XWA-9PRT", "€8.40", "Clinical look"):
        assert said in page, said

    assert client.post(f"/pharmacy/lines/{row.id}/check/", {"note": "Asked about penicillin"}).status_code == 302
    scan = f"(01){BOX}(10)A1"
    sent = client.post(f"/pharmacy/lines/{row.id}/pick/", {"scan": scan})
    assert sent.status_code == 302 and sent["Location"] == f"{path}#line-{row.id}"
    row.refresh_from_db()
    assert (row.state, row.picked) == ("picked", [{"lot": str(shelf.soon.id), "quantity": "20"}])  # all there is of it
    client.post(f"/pharmacy/lines/{row.id}/pick/", {"lot": shelf.later.id})
    row.refresh_from_db()
    assert row.in_tray == 21

    assert client.post(f"{path}ready/").status_code == 302
    wrong = client.post(f"{path}hand-over/", {"key": uuid4(), "code": "000000", f"quantity_{row.id}": "21"})
    assert wrong.status_code == 422 and "This is not the code. 4 tries are left." in wrong.content.decode()
    assert not Handout.objects.exists()
    said = {
        "key": uuid4(),
        "why_without_code": "Showed her card",
        "owes_why": "Pays on Friday",
        "counsel_note": "With food",
        f"quantity_{row.id}": "21",
    }
    for _ in range(2):
        assert client.post(f"{path}hand-over/", said).status_code == 302
    [given] = Handout.objects.all()
    assert (given.quantity, given.was_counselled, given.without_code_why) == (21, True, "Showed her card")
    assert [each["number"] for each in given.lots] == ["A1", "B2"]
    assert record.content_of(given.document)["note"] == [{"text": "A1: 20; B2: 1"}, {"text": "With food"}]
    assert Balance.objects.get(lot=shelf.soon).quantity == 0
    assert Claim.objects.get().state == "done"
    assert "21 handed out" in text_of(client, path)


def test_a_box_of_something_else_is_refused_and_nothing_is_picked(order, shelf, pilar, browse):
    client, row = browse(pilar), only_line(order)
    client.post(f"/pharmacy/lines/{row.id}/check/")
    for scan in ("(01)09506000134376(10)A1", "hello"):
        sent = client.post(f"/pharmacy/lines/{row.id}/pick/", {"scan": scan})
        assert sent.status_code == 422 and "not of the medicine that was chosen" in sent.content.decode()
    row.refresh_from_db()
    assert (row.state, row.picked) == ("checked", [])


def test_less_than_all_leaves_the_rest_owed_and_it_is_picked_later(order, pilar, browse):
    client, row = browse(pilar), only_line(order)
    code, path = made_ready(order, pilar), f"/pharmacy/claims/{order.id}/"
    sent = client.post(
        f"{path}hand-over/", {"key": uuid4(), "code": code, "owes_why": "Known", f"quantity_{row.id}": "10"}
    )
    assert sent.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.handed_out, row.owed) == ("owed", 10, 11)
    page = text_of(client, path)
    assert "11 capsules" in page and "Scan the box: 11 capsules to pick" in page
    assert "Amara Okonjo" in text_of(client, "/pharmacy/?show=owed")


def test_what_is_not_here_is_told_and_the_prescriber_is_asked(shelf, hillcrest, pilar, browse):
    claim = ordered(hillcrest, a_week_of(PARACETAMOL))
    client, row = browse(pilar), only_line(claim)
    assert row.state == "missing"
    assert "Not in stock" in text_of(client, f"/pharmacy/claims/{claim.id}/")
    path = f"/pharmacy/lines/{row.id}/question/"
    assert "Paracetamol" in text_of(client, path)
    empty = client.post(path, {"what": "out_of_stock", "words": " "})
    assert empty.status_code == 422 and not Question.objects.exists()
    assert client.post(path, {"what": "out_of_stock", "words": "Ibuprofen instead?"}).status_code == 302
    page = text_of(client, f"/pharmacy/claims/{claim.id}/")
    assert "Ibuprofen instead?" in page and "Waiting for an answer" in page


def test_what_comes_back_waits_in_quarantine(order, shelf, pilar, browse):
    client, row = browse(pilar), only_line(order)
    code = made_ready(order, pilar)
    client.post(
        f"/pharmacy/claims/{order.id}/hand-over/",
        {"key": uuid4(), "code": code, "owes_why": "Known", f"quantity_{row.id}": "21"},
    )
    given = Handout.objects.get()
    path = f"/pharmacy/handouts/{given.id}/back/"
    said = {"key": uuid4(), "lot": shelf.soon.id, "why": "Rash", "money": "all"}
    much = client.post(path, said | {"quantity": "21"})
    assert much.status_code == 422 and "Only 20 of this lot is out there" in much.content.decode()
    for _ in range(2):
        assert client.post(path, said | {"quantity": "5"}).status_code == 302
    assert Return.objects.get().quantity == 5
    assert Balance.objects.get(lot=shelf.soon, place__kind="quarantine").quantity == 5
    assert "5 came back" in text_of(client, f"/pharmacy/claims/{order.id}/")


def test_it_is_given_back_and_the_stock_is_free(order, shelf, pilar, browse):
    client = browse(pilar)
    assert Balance.objects.get(lot=shelf.soon).reserved == 20
    path = f"/pharmacy/claims/{order.id}/give-back/"
    assert client.post(path, {"why": " "}).status_code == 422
    assert client.post(path, {"why": "We close for a week", "lines": [only_line(order).id]}).status_code == 302
    assert Claim.objects.get().state == "given_back" and Balance.objects.get(lot=shelf.soon).reserved == 0


def test_what_is_written_is_kept_and_what_came_is_read_once(order, hillcrest, pilar, browse):
    from .bench_scene import NINE, came

    client, path = browse(pilar), f"/pharmacy/claims/{order.id}/"
    said = {"words": "Is it for the throat?", "author": "Inês"}
    came(hillcrest, "pharmacy.remark", said, [], [], order.thread, 2, NINE)
    assert "unread from the prescriber" in text_of(client, "/pharmacy/")
    assert "Is it for the throat?" in text_of(client, path)
    assert Remark.objects.get().read_at is not None
    assert "unread from the prescriber" not in text_of(client, "/pharmacy/")
    assert client.post(f"{path}remark/", {"words": "Yes"}).status_code == 302
    assert Remark.objects.filter(is_ours=True).count() == 1


def test_labels_are_printed_of_what_lies_in_the_tray(order, pilar, browse):
    client = browse(pilar)
    path = f"/pharmacy/claims/{order.id}/labels.pdf"
    assert client.get(path).status_code == 422
    made_ready(order, pilar)
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    from .test_box_label import pages

    [(words, _size)] = pages(answer.content)
    for said in ("Amara Okonjo", "21 capsules", "3 times a day", "Lot A1", "Lot B2", "Quayside Practice"):
        assert said in words, said
    assert AuditEvent.objects.filter(action="pharmacy.labels_printed").count() == 1


def test_the_look_counts_what_was_handed_out_before_and_not_the_lines_themselves(shelf, hillcrest, pilar, browse):
    client = browse(pilar)
    first = ordered(hillcrest, a_week_of(IBUPROFEN))
    assert "Of what could be checked nothing stands against it." in text_of(client, f"/pharmacy/claims/{first.id}/")
    second = ordered(hillcrest, a_week_of(IBUPROFEN))
    page = text_of(client, f"/pharmacy/claims/{second.id}/")
    assert "From here they also have:" in page and "nothing stands against it" not in page


def test_pages_ask_the_same_of_little_and_of_much(order, shelf, hillcrest, pilar, browse):
    client = browse(pilar)
    paths = {"/pharmacy/": QUEUE, f"/pharmacy/claims/{order.id}/": CLAIM}
    for path in paths:
        client.get(path)
    few = {path: asked(client, path) for path in paths}
    many = ordered(hillcrest, a_week_of(IBUPROFEN), a_week_of(MORPHINE), a_week_of(PARACETAMOL))
    for _ in range(3):
        ordered(hillcrest, a_week_of(MORPHINE, days=1))
    path = f"/pharmacy/claims/{many.id}/"
    client.get(path)
    much = {"/pharmacy/": asked(client, "/pharmacy/"), f"/pharmacy/claims/{order.id}/": asked(client, path)}
    assert (much, few) == (paths, paths)


@pytest.mark.parametrize("who", ["ines", "rui", "tomasz", "marta"])
def test_nobody_but_a_pharmacist_comes_to_the_bench(order, who, request, browse):
    client = browse(request.getfixturevalue(who))
    assert client.get("/pharmacy/").status_code == 403
    assert client.get(f"/pharmacy/claims/{order.id}/").status_code == 404
    row = ClaimLine.objects.get()
    assert client.post(f"/pharmacy/lines/{row.id}/check/").status_code == 404
    row.refresh_from_db()
    assert row.state == "waiting"
