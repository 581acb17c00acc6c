"""Sentences of the page that opens a link; they go into its island as data."""

from django.utils.translation import gettext as _


def viewer_words() -> dict[str, str]:
    """Return the sentences by their names."""
    return {
        "not_a_link": _("This is not a whole link. Open it again from where you got it, or scan the code once more."),
        "elsewhere": _("This link belongs to another place. Open it with the program it was made for."),
        "expired": _("This link has expired. Ask whoever gave it to you for a new one."),
        "gone": _("This link works no more: it has expired or was ended. Ask whoever gave it to you for a new one."),
        "wrong": _("Wrong passcode. {left} more tries, then the link closes for good."),
        "busy": _("This link is asked too often just now. Wait half a minute and try again."),
        "offline": _("The practice's computer could not be reached. Check your connection and try again."),
        "damaged": _("What arrived does not open with this link. Ask whoever gave it to you for a new one."),
        "old": _("This browser is too old to open what is sealed. Use a newer one."),
        "name": _("Say who you are: the patient reads it."),
        "born": _("Born"),
        "sex": _("Sex"),
        "male": _("male"),
        "female": _("female"),
        "other": _("other"),
        "unknown": _("unknown"),
        "from": _("From"),
        "as_of": _("As of"),
        "phone": _("Phone"),
        "save": _("Save as FHIR file"),
        "open_file": _("Save {name}"),
        "opened": _("The summary is open."),
        "until": _("The link works until {until}."),
    }
