"""The room's tables: drafts, what was signed, what is asked afterwards, what the practice keeps."""

from .baskets import Basket, BasketLine, Concern
from .practice import ControlledAudit, Prescriber, Sentence, SentenceUse, Validity
from .prescriptions import Fill, PrescribedLine, Prescription, Sending, Status
from .requests import PriorAuthorisation, Request

__all__ = [
    "Basket",
    "BasketLine",
    "Concern",
    "ControlledAudit",
    "Fill",
    "PrescribedLine",
    "Prescriber",
    "Prescription",
    "PriorAuthorisation",
    "Request",
    "Sending",
    "Sentence",
    "SentenceUse",
    "Status",
    "Validity",
]
