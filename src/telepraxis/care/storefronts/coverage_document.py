"""What insurance somebody has, as a FHIR Coverage (R4, http://hl7.org/fhir/R4/coverage.html). Pure."""

from dataclasses import dataclass
from datetime import date

from .patient_part import plan_key

CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class"
ACTIVE, CANCELLED = "active", "cancelled"
LONGEST = 100


@dataclass(frozen=True)
class CoverageSaid:
    """The card: who pays, which plan and code, the member's number, from when until when (both days included)."""

    payer: str
    plan: str
    code: str
    member: str
    begins: date | None = None
    ends: date | None = None

    @property
    def key(self) -> str:
        return plan_key(self.payer, self.code)


def written(said: CoverageSaid, beneficiary: dict) -> dict:
    """Return the resource without id."""
    plan = {"type": {"coding": [{"system": CLASS, "code": "plan"}]}, "value": said.code, "name": said.plan}
    period = {"start": said.begins, "end": said.ends}
    doc = {
        "resourceType": "Coverage", "status": ACTIVE, "subscriberId": said.member, "beneficiary": beneficiary,
        "payor": [{"display": said.payer}], "class": [plan],
        "period": {name: day.isoformat() for name, day in period.items() if day},
    }  # fmt: skip
    return {name: value for name, value in doc.items() if value}


def said_in(doc: dict) -> CoverageSaid:
    """Return what a Coverage says, whoever wrote it; "" for what it leaves out."""
    classes = [each for each in doc.get("class") or [] if _codes(each.get("type")) & {"plan", "group", "class"}]
    plans = [each for each in classes if "plan" in _codes(each.get("type"))]
    plan = next(iter(plans or classes), {})
    payor = next(iter(doc.get("payor") or []), {})
    payer = payor.get("display") or (payor.get("identifier") or {}).get("value") or ""
    period = doc.get("period") or {}
    code = str(plan.get("value") or "")
    return CoverageSaid(
        payer=str(payer)[:LONGEST], plan=str(plan.get("name") or code)[:LONGEST], code=code[:30],
        member=str(doc.get("subscriberId") or "")[:60], begins=_day(period.get("start"), first=True),
        ends=_day(period.get("end"), first=False),
    )  # fmt: skip


def holds_on(doc: dict, day: date) -> bool:
    """Whether the coverage counts on a day."""
    said = said_in(doc)
    begun, over = said.begins is None or said.begins <= day, said.ends is not None and said.ends < day
    return doc.get("status") == ACTIVE and begun and not over


def ended(doc: dict, day: date) -> dict:
    """Return it as one that counts no more from the day after this one on."""
    period = dict(doc.get("period") or {})
    if _day(period.get("start"), first=True) is not None and _day(period["start"], first=True) > day:
        period.pop("start")  # it never began
    return doc | {"status": CANCELLED, "period": period | {"end": day.isoformat()}}


def _codes(concept: dict | None) -> set[str]:
    return {each.get("code", "") for each in (concept or {}).get("coding") or []}


def _day(text: object, *, first: bool) -> date | None:
    """Return the day of a FHIR dateTime; of a year or a month its first or last one."""
    if not isinstance(text, str):
        return None
    try:
        if len(text) >= 10:
            return date.fromisoformat(text[:10])
        year, _dash, month = text.partition("-")
        if first:
            return date(int(year), int(month or 1), 1)
        last = int(month or 12)
        return date.fromordinal(date(int(year) + last // 12, last % 12 + 1, 1).toordinal() - 1)
    except ValueError:
        return None
