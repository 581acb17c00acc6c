"""Every reason as a sentence in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .shapes import Reason

SENTENCES: dict[str, str | Promise] = {
    # about the patient
    "name_agrees": _("The name agrees: %(said)s"),
    "name_differs": _("The name differs: %(said)s"),
    "name_missing": _("No name of a patient was found."),
    "birth_date_agrees": _("The birth date agrees: %(said)s"),
    "birth_date_differs": _("The birth date differs: %(said)s"),
    "birth_date_missing": _("No birth date was found."),
    "number_agrees": _("The record number agrees: %(said)s"),
    "number_differs": _("The record number differs: %(said)s"),
    "number_missing": _("No record number was found."),
    "nobody_named": _("The pages do not say whom they are about."),
    "nobody_agrees": _("Name, birth date and record number agree with nobody."),
    "two_people": _("The pages speak of more than one person: %(said)s"),
    "fits_several": _("More than one person fits."),
    "somebody_else_near": _("Somebody else fits but for a single letter or digit."),
    "identity_hard_to_read": _("Name, birth date or number were hard to read."),
    "page_names_nobody": _("This page does not say whom it is about. Make sure that it belongs here."),
    # about where a document begins
    "first_page": _("It is the first page."),
    "only_blank": _("All pages are blank."),
    "another_person": _("This page is about somebody else: %(said)s"),
    "blank_page": _("A blank page stands before it."),
    "separator_sheet": _("A separator sheet stands before it."),
    "unreadable_page": _("This page, or the one before, cannot be read."),
    "unclear_head": _("Something like the name of a patient could not be made out: %(said)s"),
    "counter": _("Its pages are counted: %(said)s"),
    "complete_before": _("The document before is complete: %(said)s"),
    "new_letterhead": _("The letterhead is another: %(said)s"),
    "new_title": _("The title is another: %(said)s"),
    # about what it is
    "title": _("It is titled “%(said)s”."),
    "sign": _("It says “%(said)s”."),
    "dated": _("The date is labelled: %(said)s"),
    "date_alone": _("It is the only date there: %(said)s"),
    "date_either": _("Day and month could be either way round: %(said)s"),
    "small_words": _("Its words tell the language: %(said)s"),
    "signed": _("It is signed or written by %(said)s."),
    "letterhead": _("It stands in the letterhead: %(said)s"),
    # about values
    "analyte_and_unit": _("Name and unit tell what was measured: %(said)s"),
    "analyte_without_unit": _("The name tells what was measured, but no unit is printed: %(said)s"),
    "two_readings": _("The number can be read in two ways."),
    "implausible": _("Such a number is hardly possible. Look closely."),
    "far_from_range": _("The number is far from the usual range printed beside it. Look closely."),
    "no_code": _("What was measured has no code here: %(said)s"),
    "vital_sign": _("A vital sign: %(said)s"),
    "listed_under": _("It is listed under “%(said)s”."),
    "icd_code": _("An ICD-10 code is printed: %(said)s"),
    "on_prescription": _("It stands on a prescription: %(said)s"),
    "none_stated": _("It is stated that there are none: %(said)s"),
}


def sentence(reason: Reason) -> str:
    """Return the reason as a sentence, "" for one without a code."""
    text = SENTENCES.get(reason.code, "")
    return str(text) % {"said": reason.said} if text else ""
