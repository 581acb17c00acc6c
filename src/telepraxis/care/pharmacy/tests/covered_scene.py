"""The scene: Corner Pharmacy bills Meridian Basic, and Amara has its card: 20 %, ibuprofen 50 cents a line."""

from decimal import Decimal

from telepraxis.base import record
from telepraxis.base.record.models import Resource
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Order, OrderLine
from telepraxis.care.pharmacy.tests.scene import AMOXICILLIN, IBUPROFEN, NINE, order, prescribe, stock
from telepraxis.care.storefronts import coverages, plans
from telepraxis.care.storefronts.coverage_document import CoverageSaid
from telepraxis.care.storefronts.models import OwnPlan
from telepraxis.care.storefronts.patient_part import Terms
from telepraxis.care.storefronts.plan_particulars import PlanSaid

CARD = CoverageSaid("Meridian Health", "Basic", "MER-B", "4711-0815")
MEMBER = CARD.member


def bills(town, pharmacy, percent=20, *, plan=None, now=NINE) -> OwnPlan:
    """Let a pharmacy bill Meridian Basic at so many percent."""
    with town.at(pharmacy):
        said = PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", Terms(percent=Decimal(percent)))
        return plans.keep(said=said, plan=plan.id if plan else None, by=pharmacy.pharmacist, now=now)


def otherwise(town, pharmacy, plan: OwnPlan, medicine, terms: Terms) -> None:
    with town.at(pharmacy):
        plans.make_exception(
            plan=plan.id, code=(medicine.system, medicine.code), terms=terms, by=pharmacy.pharmacist, now=NINE
        )


def card_of(town, said=CARD, now=NINE):
    """Let Amara keep her card; return its uid."""
    with town.at(town.quayside):
        return coverages.keep(patient=town.amara.patient_id, said=said, by=town.amara, now=now).uid


def bought(town, *cents: int, medicines=(AMOXICILLIN,), coverage=None, **more) -> Order:
    """Let Amara order at Corner Pharmacy with her card, at what she saw that she pays."""
    placed = order(
        town, prescribe(town, *medicines), town.corner, *cents, coverage=coverage or card_of(town), **more
    )  # fmt: skip
    town.carry()
    return placed


def opened(town) -> OwnPlan:
    """Amoxicillin costs 10 cents, ibuprofen 5; 21 of each are prescribed: 2.10 and 1.05."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    plan = bills(town, town.corner)
    otherwise(town, town.corner, plan, IBUPROFEN, Terms(copay_minor=50))
    return plan


def parts_there(town) -> list[tuple[str, int | None, int]]:
    """Return what of each line Amara and her plan pay at the pharmacy."""
    with town.at(town.corner):
        return list(ClaimLine.objects.order_by("position").values_list("state", "price_minor", "covered_minor"))


def parts_here(town) -> list[tuple[str, int | None, int, str]]:
    """Return what Amara reads of it."""
    with town.at(town.quayside):
        rows = OrderLine.objects.order_by("position")
        return [(each.state, each.asked_minor, each.covered_minor, each.plan_says) for each in rows]


def card_there(town) -> dict:
    """Return the Coverage that the pharmacy keeps of its one claim."""
    with town.at(town.corner):
        return record.content_of(Resource.objects.get(uid=Claim.objects.get().coverage_id))
