"""Whether two medicines are the same to whoever takes them: substances, strength, form. Pure."""

from telepraxis.registry.formulary.medicine import Medicine


def is_same(one: Medicine, other: Medicine) -> bool:
    """Tell whether the other holds the same substances in the same strength and form; brand and box do not matter."""
    return (one.form, one.counted_in, made_of(one)) == (other.form, other.counted_in, made_of(other)) and bool(
        one.ingredients
    )


def made_of(medicine: Medicine) -> tuple:
    """Return what is inside, in an order of its own. A strength that nobody says is the same as no other."""
    parts = []
    for each in medicine.ingredients:
        per = each.per or 1
        strength = (each.amount / per).normalize() if each.amount is not None else object()
        parts.append((each.substance, each.unit, each.per_unit, strength))
    return tuple(sorted(parts, key=lambda part: part[:3]))
