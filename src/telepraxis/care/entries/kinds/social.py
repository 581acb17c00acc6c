"""Social and obstetric history: Observations (R4, http://hl7.org/fhir/R4/observation.html) of category social-history.

Smoking, alcohol, occupation, pregnancies: of each the newest holds, what was said before is past.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..kind import Kind
from ..parts import REMARK, Choice, Day, Number, Part, Text, ToldByPatient

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SOCIAL = {"coding": [{"system": CATEGORY, "code": "social-history", "display": "Social History"}]}
SMOKES = {
    "449868002": _("smokes daily"),
    "428041000124106": _("smokes now and then"),
    "8517006": _("smoked before"),
    "266919005": _("never smoked"),
    "266927001": _("unknown"),
}
SMOKES_IN_SNOMED = {
    "449868002": "Smokes tobacco daily",
    "428041000124106": "Occasional tobacco smoker",
    "8517006": "Ex-smoker",
    "266919005": "Never smoked tobacco",
    "266927001": "Tobacco smoking consumption unknown",
}


def social_kind(name: str, label: Promise, code: str, display: str, answer: tuple[Part, ...], **more) -> Kind:
    """Return the kind of one question about how somebody lives, whose code is LOINC's."""
    return Kind(
        name=name,
        label=label,
        one=label,
        group=_("Life and habits"),
        type="Observation",
        codes=frozenset({code}),
        parts=(
            *answer,
            Day(name="day", label=_("As of"), place="effective", is_more=True),
            ToldByPatient(name="told", label=_("Told by the patient"), place="performer.0", is_more=True),
            REMARK,
        ),
        more=(*(part.name for part in answer[1:]), "remark"),
        dated="day",
        state="status",
        past=frozenset({"cancelled"}),
        fixed={
            "status": "final",
            "category": [SOCIAL],
            "code": {"coding": [{"system": LOINC, "code": code, "display": display}]},
        },
        stamped_by="performer.0",
        stamped_at="issued",
        begins="effectiveDateTime",
        keeps_newest=True,
        **more,
    )


SMOKING = social_kind(
    "smoking",
    _("Smoking"),
    "72166-2",
    "Tobacco smoking status",
    (
        Choice(
            name="smokes",
            label=_("Smoking"),
            place="valueCodeableConcept",
            system=SNOMED,
            options=SMOKES,
            displays=SMOKES_IN_SNOMED,
            required=True,
        ),
    ),
    main="smokes",
    plain=_("Smoking"),
)
ALCOHOL = social_kind(
    "alcohol",
    _("Alcohol"),
    "74013-4",
    "Alcoholic drinks per day",
    (
        Number(
            name="drinks",
            label=_("Drinks a day"),
            place="valueQuantity",
            unit=("drinks/d", "{drinks}/d"),
            shown=_("drinks a day"),
            most=60,
            required=True,
        ),
    ),
    main="drinks",
    plain=_("Alcohol"),
)
OCCUPATION = social_kind(
    "occupation",
    _("Occupation"),
    "11341-5",
    "History of Occupation",
    (Text(name="what", label=_("Occupation"), place="valueString", required=True),),
    main="what",
    plain=_("Your work"),
)
PREGNANCIES = social_kind(
    "pregnancies",
    _("Pregnancies"),
    "11996-6",
    "[#] Pregnancies",
    (Number(name="gravida", label=_("Pregnancies (gravida)"), place="valueInteger", most=40, required=True),),
    main="gravida",
    plain=_("Pregnancies"),
)
BIRTHS = social_kind(
    "births",
    _("Births"),
    "11977-6",
    "[#] Parity",
    (Number(name="para", label=_("Births (para)"), place="valueInteger", most=40, required=True),),
    main="para",
    plain=_("Births"),
)
SOCIAL_KINDS = (SMOKING, ALCOHOL, OCCUPATION, PREGNANCIES, BIRTHS)

__all__ = ["SOCIAL_KINDS"]
