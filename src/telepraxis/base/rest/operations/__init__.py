"""Operations, FHIR's named deeds beside the plain interactions (R4, http://hl7.org/fhir/R4/operations.html).

Each is one file. A room above adds its own when the house starts: `operations.learn(Operation(...))` in its `ready`.
"""

from .known import INSTANCE, SYSTEM, TYPE, Operation, known, learn, on_instance, on_system, on_type

__all__ = ["INSTANCE", "SYSTEM", "TYPE", "Operation", "known", "learn", "on_instance", "on_system", "on_type"]
