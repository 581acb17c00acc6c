"""The kinds of entries, in the order in which a chart shows them."""

from ..kind import Kind
from .allergy import ALLERGY
from .device import DEVICE
from .family import FAMILY
from .goal import GOAL
from .immunization import IMMUNIZATION
from .medicine import MEDICINE
from .problem import PROBLEM
from .procedure import PROCEDURE
from .social import SOCIAL_KINDS
from .team import TEAM

KINDS: tuple[Kind, ...] = (
    PROBLEM, ALLERGY, MEDICINE, IMMUNIZATION, PROCEDURE, FAMILY, *SOCIAL_KINDS, DEVICE, GOAL, TEAM,
)  # fmt: skip
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
