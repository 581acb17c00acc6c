from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("patients.registered", office=_("Registered a patient"), patient=_("{who} registered you"))
sentence("patients.amended", office=_("Changed a patient's details"), patient=_("{who} changed your details"))
sentence(
    "patients.duplicates_set_aside",
    office=_("Registered a patient in spite of likely duplicates"),
    patient=_("{who} confirmed that you are a new patient"),
)
sentence(
    "patients.proxy_appointed", office=_("Let somebody act for a patient"), patient=_("{who} let somebody act for you")
)
sentence(
    "patients.proxy_revoked",
    office=_("Ended that somebody acts for a patient"),
    patient=_("{who} ended that somebody acts for you"),
)
sentence(
    "patients.restricted_opened",
    office=_("Let somebody who acts for a patient read restricted entries"),
    patient=_("{who} let somebody who acts for you read restricted entries"),
)
sentence(
    "patients.restricted_closed",
    office=_("Closed restricted entries to somebody who acts for a patient"),
    patient=_("{who} closed your restricted entries to somebody who acts for you"),
)
sentence(
    "patients.proxies_seen",
    office=_("Looked at who acts for a patient"),
    patient=_("{who} looked at who may act for you"),
)
sentence("patients.searched", office=_("Searched for patients"))
sentence("patients.opened", office=_("Opened a patient's page"), patient=_("{who} opened your page"))
sentence("patients.opened_to_edit", office=_("Opened a patient's details"), patient=_("{who} opened your details"))
sentence("patients.own_details", office=_("Looked at one's own details"), patient=_("{who} looked at your details"))
sentence("patients.found", office=_("Found a patient for a caller"), patient=_("{who} found your record for a caller"))
sentence("patients.imported", office=_("Brought patients over from another system"))
sentence(
    "patients.compared",
    office=_("Compared two patients' records"),
    patient=_("{who} compared your record with another one"),
)
sentence(
    "patients.merged",
    office=_("Merged two patients' records"),
    patient=_("{who} merged two records of yours"),
)
sentence(
    "patients.parted",
    office=_("Parted two patients' records again"),
    patient=_("{who} parted two records again that had been merged as yours"),
)
sentence(
    "patients.merge_seen",
    office=_("Looked at a merge of two patients' records"),
    patient=_("{who} looked at the merge of two records of yours"),
)
sentence("patients.photo_set", office=_("Set a patient's photo"), patient=_("{who} set your photo"))
sentence("patients.photo_removed", office=_("Took a patient's photo out"), patient=_("{who} took your photo out"))
