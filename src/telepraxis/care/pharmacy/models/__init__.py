"""The room's tables: orders of whoever prescribed, claims of the pharmacy, and what both say."""

from .claims import Claim, ClaimLine, Customer
from .columns import For, How, Origin, PlanSays, Why
from .handouts import Alone, Delivery, Handout, Return
from .orders import Order, OrderLine
from .talk import Question, Remark

__all__ = [
    "Alone",
    "Claim",
    "ClaimLine",
    "Customer",
    "Delivery",
    "For",
    "Handout",
    "How",
    "Order",
    "OrderLine",
    "Origin",
    "PlanSays",
    "Question",
    "Remark",
    "Return",
    "Why",
]
