"""A catalogue is loaded anew under open prescriptions: money, stock and both records go on saying what was signed, and
what its codes mean now is handed out to nobody as if it were the same.
"""

import pytest

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import afterwards, again, composer, reading, sentences
from telepraxis.care.medications.models import PrescribedLine, Prescription
from telepraxis.care.medications.refusals import Unready
from telepraxis.care.medications.tests.scene import begun, line, sign
from telepraxis.care.pharmacy import bench, box_label, choosing, claim_labels, own_orders, stocking
from telepraxis.care.pharmacy.at_bench import claim_shown
from telepraxis.care.pharmacy.fitting_items import with_choices
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout, Order
from telepraxis.care.pharmacy.refusals import ListedAnew
from telepraxis.care.pharmacy.tests.scene import (
    NINE,
    NOON,
    TEN,
    claim_at,
    hand_over,
    made_ready,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
    town,  # noqa: F401
)
from telepraxis.care.pharmacy.tests.test_own_pages import publish
from telepraxis.care.storefronts import finding
from telepraxis.commons.inventory.models import Balance, Item, Lot
from telepraxis.office.payments import paying, refunding
from telepraxis.office.payments.models import Charge, Payment
from telepraxis.registry.formulary import files
from telepraxis.registry.formulary import reading as formulary
from tests.people import MONDAY_8AM

pytestmark = pytest.mark.django_db(transaction=True)

DISPENSED = ("MedicationRequest", "MedicationDispense")
PT = "urn:telepraxis:catalogue:pt"
HEAD = "code,name,substances,strength,form"
ALVAMOX = "5001,Alvamox 500 mg cápsulas,amoxicillin,500 mg,capsule"
RENAMED = "5001,Alvamox Forte cápsulas,amoxicillin,500 mg,capsule"
WEAKER = "5001,Alvamox 250 mg cápsulas,amoxicillin,250 mg,capsule"
SUCCESSOR = "5002,Betamox 500 mg cápsulas,amoxicillin,500 mg,capsule"
WEAK_OTHER = "5003,Gamamox 250 mg cápsulas,amoxicillin,250 mg,capsule"


@pytest.fixture
def load(tmp_path):
    """`load(ALVAMOX, SUCCESSOR)`: the operator loads an edition of the Portuguese catalogue that lists these."""
    editions = []

    def load_edition(*listed: str) -> None:
        editions.append(listed)
        path = tmp_path / f"{len(editions)}.csv"
        path.write_text("\n".join([HEAD, *listed]) + "\n")
        files.load_file(path, jurisdiction="PT", name=f"edition {len(editions)}", now=MONDAY_8AM)

    return load_edition


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"


@pytest.fixture
def bought(town, load):  # noqa: F811
    """Dr Carvalho has prescribed Alvamox to Amara, who has ordered it (21 at 10 cents) at Corner Pharmacy."""
    load(ALVAMOX, WEAK_OTHER)
    stock(town, town.corner, medicine("5001"), 100, 10)
    return order(town, prescribe(town, medicine("5001")), town.corner, 210)


def medicine(code: str):
    return formulary.by_code(PT, code)


def words_everywhere(town, placed) -> set[str]:  # noqa: F811
    """Return what the order, the bench, the label and both records call the medicine."""
    with town.at(town.quayside):
        [ordered] = own_orders.one(Order.objects.get(pk=placed.pk), NOON).lines
        [prescribed] = reading.prescription(placed.prescription_id).lines
        said = {ordered.name, prescribed.medicine, *(fill.medicine for fill in prescribed.fills)}
    with town.at(town.corner):
        shown = claim_shown(Claim.objects.get(), NOON)
        said |= {shown.lines[0].name, *labels_of(shown)}
    for where in (town.quayside, town.corner):
        with town.at(where):
            said |= {_called(each) for each in Resource.objects.filter(type__in=DISPENSED)}
    return said


def labels_of(shown) -> list[str]:
    """Return what the labels of a claim name, as they are set."""
    set_on = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(box_label, "printed", lambda labels, sender: set_on.extend(labels))
        claim_labels.printed(shown, by="PR", now=NOON)
    return [each.medicine for each in set_on]


def _called(row) -> str:
    return record.content_of(row)["medicationCodeableConcept"]["text"]


def pay(town) -> None:  # noqa: F811
    with town.at(town.corner):
        paying.take_cash(charge=Charge.objects.get(withdrawn_at=None), by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)


def paid(town, placed) -> tuple[int, int]:  # noqa: F811
    """Return what both sides say was paid."""
    with town.at(town.quayside):
        at_home = Order.objects.get(pk=placed.pk).paid_minor
    return claim_at(town, town.corner).paid_minor, at_home


