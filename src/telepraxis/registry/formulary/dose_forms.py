"""Dose forms and routes: what they are called, what a dose of a form is counted in, whether a piece may be halved."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class DoseForm:
    """`routes` with the usual one first; `counted_in` is one of UNITS."""

    key: str
    name: str
    counted_in: str
    routes: tuple[str, ...]
    may_be_split: bool = False

    @property
    def packed_in(self) -> str:
        """Return what its packs are counted in: drops are taken one by one and sold by the millilitre."""
        return "mL" if self.counted_in == "drop" else self.counted_in


@dataclass(frozen=True)
class Route:
    """`snomed` is the code that FHIR's route of administration gives for it."""

    key: str
    name: str
    snomed: str = ""


FORMS = {
    form.key: form
    for form in (
        DoseForm("tablet", _("tablet"), "tablet", ("oral",), may_be_split=True),
        DoseForm("chewable-tablet", _("chewable tablet"), "tablet", ("oral",), may_be_split=True),
        DoseForm("dispersible-tablet", _("dispersible tablet"), "tablet", ("oral",), may_be_split=True),
        DoseForm("orodispersible-tablet", _("orodispersible tablet"), "tablet", ("oral",)),
        DoseForm("gastro-resistant-tablet", _("gastro-resistant tablet"), "tablet", ("oral",)),
        DoseForm("extended-release-tablet", _("extended-release tablet"), "tablet", ("oral",)),
        DoseForm("sublingual-tablet", _("sublingual tablet"), "tablet", ("sublingual",)),
        DoseForm("effervescent-tablet", _("effervescent tablet"), "tablet", ("oral",)),
        DoseForm("vaginal-tablet", _("vaginal tablet"), "tablet", ("vaginal",)),
        DoseForm("capsule", _("capsule"), "capsule", ("oral",)),
        DoseForm("gastro-resistant-capsule", _("gastro-resistant capsule"), "capsule", ("oral",)),
        DoseForm("extended-release-capsule", _("extended-release capsule"), "capsule", ("oral",)),
        DoseForm("inhalation-capsule", _("inhalation capsule"), "capsule", ("inhaled",)),
        DoseForm("lozenge", _("lozenge"), "lozenge", ("oral",)),
        DoseForm("chewing-gum", _("chewing gum"), "piece", ("buccal",)),
        DoseForm("sublingual-film", _("sublingual film"), "film", ("sublingual",)),
        DoseForm("oral-solution", _("oral solution"), "mL", ("oral",)),
        DoseForm("oral-suspension", _("oral suspension"), "mL", ("oral",)),
        DoseForm("oral-drops", _("oral drops"), "drop", ("oral",)),
        DoseForm("oral-powder", _("oral powder"), "sachet", ("oral",)),
        DoseForm("oral-gel", _("oral gel"), "g", ("oral",)),
        DoseForm("mouthwash", _("mouthwash"), "mL", ("oromucosal",)),
        DoseForm("inhaler", _("inhaler"), "puff", ("inhaled",)),
        DoseForm("dry-powder-inhaler", _("dry powder inhaler"), "puff", ("inhaled",)),
        DoseForm("nebuliser-solution", _("nebuliser solution"), "mL", ("inhaled",)),
        DoseForm("nasal-spray", _("nasal spray"), "spray", ("nasal",)),
        DoseForm("nasal-drops", _("nasal drops"), "drop", ("nasal",)),
        DoseForm("eye-drops", _("eye drops"), "drop", ("ophthalmic",)),
        DoseForm("eye-ointment", _("eye ointment"), "g", ("ophthalmic",)),
        DoseForm("ear-drops", _("ear drops"), "drop", ("otic",)),
        DoseForm("cream", _("cream"), "g", ("topical",)),
        DoseForm("ointment", _("ointment"), "g", ("topical",)),
        DoseForm("gel", _("gel"), "g", ("topical",)),
        DoseForm("lotion", _("lotion"), "mL", ("topical",)),
        DoseForm("shampoo", _("shampoo"), "mL", ("topical",)),
        DoseForm("topical-solution", _("topical solution"), "mL", ("topical",)),
        DoseForm("topical-foam", _("topical foam"), "g", ("topical",)),
        DoseForm("topical-powder", _("topical powder"), "g", ("topical",)),
        DoseForm("vaginal-cream", _("vaginal cream"), "g", ("vaginal",)),
        DoseForm("vaginal-gel", _("vaginal gel"), "g", ("vaginal",)),
        DoseForm("pessary", _("pessary"), "pessary", ("vaginal",)),
        DoseForm("vaginal-ring", _("vaginal ring"), "ring", ("vaginal",)),
        DoseForm("suppository", _("suppository"), "suppository", ("rectal",)),
        DoseForm("rectal-solution", _("rectal solution"), "mL", ("rectal",)),
        DoseForm("enema", _("enema"), "mL", ("rectal",)),
        DoseForm("rectal-cream", _("rectal cream"), "g", ("rectal",)),
        DoseForm("patch", _("patch"), "patch", ("transdermal",)),
        DoseForm("implant", _("implant"), "implant", ("subcutaneous",)),
        DoseForm("intrauterine-system", _("intrauterine system"), "system", ("intrauterine",)),
        DoseForm("injection", _("injection"), "mL", ("intravenous", "intramuscular", "subcutaneous")),
        DoseForm("powder-for-injection", _("powder for injection"), "vial", ("intravenous", "intramuscular")),
        DoseForm("prefilled-pen", _("prefilled pen"), "mL", ("subcutaneous",)),
        DoseForm("prefilled-syringe", _("prefilled syringe"), "syringe", ("subcutaneous",)),
        DoseForm("auto-injector", _("auto-injector"), "injector", ("intramuscular",)),
        DoseForm("infusion", _("infusion"), "mL", ("intravenous",)),
        DoseForm("kit", _("kit"), "kit", ("oral",)),
        DoseForm("other", _("other form"), "piece", ("oral",)),
    )
}

