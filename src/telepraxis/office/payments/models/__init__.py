"""The room's tables: prices, what is owed, what was paid and given back, receipts, and the ways to pay."""

from .money import Method, Payment, Receipt, Refund, Till
from .once import UsedKey
from .owed import AppliedPrice, Charge, Price
from .ways import BankAccount, Checkout, GatewayAccount, GatewayEvent

__all__ = [
    "AppliedPrice",
    "BankAccount",
    "Charge",
    "Checkout",
    "GatewayAccount",
    "GatewayEvent",
    "Method",
    "Payment",
    "Price",
    "Receipt",
    "Refund",
    "Till",
    "UsedKey",
]
