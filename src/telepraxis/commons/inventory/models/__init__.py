"""The room's tables: what is kept and where, its lots, every movement, what is kept for whom, what it costs."""

from .counts import Brought, Count, Counted
from .goods import Item, Lot, Pack, Place, Recall
from .keeping import Price, Reservation, SetAside
from .ledger import Balance, Deed, Movement

__all__ = [
    "Balance",
    "Brought",
    "Count",
    "Counted",
    "Deed",
    "Item",
    "Lot",
    "Movement",
    "Pack",
    "Place",
    "Price",
    "Recall",
    "Reservation",
    "SetAside",
]
