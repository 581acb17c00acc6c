"""A small shelf of medicines to read lines with, and how its catalogue is searched."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from telepraxis.registry.formulary.medicine import Ingredient, Medicine, Pack
from telepraxis.registry.patients.names import likeness, words_of

ROUTES = {
    "oral": ("tablet", "capsule", "oral-suspension", "oral-solution", "extended-release-tablet", "oral-drops",
             "gastro-resistant-capsule", "dispersible-tablet", "oral-powder", "orodispersible-tablet",
             "gastro-resistant-tablet"),
    "topical": ("cream", "ointment", "gel", "lotion"), "inhaled": ("inhaler", "nebuliser-solution"),
    "ophthalmic": ("eye-drops", "eye-ointment"), "otic": ("ear-drops",), "nasal": ("nasal-spray",),
    "transdermal": ("patch",), "rectal": ("suppository",), "vaginal": ("pessary", "vaginal-cream"),
    "subcutaneous": ("prefilled-pen", "prefilled-syringe"), "sublingual": ("sublingual-tablet",),
}  # fmt: skip
COUNTED_IN = {
    "oral-suspension": "mL", "oral-solution": "mL", "cream": "g", "ointment": "g", "gel": "g", "lotion": "mL",
    "inhaler": "puff", "nebuliser-solution": "mL", "eye-drops": "drop", "eye-ointment": "g", "ear-drops": "drop",
    "nasal-spray": "spray", "prefilled-pen": "mL", "injection": "mL", "powder-for-injection": "vial",
    "gastro-resistant-capsule": "capsule", "oral-powder": "sachet", "prefilled-syringe": "syringe",
    "oral-drops": "drop", "vaginal-cream": "g",
}  # fmt: skip
ANOTHER_NAME = {
    "acetaminophen": "paracetamol", "tylenol": "paracetamol", "albuterol": "salbutamol", "amoxicilina": "amoxicillin",
    "ibuprofeno": "ibuprofen", "omeprazol": "omeprazole", "metformina": "metformin", "prednisona": "prednisone",
    "loratadina": "loratadine", "enalapril": "enalapril", "coamoxiclav": "amoxicillin clavulanic",
    "inderal": "propranolol",
    "co amoxiclav": "amoxicillin clavulanic", "amoxiclav": "amoxicillin clavulanic", "cetirizina": "cetirizine",
    "alendronate": "alendronic", "clavulanate": "clavulanic", "vitamin d3": "colecalciferol", "gtn": "glyceryl",
    "hidrocortisona": "hydrocortisone", "insulina": "insulin", "lantus": "insulin glargine",
}  # fmt: skip


def _medicine(line: str, place: int) -> Medicine:
    """`name = strength form [split] : packs`, strength as `500 mg`, `250 mg/5 mL`, `875 mg + 125 mg`."""
    name, _, rest = line.partition(" = ")
    rest, _, packs = rest.partition(" : ")
    *strength, form = rest.removesuffix(" split").split()
    amounts = " ".join(strength).split(" + ")
    names = name.split(" + ")
    ingredients = tuple(_ingredient(one, said) for one, said in zip(names, amounts, strict=True))
    routes = next((key for key, forms in ROUTES.items() if form in forms), "")
    return Medicine(
        id=place,
        system="urn:telepraxis:formulary",
        code=f"{'-'.join(names).lower().replace(' ', '-')}-{place}",
        name=f"{name} {_said(' '.join(strength))} {form.replace('-', ' ')}",
        ingredients=ingredients,
        form=form,
        routes=(routes,) if routes else ("intravenous", "intramuscular", "subcutaneous"),
        counted_in=COUNTED_IN.get(form, "tablet" if form.endswith("tablet") else form),
        packs=tuple(Pack("", "", Decimal(size)) for size in packs.split()),
        may_be_split=rest.endswith(" split"),
    )


def _said(strength: str) -> str:
    return strength.replace(" + ", "/").replace("ug", "mcg").replace("IU", "units").replace("{actuation}", "puff")


def _ingredient(name: str, said: str) -> Ingredient:
    amount, _, per = said.partition("/")
    value, unit = amount.split() if " " in amount else (amount[:-1], "%")
    number, _, per_unit = per.rpartition(" ") if " " in per else ("1", "", per)
    slug = name.lower().replace(" ", "-")
    return Ingredient(slug, name, Decimal(value), unit.replace("IU", "[IU]"), Decimal(number or 1), per_unit)


SHELF = [
    _medicine(line, place)
    for place, line in enumerate(
        """
