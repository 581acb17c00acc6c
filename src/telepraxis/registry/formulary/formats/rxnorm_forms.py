"""Dose forms of RxNorm (appendix 2 of its Technical Documentation) as our own."""

FORMS = {
    "Oral Tablet": "tablet", "Oral Capsule": "capsule", "Chewable Tablet": "chewable-tablet",
    "Tablet for Oral Suspension": "dispersible-tablet", "Disintegrating Oral Tablet": "orodispersible-tablet",
    "Delayed Release Oral Tablet": "gastro-resistant-tablet",
    "Extended Release Oral Tablet": "extended-release-tablet",
    "12 hour Extended Release Oral Tablet": "extended-release-tablet", "Sublingual Tablet": "sublingual-tablet",
    "24 hour Extended Release Oral Tablet": "extended-release-tablet",
    "Effervescent Oral Tablet": "effervescent-tablet", "Buccal Tablet": "sublingual-tablet",
    "Vaginal Tablet": "vaginal-tablet", "Oral Lozenge": "lozenge",
    "Delayed Release Oral Capsule": "gastro-resistant-capsule",
    "Extended Release Oral Capsule": "extended-release-capsule",
    "12 hour Extended Release Oral Capsule": "extended-release-capsule", "Chewing Gum": "chewing-gum",
    "24 hour Extended Release Oral Capsule": "extended-release-capsule", "Sublingual Film": "sublingual-film",
    "Buccal Film": "sublingual-film", "Oral Film": "sublingual-film", "Oral Solution": "oral-solution",
    "Oral Suspension": "oral-suspension", "Powder for Oral Suspension": "oral-suspension", "Mouthwash": "mouthwash",
    "Granules for Oral Suspension": "oral-suspension", "Extended Release Suspension": "oral-suspension",
    "Powder for Oral Solution": "oral-powder", "Oral Powder": "oral-powder", "Oral Granules": "oral-powder",
    "Oral Gel": "oral-gel", "Metered Dose Inhaler": "inhaler", "Dry Powder Inhaler": "dry-powder-inhaler",
    "Inhalation Solution": "nebuliser-solution", "Inhalation Suspension": "nebuliser-solution",
    "Inhalation Powder": "inhalation-capsule", "Nasal Spray": "nasal-spray",
    "Metered Dose Nasal Spray": "nasal-spray", "Nasal Solution": "nasal-drops", "Ophthalmic Solution": "eye-drops",
    "Ophthalmic Suspension": "eye-drops", "Ophthalmic Ointment": "eye-ointment", "Ophthalmic Gel": "eye-ointment",
    "Otic Solution": "ear-drops", "Otic Suspension": "ear-drops", "Topical Cream": "cream",
    "Topical Ointment": "ointment", "Topical Gel": "gel", "Topical Lotion": "lotion", "Medicated Shampoo": "shampoo",
    "Topical Solution": "topical-solution", "Topical Foam": "topical-foam", "Topical Powder": "topical-powder",
    "Topical Spray": "topical-solution", "Vaginal Cream": "vaginal-cream", "Vaginal Gel": "vaginal-gel",
    "Vaginal Insert": "pessary", "Vaginal Suppository": "pessary", "Vaginal System": "vaginal-ring",
    "Rectal Suppository": "suppository", "Rectal Solution": "rectal-solution", "Rectal Suspension": "enema",
    "Enema": "enema", "Rectal Cream": "rectal-cream", "Rectal Gel": "rectal-solution", "Transdermal System": "patch",
    "Medicated Patch": "patch", "Drug Implant": "implant", "Intrauterine System": "intrauterine-system",
    "Injection": "injection", "Injectable Solution": "injection", "Injectable Suspension": "injection",
    "Intramuscular Solution": "injection", "Subcutaneous Solution": "injection", "Pen Injector": "prefilled-pen",
    "Prefilled Syringe": "prefilled-syringe", "Auto-Injector": "auto-injector", "Cartridge": "injection",
    "Intravenous Solution": "infusion", "Powder for Injection": "powder-for-injection",
}  # fmt: skip
ROUTES = {
    "Intramuscular": "intramuscular",
    "Subcutaneous": "subcutaneous",
    "Intravenous": "intravenous",
    "Buccal": "buccal",
}


def form_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return our form and the routes that the name itself says; a form that we do not know is `other`."""
    return FORMS.get(name, "other"), tuple(route for word, route in ROUTES.items() if name.startswith(word))
