"""Every effect by its word."""

from . import effects_alone, effects_in_body, effects_on_child, effects_together, effects_together_in_organs

EFFECT = {
    **effects_together.TOGETHER,
    **effects_together_in_organs.IN_ORGANS,
    **effects_alone.ALLERGIC,
    **effects_alone.TWICE,
    **effects_alone.DOSE,
    **effects_in_body.KIDNEY,
    **effects_in_body.AGE,
    **effects_in_body.CONDITION,
    **effects_on_child.UNBORN,
    **effects_on_child.BREASTFED,
}
