"""What paper may be, by its LOINC code."""

from .understanding.vocabulary import table

TYPES: dict[str, str] = {row["code"]: row["display"] for row in table("type")}
