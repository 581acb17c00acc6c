"""The invented people of the demonstration: the same ones from the same seed, born the right time before today."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

NAMES = Path(__file__).parent / "names"
LANGUAGES = {"english": "en", "spanish": "es", "portuguese": "pt", "german": "de", "polish": "pl"}
MIXTURE = ("english",) * 6 + ("spanish",) * 4 + ("portuguese",) * 3 + ("german",) * 2 + ("polish",)
STREETS = ("Ropewalk Street", "Quay Lane", "Orchard Row", "Lantern Hill", "Mill Street", "Harbour Road", "Elm Court")
NEEDS = ("", "", "", "", "", "", "", "", "Large print", "Hard of hearing: speak to the left", "Uses a wheelchair")


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the demonstration clinic."""

    key: str
    given: str
    family: str
    gender: str
    title: str
    roles: tuple[str, ...]
    specialty: str = ""
    languages: tuple[str, ...] = ("en",)
    minutes: int = 15

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


COLLEAGUES = (
    Colleague("ines", "Inês", "Carvalho", "female", "Dr", ("physician",), "family-medicine", ("pt", "en", "es")),
    Colleague("samuel", "Samuel", "Adeyemi", "male", "Dr", ("physician",), "family-medicine", ("en", "yo")),
    Colleague("ewa", "Ewa", "Kowalczyk", "female", "Dr", ("physician",), "family-medicine", ("pl", "en", "de")),
    Colleague("freya", "Freya", "Lindqvist", "female", "", ("nurse",), "nursing", ("en", "sv")),
    Colleague("mateus", "Mateus", "Lopes", "male", "Dr", ("physician",), "paediatrics", ("pt", "en"), 20),
    Colleague("hana", "Hana", "Sato", "female", "Dr", ("physician",), "dermatology", ("ja", "en")),
    Colleague("oskar", "Oskar", "Brandt", "male", "Dr", ("physician",), "psychiatry", ("de", "en"), 40),
    Colleague("leila", "Leila", "Haddadi", "female", "Dr", ("physician",), "cardiology", ("fr", "ar", "en"), 20),
    Colleague("rui", "Rui", "Tavares", "male", "", ("front_desk",)),
    Colleague("grace", "Grace", "Mbeki", "female", "", ("manager",)),
    Colleague("tomasz", "Tomasz", "Wilk", "male", "", ("privacy_officer",)),
    Colleague("noor", "Noor", "van Dijk", "female", "", ("system_administrator",)),
    Colleague("beatriz", "Beatriz", "Santos", "female", "", ("biller",)),
)


@dataclass(frozen=True)
class Invented:
    """A patient of the demonstration."""

    given: str
    family: str
    gender: str
    born: date
    language: str
    interpreter: str
    needs: str
    street: str
    email: str
    number: int


AMARA = ("Amara", "Okonjo", "female", date(1991, 3, 14), "en")
CHIDI = ("Chidi", "Okonjo", "male", date(2019, 6, 2), "en")


def patients(count: int, today: date) -> Iterator[Invented]:
    """Yield `count` patients; the first is Amara Okonjo, the second her son Chidi."""
    luck = Random("the people of Port Alder")
    for number, (given, family, gender, born, language) in enumerate((AMARA, CHIDI)):
        yield Invented(
            given, family, gender, born, language, "", "", "14 Ropewalk Street", _email(given, number), number
        )
    for number in range(2, count):
        yield _somebody(luck, number, today)


def _somebody(luck: Random, number: int, today: date) -> Invented:
    origin = luck.choice(MIXTURE)
    gender = luck.choice(("female", "male"))
    names = _names(origin)
    given, family = luck.choice(names[f"given_{gender}"]), luck.choice(names["family"])
    if names["two_families"]:
        family = f"{family} {luck.choice(names['family'])}"
    language = LANGUAGES[origin]
    interpreter = language if language != "en" and luck.random() < 0.12 else ""
    street = f"{luck.randint(1, 180)} {luck.choice(STREETS)}"
    born = today - timedelta(days=max(120, int(365.25 * _age(luck)) + luck.randint(0, 364)))
    return Invented(
        given, family, gender, born, language, interpreter, luck.choice(NEEDS), street, _email(given, number), number
    )


def _age(luck: Random) -> int:
    """Return an age as a practice sees them: many small children, many who are old."""
    return luck.choice((luck.randint(0, 12), luck.randint(13, 39), luck.randint(25, 64), luck.randint(50, 88)))


def _email(given: str, number: int) -> str:
    plain = "".join(letter for letter in given.lower() if letter.isascii() and letter.isalpha()) or "patient"
    return f"{plain}.{number:03d}@patients.example"


@cache
def _names(origin: str) -> dict:
    lists = tomllib.loads((NAMES / f"{origin}.toml").read_text())
    return {
        "given_female": lists["given_female"].split(),
        "given_male": lists["given_male"].split(),
        "family": lists["family"].split(),
        "two_families": lists.get("two_families", False),
    }
