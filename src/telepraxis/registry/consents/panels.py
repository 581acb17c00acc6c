"""The card of consents on a patient's page, and the way to them among the patient's own details."""

from telepraxis.base.ui.panels import panel

from .giving import consents_of
from .permissions import may_give_consent, may_see_consents


@panel("patient.aside", template="consents/panels/patient.html", rule=may_see_consents, order=80)
def consents(request, patient):
    """What the patient agreed to, and what they took back."""
    return {"given": consents_of(patient)[:12], "patient": patient}


@panel("patient.own", template="consents/panels/own.html", rule=may_give_consent)
def own(request, patient):
    """How many consents hold. One query."""
    return {"holding": sum(each.withdrawn_at is None for each in consents_of(patient)), "patient": patient}
