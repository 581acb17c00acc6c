"""What other rooms' pages show of this one: over a chart, in an opened entry, at a colleague's and a patient's page."""

from uuid import UUID

from telepraxis.base.record.labels import each
from telepraxis.base.record.models import table_of
from telepraxis.base.ui.navigation import counts
from telepraxis.base.ui.panels import panel
from telepraxis.registry.accounts.permissions import may_clear

from .breaking import glass_of
from .forms import ClearanceForm, EmergencyForm, ticked
from .inbox import to_review, words_for
from .labelling import SAID
from .models import Wish
from .permissions import may_keep_own_privacy, may_open_in_emergency, may_restrict_in_chart, may_wish


@panel("chart.banner", template="confidentiality/panels/banner.html", rule=may_open_in_emergency, order=10)
def banner(request, patient: UUID) -> dict | None:
    """How much of the chart is closed, and the way to it; or what this reader opened. Three queries."""
    glass = glass_of(patient, request.actor, request.now)
    if not glass.opening and not glass.withheld:
        return None
    return {"glass": glass, "patient_id": patient, "form": EmergencyForm(prefix="glass")}


@panel("chart.entry", template="confidentiality/panels/entry.html", rule=may_restrict_in_chart, order=90)
def of_entry(request, one) -> dict | None:
    """The labels of an entry that is opened (it has `type` and `uid`), and the way to change them. One query."""
    found = table_of(one.type).objects.filter(uid=one.uid).values_list("labels", "patient_id").first()
    if found is None or found[1] is None:
        return None
    labels, patient = found
    place = {"type": one.type, "uid": one.uid, "patient_id": patient}
    return {"line": place, "chips": [SAID[label] for label in each(labels)]}


@panel("own.entry", template="confidentiality/panels/own_entry.html", order=80)
def keep_private(request, one) -> dict | None:
    """The way to ask that an entry, which the patient reads, be seen by fewer. No query."""
    patient = getattr(request, "patient", None)
    if patient is None or not may_wish.allows(request.actor, patient.uid):
        return None
    return {"patient_id": patient.uid, "of": f"{one.type}/{one.uid}", "what": getattr(one, "what", "")}


@panel("setup.colleague", template="confidentiality/panels/colleague.html", rule=may_clear, order=20)
def of_colleague(request, member) -> dict:
    """What a colleague is cleared for. No query."""
    form = ClearanceForm(initial={"clearances": ticked(member.clearances)})
    return {"member": member, "form": form, "words": words_for(member.clearances)}


@panel("patient.own", template="confidentiality/panels/own.html", rule=may_keep_own_privacy, order=30)
def of_own(request, patient: UUID) -> dict:
    """The way to one's own privacy. One query."""
    return {"patient": patient, "waiting": Wish.objects.filter(patient_id=patient, answered_at=None).count()}


counts("privacy", to_review)
