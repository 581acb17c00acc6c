"""What can be decided ahead: how it is called, coded and seen. Pure.

Codes: HL7 consentcategorycodes, LOINC where it has one for the paper, and ours (`urn:telepraxis:directive`).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OURS = "urn:telepraxis:directive"
CATEGORY = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
LOINC = "http://loinc.org"
CATEGORIES = {
    "acd": "Advance Directive",
    "dnr": "Do Not Resuscitate",
    "hcd": "Health Care Directive",
    "polst": "POLST",
}


@dataclass(frozen=True)
class Kind:
    """One sort of directive. `chip` is what a banner says of it, "" for what need not be known at once.

    An `is_order` is a physician's order: only a physician confirms it. `withholds` names what it keeps from being done.
    """

    name: str
    display: str
    label: str | Promise
    category: str
    loinc: tuple[str, str] | None = None
    chip: str | Promise = ""
    tone: str = "info"
    is_order: bool = False
    withholds: str = ""
    asks: str = ""  # the one thing that it cannot do without: agent, treatment or stance

    def codings(self) -> list[dict]:
        found = [{"system": CATEGORY, "code": self.category, "display": CATEGORIES[self.category]}]
        if self.loinc:
            found.append({"system": LOINC, "code": self.loinc[0], "display": self.loinc[1]})
        return [*found, {"system": OURS, "code": self.name, "display": self.display}]


KINDS = (
    Kind(
        "living_will", "Living will", _("Living will"), "hcd", ("86533-7", "Patient Living will"),
        chip=_("Living will"),
    ),
    Kind(
        "proxy", "Healthcare proxy", _("Healthcare proxy or power of attorney"), "acd",
        ("64298-3", "Power of attorney"), chip=_("Healthcare proxy"), asks="agent",
    ),
    Kind(
        "dnr", "Do not resuscitate", _("Do not resuscitate"), "dnr",
        chip=pgettext_lazy("do not resuscitate, in a banner", "DNR"), tone="danger", is_order=True,
        withholds="Cardiopulmonary resuscitation",
    ),
    Kind(
        "polst", "Orders for life-sustaining treatment", _("Orders for life-sustaining treatment (POLST)"), "polst",
        ("93037-0", "Portable medical order form"), chip=pgettext_lazy("orders for life-sustaining treatment", "POLST"),
        tone="danger", is_order=True,
    ),
    Kind(
        "refusal", "Refusal of a treatment", _("Refusal of a treatment"), "acd", chip=_("Refuses"), tone="danger",
        asks="treatment",
    ),
    Kind("donation", "Organ donation", _("Organ donation"), "acd", asks="stance"),
    Kind(
        "other", "Advance directive", _("Another advance directive"), "acd", ("42348-3", "Advance directives"),
        chip=_("Advance directive"),
    ),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
OTHER = BY_NAME["other"]
_BY_OTHER_CODE = {
    "dnr": "dnr", "polst": "polst", "64298-3": "proxy", "86533-7": "living_will", "93037-0": "polst",
    "81351-9": "dnr", "81352-7": "polst",
}  # fmt: skip


def kind_of(doc: dict) -> Kind:
    """Return the kind of a directive, whoever wrote it; one whose codes we do not know is an advance directive."""
    codings = [coding for concept in doc.get("category", []) for coding in concept.get("coding", [])]
    ours = next((each.get("code") for each in codings if each.get("system") == OURS), "")
    if ours in BY_NAME:
        return BY_NAME[ours]
    named = (_BY_OTHER_CODE[each["code"]] for each in codings if each.get("code") in _BY_OTHER_CODE)
    return BY_NAME[next(named, "other")]
