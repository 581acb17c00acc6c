"""Rules of the clinical resources."""

from .rule import all_of, has, has_one_of, is_coded, not_after, rule

ALLERGY_CERTAINTY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_CERTAINTY = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CONDITION_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"
UCUM = "http://unitsofmeasure.org"


def _is_a_mistake(o: dict, system: str) -> bool:
    return is_coded(o.get("verificationStatus"), system, "entered-in-error")


def _codes(concept: dict) -> set[tuple]:
    codings = concept.get("coding", ())
    return {(coding.get("system"), coding.get("code"), coding.get("version")) for coding in codings}


def _says_it_once(observation: dict) -> bool:
    """A component must not repeat the code of an observation that has a value itself."""
    if "component" not in observation or not has_one_of(observation, "value"):
        return True
    own = _codes(observation["code"])
    return all(own.isdisjoint(_codes(component["code"])) for component in observation["component"])


def _is_over(condition: dict) -> bool:
    return is_coded(condition.get("clinicalStatus"), CONDITION_STATUS, "inactive", "resolved", "remission")


def _is_percent(quantity: dict) -> bool:
    return not quantity or (quantity.get("code") == "%" and quantity.get("system") == UCUM)


def _in_percent(prediction: dict) -> bool:
    range = prediction.get("probabilityRange", {})
    return _is_percent(range.get("low", {})) and _is_percent(range.get("high", {}))


rule(
    "AllergyIntolerance",
    "ait-1",
    "Give the clinicalStatus, unless the allergy was entered in error.",
    lambda o: "clinicalStatus" in o or _is_a_mistake(o, ALLERGY_CERTAINTY),
)
rule(
    "AllergyIntolerance",
    "ait-2",
    "An allergy entered in error has no clinicalStatus.",
    lambda o: "clinicalStatus" not in o or not _is_a_mistake(o, ALLERGY_CERTAINTY),
)
rule(
    "CarePlan.activity",
    "cpl-3",
    "Give a reference or the detail, not both.",
    lambda o: not ("detail" in o and "reference" in o),
)
rule(
    "Composition.section",
    "cmp-1",
    "A section has a text, entries or sections of its own.",
    lambda o: has(o, "text", "entry", "section"),
)
rule(
    "Composition.section",
    "cmp-2",
    "Only an empty section says why it is empty.",
    lambda o: not ("emptyReason" in o and "entry" in o),
)
rule(
    "Condition.stage",
    "con-1",
    "A stage has a summary or an assessment.",
    lambda o: has(o, "summary", "assessment"),
)
rule("Condition.evidence", "con-2", "Evidence has a code or details.", lambda o: has(o, "code", "detail"))
rule(
    "Condition",
    "con-4",
    "A condition that abated is inactive, resolved or in remission.",
    lambda o: _is_over(o) or not has_one_of(o, "abatement"),
)
rule(
    "Condition",
    "con-5",
    "A condition entered in error has no clinicalStatus.",
    lambda o: "clinicalStatus" not in o or not _is_a_mistake(o, CONDITION_CERTAINTY),
)
rule(
    "FamilyMemberHistory",
    "fhs-1",
    "Age and birth exclude each other.",
    lambda o: not (has_one_of(o, "age") and has_one_of(o, "born")),
)
rule(
    "FamilyMemberHistory",
    "fhs-2",
    "estimatedAge needs an age.",
    lambda o: not has(o, "estimatedAge") or has_one_of(o, "age"),
)
rule(
    "Goal.target",
    "gol-1",
    "A target's detail needs its measure.",
    lambda o: "measure" in o or not has_one_of(o, "detail"),
)
rule(
    "Immunization.education",
    "imm-1",
    "Give the documentType or a reference.",
    lambda o: has(o, "documentType", "reference"),
)
rule(
    "ImmunizationRecommendation.recommendation",
    "imr-1",
    "Give the vaccineCode or the targetDisease.",
    lambda o: has(o, "vaccineCode", "targetDisease"),
)
rule(
    "MedicationAdministration.dosage",
    "mad-1",
    "Give a dose or a rate.",
    lambda o: has(o, "dose") or has_one_of(o, "rate"),
)
rule(
    "MedicationDispense",
    "mdd-1",
    "What is handed over was prepared before.",
    lambda o: "whenPrepared" not in o or "whenHandedOver" not in o or not_after(o["whenPrepared"], o["whenHandedOver"]),
)
rule("MolecularSequence", "msq-3", "coordinateSystem is 0 or 1.", lambda o: o.get("coordinateSystem", 0) in (0, 1))
rule(
    "MolecularSequence.referenceSeq",
    "msq-5",
    "genomeBuild and chromosome come together.",
    lambda o: has(o, "genomeBuild") == has(o, "chromosome"),
)
rule(
    "MolecularSequence.referenceSeq",
    "msq-6",
    "Name the reference sequence in exactly one way.",
    lambda o: (
        sum(has(o, n) for n in ("genomeBuild", "referenceSeqId", "referenceSeqPointer", "referenceSeqString")) == 1
    ),
)
rule(
    "Observation.referenceRange",
    "obs-3",
    "A reference range has a low, a high or a text.",
    lambda o: has(o, "low", "high", "text"),
)
rule(
    "Observation",
    "obs-6",
    "A value and a reason why it is absent exclude each other.",
    lambda o: "dataAbsentReason" not in o or not has_one_of(o, "value"),
)
rule("Observation", "obs-7", "A component with the observation's own code takes the place of its value.", _says_it_once)
rule("RiskAssessment.prediction", "ras-1", "low and high are percentages.", _in_percent)
rule(
    "RiskAssessment.prediction",
    "ras-2",
    "A probability is at most 100.",
    lambda o: o.get("probabilityDecimal", 0) <= 100,
)
rule(
    "RequestGroup.action",
    "rqg-1",
    "An action has a resource or actions of its own.",
    lambda o: has(o, "resource") != has(o, "action"),
)
rule(
    "ServiceRequest",
    "prr-1",
    "orderDetail needs a code.",
    lambda o: "orderDetail" not in o or "code" in o,
)
rule(
    "Group",
    "grp-1",
    "Only an actual group has members.",
    lambda o: "member" not in o or o.get("actual") is True,
)
rule("Linkage", "lnk-1", "A linkage links at least two items.", lambda o: len(o["item"]) > 1)
rule(
    "List",
    "lst-1",
    "Only an empty list says why it is empty.",
    lambda o: not ("emptyReason" in o and "entry" in o),
)
rule(
    "List",
    "lst-2",
    "An entry is deleted only in a list of changes.",
    lambda o: o.get("mode") == "changes" or not any(has(entry, "deleted") for entry in all_of(o, "entry")),
)
rule(
    "List",
    "lst-3",
    "An entry has a date only in a working list.",
    lambda o: o.get("mode") == "working" or not any(has(entry, "date") for entry in all_of(o, "entry")),
)