# Concepts of SNOMED CT that HL7 publishes in its value set of routes: http://hl7.org/fhir/R4/valueset-route-codes.html
ROUTES = {
    route.key: route
    for route in (
        Route("oral", _("by mouth"), "26643006"),
        Route("sublingual", _("under the tongue"), "37839007"),
        Route("buccal", _("inside the cheek"), "54471007"),
        Route("oromucosal", _("in the mouth"), "372449004"),
        Route("inhaled", _("breathed in"), "447694001"),
        Route("nasal", _("into the nose"), "46713006"),
        Route("ophthalmic", _("into the eye"), "54485002"),
        Route("otic", _("into the ear"), "10547007"),
        Route("topical", _("on the skin"), "6064005"),
        Route("transdermal", _("through the skin"), "45890007"),
        Route("rectal", _("into the rectum"), "37161004"),
        Route("vaginal", _("into the vagina"), "16857009"),
        Route("intrauterine", _("into the womb"), "58100008"),
        Route("subcutaneous", _("under the skin"), "34206005"),
        Route("intramuscular", _("into a muscle"), "78421000"),
        Route("intravenous", _("into a vein"), "47625008"),
    )
}

UNITS = (
    "tablet", "capsule", "lozenge", "piece", "film", "mL", "g", "drop", "sachet", "puff", "spray", "pessary", "ring",
    "suppository", "patch", "implant", "system", "vial", "syringe", "injector", "kit",
)  # fmt: skip


def counted(unit: str, number: int) -> str:
    """Return the word for so many of what a form is counted in, in the reader's language: 2 tablets, 1 puff, 5 mL."""
    words = {
        "tablet": lambda: ngettext("tablet", "tablets", number),
        "capsule": lambda: ngettext("capsule", "capsules", number),
        "lozenge": lambda: ngettext("lozenge", "lozenges", number),
        "piece": lambda: ngettext("piece", "pieces", number),
        "film": lambda: ngettext("film", "films", number),
        "drop": lambda: ngettext("drop", "drops", number),
        "sachet": lambda: ngettext("sachet", "sachets", number),
        "puff": lambda: ngettext("puff", "puffs", number),
        "spray": lambda: ngettext("spray", "sprays", number),
        "pessary": lambda: ngettext("pessary", "pessaries", number),
        "ring": lambda: ngettext("ring", "rings", number),
        "suppository": lambda: ngettext("suppository", "suppositories", number),
        "patch": lambda: ngettext("patch", "patches", number),
        "implant": lambda: ngettext("implant", "implants", number),
        "system": lambda: ngettext("system", "systems", number),
        "vial": lambda: ngettext("vial", "vials", number),
        "syringe": lambda: ngettext("syringe", "syringes", number),
        "injector": lambda: ngettext("injector", "injectors", number),
        "kit": lambda: ngettext("kit", "kits", number),
    }
    return words[unit]() if unit in words else unit
