from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "fhir.imported",
    office=_("Took over records from another system"),
    patient=_("{who} added records of another system to yours"),
)
sentence(
    "fhir.exported",
    office=_("Exported records as files"),
    patient=_("{who} exported your record as files"),
)
sentence("fhir.export_asked", office=_("Asked for an export of records through the API"))
sentence("fhir.export_fetched", office=_("Fetched a file of exported records through the API"))
sentence("fhir.export_deleted", office=_("Deleted exported files"))
sentence("exchange.way_out", office=_("Exported everything the organization has"))
sentence("exchange.way_in", office=_("Brought the organization in from another installation"))