Amoxicillin = 250 mg capsule : 21
Amoxicillin = 500 mg capsule : 21
Amoxicillin = 125 mg/5 mL oral-suspension : 100
Amoxicillin = 250 mg/5 mL oral-suspension : 100
Amoxicillin + Clavulanic acid = 500 mg + 125 mg tablet : 21
Amoxicillin + Clavulanic acid = 875 mg + 125 mg tablet : 14
Paracetamol = 500 mg tablet split : 16 100
Paracetamol = 120 mg/5 mL oral-suspension : 100 200
Paracetamol = 250 mg suppository : 10
Ibuprofen = 200 mg tablet : 24
Ibuprofen = 400 mg tablet : 24
Ibuprofen = 100 mg/5 mL oral-suspension : 100
Prednisone = 5 mg tablet split : 30
Prednisone = 10 mg tablet split : 30
Prednisone = 20 mg tablet split : 30
Prednisolone = 5 mg tablet : 28
Alendronic acid = 70 mg tablet : 4
Salbutamol = 100 ug/{actuation} inhaler : 200
Salbutamol = 2.5 mg/2.5 mL nebuliser-solution : 50
Salbutamol = 2 mg tablet : 28
Latanoprost = 50 ug/mL eye-drops : 2.5
Chloramphenicol = 5 mg/mL eye-drops : 10
Chloramphenicol = 1% eye-ointment : 4
Hydrocortisone = 1% cream : 15 30
Hydrocortisone = 10 mg tablet split : 30
Insulin glargine = 100 IU/mL prefilled-pen : 15
Insulin aspart = 100 IU/mL prefilled-pen : 15
Metformin = 500 mg tablet split : 28 84
Metformin = 850 mg tablet : 56
Metformin = 500 mg extended-release-tablet : 56
Omeprazole = 20 mg gastro-resistant-capsule : 28
Warfarin = 1 mg tablet split : 28
Warfarin = 3 mg tablet split : 28
Warfarin = 5 mg tablet split : 28
Warfarin = 10 mg tablet split : 28
Levothyroxine = 25 ug tablet split : 28
Levothyroxine = 50 ug tablet split : 28
Levothyroxine = 100 ug tablet split : 28
Digoxin = 125 ug tablet : 28
Digoxin = 250 ug tablet : 28
Methotrexate = 2.5 mg tablet : 24
Methotrexate = 10 mg tablet : 10
Azithromycin = 250 mg tablet : 6
Azithromycin = 500 mg tablet : 3
Fentanyl = 25 ug/h patch : 5
Fentanyl = 50 ug/h patch : 5
Fluticasone propionate = 50 ug/{actuation} nasal-spray : 120
Ciprofloxacin = 3 mg/mL ear-drops : 5
Clotrimazole = 1% cream : 20
Clotrimazole = 500 mg pessary : 1
Diclofenac = 1% gel : 100
Diclofenac = 50 mg gastro-resistant-tablet : 28
Glyceryl trinitrate = 400 ug sublingual-tablet : 100
Propranolol = 40 mg tablet split : 28
Propranolol = 10 mg tablet split : 28
Colecalciferol = 1000 IU capsule : 30
Colecalciferol = 50000 IU capsule : 12
Ceftriaxone = 1 g powder-for-injection : 1
Morphine = 10 mg/5 mL oral-solution : 100
Morphine = 5 mg tablet : 20
Enoxaparin = 40 mg prefilled-syringe : 10
Cetirizine = 10 mg tablet split : 30
Cetirizine = 1 mg/mL oral-solution : 100
Loratadine = 10 mg tablet split : 30
Enalapril = 5 mg tablet split : 28
Enalapril = 10 mg tablet split : 28
Hydralazine = 25 mg tablet : 56
Hydroxyzine = 25 mg tablet : 28
Ferrous sulfate = 200 mg tablet : 28
Folic acid = 5 mg tablet : 28
Macrogol = 13.8 g oral-powder : 30
Lamotrigine = 25 mg tablet : 56
Lamotrigine = 100 mg tablet : 56
Fluconazole = 150 mg capsule : 1
Ondansetron = 4 mg orodispersible-tablet : 10
Sumatriptan = 50 mg tablet : 6
Atorvastatin = 20 mg tablet : 28
Atorvastatin = 40 mg tablet : 28
Amlodipine = 5 mg tablet split : 28
Amlodipine = 10 mg tablet split : 28
Doxycycline = 100 mg capsule : 8
""".strip().splitlines(),
        start=1,
    )
]
LANTUS = replace(next(each for each in SHELF if each.name.startswith("Insulin glargine")), brand="Lantus")


def find(text: str) -> list[Medicine]:
    """Return what bears every word of the text, or what is likest; numbers put first what has them."""
    folded = " ".join(words_of(text))
    for other, own in ANOTHER_NAME.items():
        folded = folded.replace(other, own) if other in folded.split() or " " in other else folded
    words = [word for word in folded.split() if not word[0].isdigit()]
    numbers = [word for word in folded.split() if word[0].isdigit()]
    fitting = [each for each in SHELF if words and all(_bears(each.name, word) for word in words)]
    return sorted(fitting, key=lambda each: not all(number in each.name for number in numbers))


@lru_cache(maxsize=100_000)
def _bears(name: str, word: str) -> bool:
    return any(likeness(word, other) >= 0.7 for other in words_of(name))


def one(name: str) -> Medicine:
    """Return the medicine on the shelf that is called just this."""
    return next(each for each in SHELF if each.name == name)
