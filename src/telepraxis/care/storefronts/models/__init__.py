"""The room's tables: pharmacies and what they offer, the plans that they bill, and patients' places."""

from .plans import OwnPlan, OwnPlanException, Plan, PlanException
from .published import Offer, OwnPlace, OwnStorefront, Product, Said, Storefront, Told

__all__ = [
    "Offer",
    "OwnPlace",
    "OwnPlan",
    "OwnPlanException",
    "OwnStorefront",
    "Plan",
    "PlanException",
    "Product",
    "Said",
    "Storefront",
    "Told",
]
