"""What HL7 leaves open: which date a type is sorted by in a chart, which code is its main one. Our own choice."""

LINES = {  # the parameter of the main code
    "AllergyIntolerance": "code",
    "Condition": "code",
    "DiagnosticReport": "code",
    "DocumentReference": "type",
    "Encounter": "type",
    "Immunization": "vaccine-code",
    "MedicationAdministration": "code",
    "MedicationDispense": "code",
    "MedicationRequest": "code",
    "MedicationStatement": "code",
    "Observation": "code",
    "Procedure": "code",
    "ServiceRequest": "code",
}
DATES = {  # the first that a document has
    "Condition": ["onset-date", "recorded-date"],
    "MedicationDispense": ["whenhandedover", "whenprepared"],
    "Goal": ["start-date"],
    "MedicationRequest": ["authoredon"],  # its parameter called date means the planned doses
}
USUAL_DATES = (
    "date",
    "effective",
    "effective-time",
    "authoredon",
    "authored",
    "authored-on",
    "created",
    "recorded",
    "issued",
    "sent",
    "started",
    "start",
    "period",
    "identified",
    "occurrence",
    "datewritten",
    "datetime",
    "collected",
    "timestamp",
)
NO_CHART = {"Group", "Patient", "Person"}  # of several people; a Patient is its own chart
