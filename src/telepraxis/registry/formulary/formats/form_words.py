"""Dose forms by the words that lists call them: `Film-coated tablet`, `Capsule, hard`, `Eye drops, solution`."""

from telepraxis.registry.terminology.words import words_of

from ..dose_forms import FORMS, DoseForm
from .rxnorm_forms import FORMS as OF_RXNORM

# The first line whose words all stand in the name; a word that ends with - is a beginning.
LINES = """
chew- tablet = chewable-tablet
orodispers- = orodispersible-tablet
disintegrat- tablet = orodispersible-tablet
effervesc- = effervescent-tablet
dispers- tablet = dispersible-tablet
sublingual tablet = sublingual-tablet
vaginal tablet = vaginal-tablet
gastro resist- tablet = gastro-resistant-tablet
enteric tablet = gastro-resistant-tablet
delayed tablet = gastro-resistant-tablet
prolonged tablet = extended-release-tablet
extended tablet = extended-release-tablet
modified tablet = extended-release-tablet
retard tablet = extended-release-tablet
tablet = tablet
gastro resist- capsule = gastro-resistant-capsule
delayed capsule = gastro-resistant-capsule
prolonged capsule = extended-release-capsule
extended capsule = extended-release-capsule
modified capsule = extended-release-capsule
inhal- capsule = inhalation-capsule
inhal- powder hard = inhalation-capsule
capsule = capsule
lozenge = lozenge
pastille = lozenge
gum = chewing-gum
sublingual film = sublingual-film
nebul- = nebuliser-solution
inhal- powder = dry-powder-inhaler
inhal- = inhaler
nasal spray = nasal-spray
nasal drop- = nasal-drops
eye drop- = eye-drops
eye ointment = eye-ointment
ophthalmic ointment = eye-ointment
ophthalmic = eye-drops
ear drop- = ear-drops
otic = ear-drops
vaginal cream = vaginal-cream
vaginal gel = vaginal-gel
pessar- = pessary
ring = vaginal-ring
suppositor- = suppository
enema = enema
rectal cream = rectal-cream
rectal = rectal-solution
patch = patch
transdermal = patch
implant = implant
intrauterine = intrauterine-system
pre filled pen = prefilled-pen
prefilled pen = prefilled-pen
pen injector = prefilled-pen
auto injector = auto-injector
pre filled syringe = prefilled-syringe
prefilled syringe = prefilled-syringe
powder infusion = powder-for-injection
powder injection = powder-for-injection
infusion = infusion
inject- = injection
oral drop- = oral-drops
oral powder = oral-powder
oral suspension = oral-suspension
oral solution = oral-solution
syrup = oral-solution
elixir = oral-solution
oral gel = oral-gel
mouthwash = mouthwash
gargle = mouthwash
shampoo = shampoo
cream = cream
ointment = ointment
gel = gel
lotion = lotion
foam = topical-foam
cutaneous powder = topical-powder
cutaneous = topical-solution
topical = topical-solution
kit = kit
"""
RULES = [(left.split(), right.strip()) for left, right in (line.split("=") for line in LINES.strip().splitlines())]


def form_by_words(name: str) -> DoseForm | None:
    """Return the form that a list means, None where no rule knows it."""
    if name.strip() in OF_RXNORM:
        return FORMS[OF_RXNORM[name.strip()]]
    words = [word.removesuffix("s") if len(word) > 3 else word for word in words_of(name)]
    for asked, form in RULES:
        if all(any(_is(part, word) for word in words) for part in asked):
            return FORMS[form]
    return None


def _is(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("-") else word == part
