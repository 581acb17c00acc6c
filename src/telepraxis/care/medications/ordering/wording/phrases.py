"""Reasons and instructions that prescribers often write, in each language: whoever writes one is read in the other.

What is not among them is said as it was written.
"""

import re
from functools import lru_cache

from telepraxis.registry.patients.names import fold

AT = "at"  # how instructions name a time by the clock: at 08:00, 20:00
BY_THE_CLOCK = re.compile(rf"(?:^|(?<=; )){AT} \d\d:\d\d(?:, \d\d:\d\d)*")
THINLY, THINLY_ES = "apply thinly", "aplicar una capa fina"
REASONS = (  # English, Spanish as one types it, Spanish after "para"
    ("pain", "dolor", "el dolor"), ("fever", "fiebre", "la fiebre"),
    ("pain or fever", "dolor o fiebre", "el dolor o la fiebre"),
    ("pain and fever", "dolor y fiebre", "el dolor y la fiebre"),
    ("nausea", "náuseas", "las náuseas"), ("vomiting", "vómitos", "los vómitos"),
    ("nausea and vomiting", "náuseas y vómitos", "las náuseas y los vómitos"),
    ("nausea or vomiting", "náuseas o vómitos", "las náuseas o los vómitos"),
    ("itching", "picazón", "la picazón"), ("itching", "picor", "el picor"), ("itch", "picazón", "la picazón"),
    ("cough", "tos", "la tos"), ("headache", "dolor de cabeza", "el dolor de cabeza"),
    ("migraine", "migraña", "la migraña"), ("wheeze", "silbidos en el pecho", "los silbidos en el pecho"),
    ("wheezing", "silbidos en el pecho", "los silbidos en el pecho"),
    ("shortness of breath", "falta de aire", "la falta de aire"),
    ("breathlessness", "falta de aire", "la falta de aire"), ("anxiety", "ansiedad", "la ansiedad"),
    ("sleep", "dormir", "dormir"), ("insomnia", "insomnio", "el insomnio"),
    ("constipation", "estreñimiento", "el estreñimiento"), ("diarrhea", "diarrea", "la diarrea"),
    ("diarrhoea", "diarrea", "la diarrea"), ("heartburn", "acidez", "la acidez"),
    ("chest pain", "dolor de pecho", "el dolor de pecho"), ("allergy", "alergia", "la alergia"),
    ("cramps", "cólicos", "los cólicos"), ("muscle spasms", "espasmos musculares", "los espasmos musculares"),
    ("sore throat", "dolor de garganta", "el dolor de garganta"), ("dizziness", "mareo", "el mareo"),
    ("runny nose", "goteo de nariz", "el goteo de nariz"), ("congestion", "congestión", "la congestión"),
    ("agitation", "agitación", "la agitación"), ("back pain", "dolor de espalda", "el dolor de espalda"),
)  # fmt: skip
EXTRAS = (
    ("on an empty stomach", "con el estómago vacío"), ("on an empty stomach", "en ayunas"),
    ("between meals", "entre comidas"),
    ("with plenty of water", "con abundante agua"),
    ("with a full glass of water", "con un vaso lleno de agua"),
    ("as directed", "según indicaciones"), ("shake well before use", "agitar bien antes de usar"),
    ("do not crush or chew", "no triturar ni masticar"), ("do not drink alcohol", "no beber alcohol"),
    (THINLY, THINLY_ES), ("rinse the mouth afterwards", "enjuagar la boca después"),
    ("dissolve in water", "disolver en agua"), ("finish the whole course", "terminar todo el tratamiento"),
    ("stay upright for 30 minutes", "permanecer erguido 30 minutos"), ("with a spacer", "con cámara espaciadora"),
    ("avoid sunlight", "evitar el sol"), ("may cause drowsiness", "puede dar sueño"),
)  # fmt: skip


def reason(written: str, language: str) -> str:
    """Return the reason in the language, after "for" or "para"."""
    return _reasons(language).get(_key(written), written)


def extra(written: str, language: str) -> str:
    """Return instructions in the language, each of those parted by semicolons, with a capital letter."""
    said = [
        _extras(language).get(_key(part), _clock(part.strip(), language)) for part in written.split(";") if part.strip()
    ]
    return ". ".join(part[:1].upper() + part[1:] for part in said)


def says_a_time(written: str) -> bool:
    """Tell whether the instructions name times by the clock."""
    return BY_THE_CLOCK.search(written) is not None


def _clock(part: str, language: str) -> str:
    """Return `at 08:00, 20:00` in the language; other instructions as they are."""
    if not BY_THE_CLOCK.fullmatch(part):
        return part
    *others, last = part.removeprefix(AT).strip().split(", ")
    at, joined = ("a las", " y a las ") if language == "es" else (AT, " and ")
    return f"{at} {', '.join(others)}{joined}{last}" if others else f"{at} {last}"


@lru_cache(maxsize=4)
def _reasons(language: str) -> dict[str, str]:
    if language == "es":
        return {_key(key): after for en, es, after in reversed(REASONS) for key in (en, es)}
    return {_key(key): en for en, es, _ in reversed(REASONS) for key in (en, es)} | {_key(en): en for en, *_ in REASONS}


@lru_cache(maxsize=4)
def _extras(language: str) -> dict[str, str]:
    wanted = 1 if language == "es" else 0
    found = {_key(key): pair[wanted] for pair in reversed(EXTRAS) for key in pair}
    return found | {_key(pair[wanted]): pair[wanted] for pair in EXTRAS}


def _key(text: str) -> str:
    return " ".join(fold(text).split()).rstrip(".")


def is_reason(written: str) -> bool:
    """Tell whether it is one of the reasons that we know by name."""
    return _key(written) in _reasons("es")
