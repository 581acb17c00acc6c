"""Specialties to choose from; a practice may write its own instead."""

from django.utils.translation import gettext_lazy as _

SPECIALTIES = {
    "family-medicine": _("Family medicine"),
    "internal-medicine": _("Internal medicine"),
    "paediatrics": _("Paediatrics"),
    "gynaecology": _("Gynaecology and obstetrics"),
    "dermatology": _("Dermatology"),
    "psychiatry": _("Psychiatry"),
    "cardiology": _("Cardiology"),
    "neurology": _("Neurology"),
    "endocrinology": _("Endocrinology"),
    "orthopaedics": _("Orthopaedics"),
    "ophthalmology": _("Ophthalmology"),
    "ear-nose-throat": _("Ear, nose and throat"),
    "urology": _("Urology"),
    "oncology": _("Oncology"),
    "pulmonology": _("Lung medicine"),
    "gastroenterology": _("Gastroenterology"),
    "rheumatology": _("Rheumatology"),
    "general-surgery": _("General surgery"),
    "radiology": _("Radiology"),
    "emergency-medicine": _("Emergency medicine"),
    "nursing": _("Nursing"),
    "midwifery": _("Midwifery"),
    "physiotherapy": _("Physiotherapy"),
    "psychology": _("Psychology"),
    "nutrition": _("Nutrition"),
    "dentistry": _("Dentistry"),
}


def specialty_name(code: str) -> str:
    """Return the specialty's name, or the code itself where a practice uses its own."""
    return str(SPECIALTIES.get(code, code))