@pytest.mark.parametrize(
    "edition", [(RENAMED,), (WEAK_OTHER,), (SUCCESSOR,)], ids=["renamed", "withdrawn", "another code in its place"]
)
@pytest.mark.parametrize("at", ["on its way", "accepted", "ready"])
def test_what_was_signed_is_made_ready_paid_and_handed_out(town, bought, load, edition, at):  # noqa: F811
    if at == "on its way":
        load(*edition)
    town.carry()
    claim = claim_at(town, town.corner)
    assert states_there(town, town.corner, claim) == ("waiting", {1: "waiting"})
    if at == "accepted":
        load(*edition)
    pay(town)
    code = made_ready(town, town.corner, claim)
    if at == "ready":
        load(*edition)

    hand_over(town, town.corner, claim, code=code)
    town.carry(NOON)

    assert states_at(town, bought) == ("handed_out", {1: "handed_out"})
    assert words_everywhere(town, bought) == {"Alvamox 500 mg cápsulas"}
    with town.at(town.corner):
        assert {(each.quantity, each.lots[0]["number"]) for each in Handout.objects.all()} == {(21, "A1")}
        [kept] = Item.objects.all()
        assert (kept.code, Lot.objects.get().item_id) == ("5001", kept.id)
    assert paid(town, bought) == (210, 210)
    with town.at(town.corner):
        payment = Payment.objects.get()
        refunding.refund(payment=payment, why="goodwill", by=Actor.system(town.corner.id), now=NOON)
    town.carry(NOON)
    assert paid(town, bought) == (0, 0)


def test_what_a_code_means_now_is_kept_for_nobody(town, bought, load):  # noqa: F811
    stock(town, town.corner, medicine("5003"), 100, 1)  # what the code means now, and cheaper
    load(WEAKER, WEAK_OTHER)

    town.carry()

    assert states_at(town, bought)[1] == {1: "missing"}
    with town.at(town.corner):
        row = ClaimLine.objects.get()
        assert stocking.offers_for(row, NOON) == [] and not Charge.objects.exists()
        shown = with_choices(claim_shown(Claim.objects.get(), NOON), NOON)
        assert [each.choices for each in shown.lines] == [()]
    assert kept_of(town, "5001") == kept_of(town, "5003") == (100, 0)
    assert words_of_order(town, bought) == ["Alvamox 500 mg cápsulas"]


def test_what_a_code_means_now_is_found_at_no_pharmacy(town, load):  # noqa: F811
    load(ALVAMOX, SUCCESSOR, WEAK_OTHER)
    for code in ("5001", "5002", "5003"):
        stock(town, town.corner, medicine(code), 100, 10)
    publish(town, town.corner, 38.71)
    signed = prescribe(town, medicine("5001"))
    assert offered(town, signed) == {("5001", True)}
    load(WEAKER, SUCCESSOR, WEAK_OTHER)
    assert offered(town, signed) == {("5002", False)}
    load(WEAKER, WEAK_OTHER)
    assert offered(town, signed) == {("5002", False)}  # listed no more, but it lies there
    load(SUCCESSOR, WEAK_OTHER)
    assert offered(town, signed) == {("5002", False)}


def test_a_box_whose_code_means_something_else_is_not_picked(town, bought, load):  # noqa: F811
    town.carry()
    pay(town)
    claim = claim_at(town, town.corner)
    load(WEAKER)

    with pytest.raises(ListedAnew):
        made_ready(town, town.corner, claim)

    assert kept_of(town, "5001") == (100, 21) and paid(town, bought) == (210, 210)
    load(ALVAMOX)  # it was a slip of the catalogue
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    assert kept_of(town, "5001") == (79, 0)


def test_what_lies_in_the_tray_stays_there_when_its_code_means_something_else(town, bought, load):  # noqa: F811
    town.carry()
    pay(town)
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry(NOON)
    load(WEAKER, SUCCESSOR)

    with pytest.raises(ListedAnew):
        hand_over(town, town.corner, claim, code=code)

    town.carry(NOON)
    assert states_at(town, bought) == ("ready", {1: "ready"}) and states_there(town, town.corner, claim)[0] == "ready"
    assert kept_of(town, "5001") == (100, 21) and paid(town, bought) == (210, 210)
    with town.at(town.corner):
        assert not Handout.objects.exists() and not Resource.objects.filter(type="MedicationDispense").exists()

    stock(town, town.corner, medicine("5002"), 100, 9)
    with town.at(town.corner):
        other, by = Item.objects.get(code="5002"), town.corner.pharmacist
        bench.choose_item(claim_line=ClaimLine.objects.get().id, item=other.id, by=by, now=NOON)
    code = made_ready(town, town.corner, claim)
    hand_over(town, town.corner, claim, code=code)
    town.carry(NOON)
    assert (kept_of(town, "5001"), kept_of(town, "5002")) == ((100, 0), (79, 0))
    with town.at(town.quayside):
        [line_] = reading.prescription(bought.prescription_id).lines
        assert (line_.medicine, [fill.medicine for fill in line_.fills]) == (
            "Alvamox 500 mg cápsulas", ["Betamox 500 mg cápsulas"],
        )  # fmt: skip


