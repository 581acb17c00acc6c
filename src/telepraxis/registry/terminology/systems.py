"""The code systems we know by name, and what their codes are offered for."""

ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
SUBSTANCE = "urn:telepraxis:substance"
MEDICINE = "urn:telepraxis:medicine"
PROCEDURE = "urn:telepraxis:procedure"

KINDS = ("problem", "substance", "medicine", "vaccine", "procedure", "relation")

# What an operator may type for --system, and the kind its concepts are of unless --kind says otherwise.
BY_NAME = {
    "icd-10-cm": ICD_10_CM,
    "rxnorm": RXNORM,
    "cvx": CVX,
    "role-code": ROLE_CODE,
}
KINDS_OF = {ICD_10_CM: ("problem",), CVX: ("vaccine",), ROLE_CODE: ("relation",)}
