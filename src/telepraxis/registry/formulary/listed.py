"""One medicine as a catalogue lists it, the same for the starter set, RxNorm, a CSV and FHIR. Pure."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import md5

from telepraxis.registry.terminology import words

from . import strengths
from .medicine import Ingredient, Pack

NUMBER, SUBSTANCE = "#", "="  # what stands before a strength and before a substance among the words of a medicine

LONGEST_CODE = 20  # nobody types a longer one


@dataclass(frozen=True)
class Listed:
    code: str
    name: str
    ingredients: tuple[Ingredient, ...]
    form: str
    routes: tuple[str, ...]
    counted_in: str
    brand: str = ""
    schedule: str = ""
    may_be_split: bool = False
    synonyms: tuple[str, ...] = ()
    packs: tuple[Pack, ...] = field(default=())

    @property
    def digest(self) -> str:
        """What changes whenever anything of it does."""
        said = json.dumps(vars(self), default=_plain, sort_keys=True)
        return md5(said.encode(), usedforsecurity=False).hexdigest()

    @property
    def words(self) -> list[str]:
        """Everything it is found by: its words, its strengths in figures, its code, its substances."""
        texts = [self.name, self.brand, *self.synonyms, self.form.replace("-", " ")]
        found = {word for text in texts for word in words.words_of(text) if not word.isdigit()}
        found |= {NUMBER + number for number in strengths.numbers(self.ingredients)}
        found |= {NUMBER + number for number in re.findall(r"\d+(?:\.\d+)?", self.name)}
        found |= {SUBSTANCE + each.substance for each in self.ingredients}
        code = words.code_word(self.code)
        return sorted(found | ({code} if len(code) <= LONGEST_CODE else set()))


def _plain(value):
    return strengths.plain(value) if isinstance(value, Decimal) else vars(value)