def test_nothing_else_is_given_where_the_prescriber_wants_this_product(town, load):  # noqa: F811
    load(ALVAMOX, SUCCESSOR)
    stock(town, town.corner, medicine("5001"), 100, 10)
    stock(town, town.corner, medicine("5002"), 100, 10)
    only = line(medicine("5001"), times=3, substitution=False, substitution_why="Does not tolerate the other's dye")
    placed = order(town, prescribe(town, only), town.corner, 210)
    load(WEAKER, SUCCESSOR)
    town.carry()

    assert states_at(town, placed)[1] == {1: "missing"}
    assert kept_of(town, "5001") == kept_of(town, "5002") == (100, 0)


@pytest.mark.parametrize(
    ("edition", "why"), [((SUCCESSOR,), "withdrawn"), ((WEAKER,), "another")], ids=["withdrawn", "another medicine"]
)
def test_what_fell_out_of_the_catalogue_is_not_prescribed_anew(town, load, edition, why):  # noqa: F811
    load(ALVAMOX, SUCCESSOR)
    signed = prescribe(town, medicine("5001"))
    ines = town.ines
    with town.at(town.quayside):
        lines = (line(medicine("5001"), times=3),)
        sentences.keep(kind="favourite", name="Usual", lines=lines, by=ines, now=NINE)
        asked = afterwards.ask_renewal(line=PrescribedLine.objects.get().id, by=town.amara, now=TEN)
    load(*edition)

    for write in (
        lambda: afterwards.take_up(request=asked.id, by=ines, now=TEN),
        lambda: again.prescribe_again(lines=[PrescribedLine.objects.get().id], by=ines, now=TEN),
        lambda: begun(town.amara, ines, *reading.sentences_for(ines.practitioner_id)[0].lines, now=TEN),
    ):
        with town.at(town.quayside):
            draft = write()
            [row] = draft.lines.all()
            assert composer.shown_rows(reading.lines_in(draft))[0].missing == (str(composer.LACKS[why]),)
            with pytest.raises(Unready) as refused:
                sign(draft, ines, TEN)
            assert refused.value.lines == {row.id: (why,)}
            assert [each.id for each in Prescription.objects.all()] == [signed.id]
            draft.lines.all().delete()


def test_a_renamed_medicine_is_renewed_in_the_words_that_were_signed(town, load):  # noqa: F811
    load(ALVAMOX)
    prescribe(town, medicine("5001"))
    load(RENAMED)
    with town.at(town.quayside):
        asked = afterwards.ask_renewal(line=PrescribedLine.objects.get().id, by=town.amara, now=TEN)
        draft = afterwards.take_up(request=asked.id, by=town.ines, now=TEN)
        renewed = sign(draft, town.ines, TEN)
        [said] = reading.prescription(renewed.id).lines
    assert said.medicine == "Alvamox 500 mg cápsulas"


def kept_of(town, code: str) -> tuple[int, int]:  # noqa: F811
    """Return how much of a code lies at Corner Pharmacy, and how much of that is kept for somebody."""
    with town.at(town.corner):
        rows = Balance.objects.filter(item__code=code, place__kind="shelf")
        return int(sum(each.quantity for each in rows)), int(sum(each.reserved for each in rows))


def words_of_order(town, placed) -> list[str]:  # noqa: F811
    with town.at(town.quayside):
        return [each.name for each in own_orders.one(Order.objects.get(pk=placed.pk), NOON).lines]


def offered(town, prescription) -> set[tuple[str, bool]]:  # noqa: F811
    """Return by which code Corner Pharmacy is shown to have the one line, and whether as what was prescribed."""
    with town.at(town.quayside):
        lines = choosing.of_prescription(prescription.id, TEN).lines
        found = finding.find([each.wanted for each in lines])
        quoted = choosing.quote(town.corner.id, lines)
        searched = {(match.offered.code, match.is_same) for place in found.places for match in place.matches if match}
        assert searched == {(match.offered.code, match.is_same) for _line, match in quoted.there}
        return searched
