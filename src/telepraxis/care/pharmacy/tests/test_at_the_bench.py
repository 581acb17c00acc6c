"""At the bench and the counter: what may be given, from which box, to whom, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.care.medications.tests.scene import AMLODIPINE, line
from telepraxis.care.pharmacy import bench, handing
from telepraxis.care.pharmacy.models import ClaimLine, Handout, OrderLine
from telepraxis.care.pharmacy.refusals import (
    KeyUsed,
    NotSo,
    NotTheSame,
    NotYet,
    NoWitness,
    Over,
    TooMuch,
    WrongBox,
    WrongCode,
)
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    LATER,
    NOON,
    TEN,
    claim_at,
    hand_over,
    key,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
)
from telepraxis.care.pharmacy.witnessing import Seen
from telepraxis.commons.inventory import assortment, recalling
from telepraxis.commons.inventory.gs1 import check_digit
from telepraxis.commons.inventory.models import Lot
from telepraxis.commons.inventory.picking import Expired, NotEnough, Recalled
from telepraxis.registry.formulary.models import Medicine as Listed
from telepraxis.registry.formulary.reading import by_code
from telepraxis.registry.formulary.starter_set import SYSTEM as STARTER
from tests.people import MONDAY_8AM, colleague

pytestmark = pytest.mark.django_db(transaction=True)
GTIN = "urn:gs1:gtin"
MOX, IBU, OTHER = (each + check_digit(each) for each in ("0560123456789", "0560123456790", "0560123456791"))


def the_line(town) -> ClaimLine:
    with town.at(town.corner):
        return ClaimLine.objects.select_related("claim").get()


def arrived(town, *medicines, cents=(210,)):
    placed = order(town, prescribe(town, *(medicines or (AMOXICILLIN,))), town.corner, *cents)
    town.carry()
    return placed


def test_a_box_of_something_else_is_not_picked(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10, lots=("A1", "B2"))
    stock(town, town.corner, IBUPROFEN, 100, 5)
    by = town.corner.pharmacist
    with town.at(town.corner):
        for each, code in ((AMOXICILLIN, MOX), (IBUPROFEN, IBU)):
            item = town.corner.items[each.name]
            assortment.add_pack(item=item.id, system=GTIN, code=code, quantity=Decimal(21), by=by, now=MONDAY_8AM)
    arrived(town)
    row = the_line(town)
    with town.at(town.corner):
        with pytest.raises(NotSo):  # nobody has looked at it yet
            bench.pick(claim_line=row.id, scanned=f"01{MOX}10A1", by=by, now=TEN)
        bench.check(claim_line=row.id, note="Fits the age.", by=by, now=TEN)
        for text in (f"01{IBU}10A1", OTHER, "no code", MOX):
            with pytest.raises(WrongBox):  # of ibuprofen; unknown; none; of amoxicillin, but of which lot?
                bench.pick(claim_line=row.id, scanned=text, by=by, now=TEN)
        with pytest.raises(TooMuch):
            bench.pick(claim_line=row.id, scanned=f"01{MOX}10B2", quantity=Decimal(22), by=by, now=TEN)
        bench.pick(claim_line=row.id, scanned=f"01{MOX}10B2", quantity=Decimal(20), by=by, now=TEN)
        done = bench.pick(claim_line=row.id, scanned=f"01{MOX}10A1", by=by, now=TEN)
        assert [each["quantity"] for each in done.picked] == ["20", "1"]
        assert bench.medicine_of(done).name == AMOXICILLIN.name


def test_what_is_expired_or_recalled_is_neither_picked_nor_handed_out(town):
    stock(town, town.corner, AMOXICILLIN, 50, 10)
    stock(town, town.corner, AMOXICILLIN, 50, 10, lots=("OLD",), expires_on=date(2026, 11, 24))
    stock(town, town.corner, AMOXICILLIN, 50, 10, lots=("BAD",), expires_on=LATER)
    arrived(town)
    row, by = the_line(town), town.corner.pharmacist
    with town.at(town.corner):
        lots = {each.number: each.id for each in Lot.objects.all()}
        recalling.recall(item=row.item_id, lot_number="BAD", reason="Glass", by=by, now=TEN)
        bench.check(claim_line=row.id, by=by, now=TEN)
        with pytest.raises(Recalled):
            bench.pick(claim_line=row.id, lot=lots["BAD"], by=by, now=TEN)
        bench.pick(claim_line=row.id, lot=lots["OLD"], by=by, now=TEN)  # good today
        _claim, code = bench.ready(claim=row.claim_id, by=by, now=TEN)
    with pytest.raises(Expired):
        hand_over(town, town.corner, row.claim, code=code, now=TEN + timedelta(days=2))
    with town.at(town.corner):
        assert not Handout.objects.exists()


def test_the_code_counts_five_tries_and_then_a_reason_is_needed(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    arrived(town)
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    wrong = "000000" if code != "000000" else "111111"
    left = []
    for _try in range(5):
        with town.at(town.corner):
            with pytest.raises(WrongCode) as refused:
                handing.hand_over(claim=claim.id, code=wrong, key=key(), by=town.corner.pharmacist, now=NOON)
            left.append(refused.value.tries_left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(WrongCode):
        hand_over(town, town.corner, claim, code=code)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)
    [done] = hand_over(town, town.corner, claim, why_without_code="Known to me")
    assert (done.code_was_given, done.without_code_why) == (False, "Known to me")


def test_who_may_hand_out_before_whom_and_under_which_key(town):
    for each in (AMOXICILLIN, IBUPROFEN):
        stock(town, town.corner, each, 100, 10)
    arrived(town)
    arrived(town, IBUPROFEN)
    with town.at(town.corner):
        first, second = (
            each.claim for each in ClaimLine.objects.select_related("claim").order_by("claim__asked_at", "claim_id")
        )
        vera = colleague("vera@corner.test", "Vera Maia", {Role.PHARMACIST}, Actor.system(town.corner.id))
    code = made_ready(town, town.corner, first)
    desk = replace(town.corner.pharmacist, roles=frozenset({Role.FRONT_DESK}))
    with town.at(town.corner):
        with pytest.raises(NotAllowed):
            handing.hand_over(claim=first.id, code=code, key=key(), by=desk, now=NOON)
    for nobody in (town.corner.pharmacist.account_id, uuid4()):
        with pytest.raises(NoWitness):
            hand_over(town, town.corner, first, code=code, witness=Seen(nobody, "password"))
    seen = Seen(vera.account_id, "password")
    [done] = hand_over(town, town.corner, first, code=code, witness=seen, counsel=True, key="once")
    assert (done.witness, done.was_counselled) == ("Vera Maia", True)
    other = made_ready(town, town.corner, second)
    with pytest.raises(KeyUsed):
        hand_over(town, town.corner, second, code=other, key="once")
    with pytest.raises(NotSo):  # it is handed out
        hand_over(town, town.corner, first, code=code)


def test_a_repeat_is_not_handed_out_before_its_day_nor_after_the_end(town):
    stock(town, town.corner, AMLODIPINE, 300, 10)
    whole = prescribe(town, line(AMLODIPINE, days=None, repeats=2, interval=28))
    order(town, whole, town.corner, 300)
    town.carry()
    first = claim_at(town, town.corner)
    hand_over(town, town.corner, first, code=made_ready(town, town.corner, first))
    town.carry(NOON)

    order(town, whole, town.corner, 300, now=NOON)
    town.carry(NOON)
    with town.at(town.corner):
        second = ClaimLine.objects.select_related("claim").exclude(claim=first).get()
        assert (second.not_before, second.quantity) == (date(2026, 12, 21), 30)
    code = made_ready(town, town.corner, second.claim)
    with pytest.raises(NotYet):
        hand_over(town, town.corner, second.claim, code=code, now=NOON + timedelta(days=27))
    with pytest.raises(Over):
        hand_over(town, town.corner, second.claim, code=code, now=NOON + timedelta(days=366))
    [done] = hand_over(town, town.corner, second.claim, code=code, now=NOON + timedelta(days=28))
    town.carry(NOON + timedelta(days=28))
    assert done.quantity == 30
    with town.at(town.quayside):
        row = whole.lines.get()
        assert (row.handed_out, row.remaining) == (2, 1)


@pytest.fixture
def brands(db):
    """Two brands of amoxicillin 500 mg capsules in the catalogue, and one of another strength."""

    def listed(code: str, amount: int):
        row = Listed.objects.get(system=STARTER, code="amoxicillin-500mg-capsule")
        parts = list(row.ingredients.order_by("place"))
        row.pk, row.system, row.code, row.name, row._state.adding = None, "urn:example:brands", code, code, True
        row.save(force_insert=True)
        for part in parts:
            part.pk, part.medicine, part.amount, part._state.adding = None, row, Decimal(amount), True
            part.save(force_insert=True)
        return by_code("urn:example:brands", code)

    return listed("Moxal", 500), listed("Clamo", 500), listed("Forte", 750)


def test_the_same_in_another_box_is_given_and_nothing_else(town, brands):
    moxal, clamo, forte = brands
    generic = by_code(STARTER, "amoxicillin-500mg-capsule")
    for each, cents in ((moxal, 9), (clamo, 14), (forte, 8)):
        stock(town, town.corner, each, 100, cents)
    stock(town, town.corner, generic, 5, 10)
    by = town.corner.pharmacist
    placed = arrived(town, generic)
    row = the_line(town)
    with town.at(town.corner):
        assert (row.item_id, row.is_substituted, row.price_minor) == (town.corner.items["Moxal"].id, True, 189)
        with pytest.raises(NotTheSame):
            bench.choose_item(claim_line=row.id, item=town.corner.items["Forte"].id, by=by, now=TEN)
        with pytest.raises(NotEnough):
            bench.choose_item(claim_line=row.id, item=town.corner.items[generic.name].id, by=by, now=TEN)
        assert ClaimLine.objects.get().reservation_id == row.reservation_id
        bench.choose_item(claim_line=row.id, item=town.corner.items["Clamo"].id, by=by, now=TEN)
    town.carry()
    assert states_at(town, placed) == ("changed", {1: "changed"})  # 294 is more than the 189 that was owed
    assert (on_shelf(town, town.corner, moxal), on_shelf(town, town.corner, clamo)) == ((100, 0), (100, 21))
    with town.at(town.corner):
        bench.choose_item(claim_line=row.id, item=town.corner.items["Moxal"].id, by=by, now=TEN)
    town.carry()
    assert states_at(town, placed) == ("accepted", {1: "kept"})
    code = made_ready(town, town.corner, row.claim)
    hand_over(town, town.corner, row.claim, code=code)
    town.carry(NOON)
    with town.at(town.quayside):
        from telepraxis.care.medications import reading

        [told] = reading.prescriptions_of(town.amara.patient_id)
        assert [each.medicine for one in told.lines for each in one.fills] == ["Moxal"]


def test_this_product_and_no_other(town, brands):
    moxal, *_others = brands
    generic = by_code(STARTER, "amoxicillin-500mg-capsule")
    stock(town, town.corner, moxal, 100, 9)
    said = line(generic, times=3, substitution=False, substitution_why="Allergic to a colour")
    order(town, prescribe(town, said), town.corner, 210)
    town.carry()
    row = the_line(town)
    assert row.state == "missing"
    with town.at(town.corner):
        with pytest.raises(NotSo):
            bench.choose_item(claim_line=row.id, item=town.corner.items["Moxal"].id, by=town.corner.pharmacist, now=TEN)


def test_a_part_is_kept_where_there_is_no_more(town):
    from telepraxis.care.pharmacy import claiming

    stock(town, town.corner, AMOXICILLIN, 100, 10)
    placed = arrived(town)
    row, by = the_line(town), town.corner.pharmacist
    with town.at(town.corner):
        bench.choose_item(claim_line=row.id, item=row.item_id, quantity=Decimal(10), by=by, now=TEN)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 10)
    with town.at(town.corner):
        bench.check(claim_line=row.id, by=by, now=TEN)
        bench.pick(claim_line=row.id, lot=Lot.objects.get().id, quantity=Decimal(10), by=by, now=TEN)
        _claim, code = bench.ready(claim=row.claim_id, by=by, now=TEN)
    hand_over(town, town.corner, row.claim, code=code)
    town.carry(NOON)
    assert states_at(town, placed) == ("accepted", {1: "owed"})
    with town.at(town.corner):
        claiming.give_back(claim=row.claim_id, by=by, now=NOON)
    town.carry(NOON)
    assert states_there(town, town.corner, row.claim) == ("done", {1: "given_back"})
    with town.at(town.quayside):
        assert (OrderLine.objects.get().handed_out, OrderLine.objects.get().state) == (10, "cancelled")
