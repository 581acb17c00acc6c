"""What a scope says to the person who is asked for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .scopes import Scope, read_scope

TYPES = {
    "*": gettext_lazy("everything in the record"),
    "AllergyIntolerance": gettext_lazy("allergies"),
    "Appointment": gettext_lazy("appointments"),
    "AuditEvent": gettext_lazy("who looked at what"),
    "CarePlan": gettext_lazy("care plans"),
    "CareTeam": gettext_lazy("care teams"),
    "Condition": gettext_lazy("diagnoses and problems"),
    "Consent": gettext_lazy("consents"),
    "Coverage": gettext_lazy("insurance"),
    "Device": gettext_lazy("devices"),
    "DiagnosticReport": gettext_lazy("reports of findings"),
    "DocumentReference": gettext_lazy("documents"),
    "Encounter": gettext_lazy("visits"),
    "Goal": gettext_lazy("goals"),
    "Immunization": gettext_lazy("vaccinations"),
    "Location": gettext_lazy("places"),
    "Medication": gettext_lazy("medicines"),
    "MedicationRequest": gettext_lazy("prescriptions"),
    "MedicationDispense": gettext_lazy("medicines handed out"),
    "Observation": gettext_lazy("measurements and laboratory values"),
    "Organization": gettext_lazy("practices"),
    "Patient": gettext_lazy("name, birth date, address and phone"),
    "Practitioner": gettext_lazy("doctors, nurses and other staff"),
    "PractitionerRole": gettext_lazy("who works where as what"),
    "Procedure": gettext_lazy("procedures"),
    "Provenance": gettext_lazy("who wrote what"),
    "QuestionnaireResponse": gettext_lazy("answers to questionnaires"),
    "RelatedPerson": gettext_lazy("relatives and carers"),
    "Schedule": gettext_lazy("calendars"),
    "ServiceRequest": gettext_lazy("orders and referrals"),
    "Slot": gettext_lazy("free times"),
    "Specimen": gettext_lazy("samples"),
    "Task": gettext_lazy("tasks"),
}
PLAIN = {
    "openid": gettext_lazy("Know that it is you"),
    "fhirUser": gettext_lazy("Know your own entry in the record"),
    "profile": gettext_lazy("Know your name"),
    "launch": gettext_lazy("Know which patient you have open"),
    "launch/patient": gettext_lazy("Ask you for whom"),
    "launch/encounter": gettext_lazy("Know which visit you have open"),
    "offline_access": gettext_lazy("Go on when you are not there, until you end it"),
    "online_access": gettext_lazy("Go on for as long as you are signed in"),
}
SILENT = frozenset({"openid", "launch", "launch/patient", "launch/encounter"})  # what the page itself shows and does


@dataclass(frozen=True)
class Asked:
    """One line of the consent page."""

    scope: str
    title: str
    hint: str
    changes: bool = False  # it may write


def asked(text: str) -> Asked:
    """Return a scope in plain words."""
    scope = read_scope(text)
    if scope is None:
        return Asked(text, str(PLAIN.get(text, text)), "")
    what = str(TYPES.get(scope.type, scope.type))
    title = _("%(deeds)s: %(what)s") % {"deeds": _deeds(scope.letters), "what": what}
    limits = [_("only where %(name)s is %(value)s") % {"name": n, "value": v} for n, v in scope.filters]
    hint = " · ".join([_whose(scope), *limits])
    return Asked(text, title, hint, changes=bool(set(scope.letters) & set("cud")))


def _deeds(letters: str) -> str:
    named = {"c": _("add"), "u": _("change"), "d": _("remove")}
    deeds = ([_("read")] if set("rs") & set(letters) else []) + [named[each] for each in letters if each in named]
    return ", ".join(deeds).capitalize()


def _whose(scope: Scope) -> str:
    if scope.context == "patient":
        return _("of this one patient")
    return _("of everybody you may see yourself") if scope.context == "user" else _("of the whole practice")
