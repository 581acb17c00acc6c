"""What the checks are called."""

from django.utils.translation import gettext_lazy as _

from ..cards import Check

CHECKS = {
    Check.ALLERGY: _("Allergy"),
    Check.INTERACTION: _("Interaction"),
    Check.DUPLICATE: _("Duplicate"),
    Check.DOSE: _("Dose"),
    Check.KIDNEY: _("Kidneys"),
    Check.AGE: _("Age"),
    Check.PREGNANCY: _("Pregnancy and breast-feeding"),
    Check.CONDITION: _("Disease"),
}
