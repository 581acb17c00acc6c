"""The part of bench `paper` about people: pages of twins and namesakes, drawn, worn, read, held against all of them.

Families are made to be mistaken for each other: the same birth date, a given name one letter away, record numbers that
follow each other, the same name born a day later. Each stack has pages of several of them in turn, and now and then a
page that names nobody. A page is filed wrongly when somebody else is suggested for it, or when it stands in a document
that is suggested for somebody else. `read` is the real reading; `slipped` are many more pages whose letters are changed
as OCR changes them, without a picture.
"""

import io
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from telepraxis.care.scanning.reading.page import read
from telepraxis.care.scanning.reading.shapes import Page, Word
from telepraxis.care.scanning.understanding import Known, split, suggest

TODAY = date(2026, 1, 15)
GIVEN = "Ana Anna Eva Mario Maria Marta Luis Luisa Jan Jane Juan Juana Alia Aila Lucas Lucia".split()
FAMILY = ["García López", "Gómez Ruiz", "Burn", "Bum", "Clark", "Lopes Vidal", "López Vidal", "Smith", "Smyth"]
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
HEADS = (
    "Patient: {name}      DOB: {day:%d/%m/%Y}      MRN: {number}",
    "Name: {name}\nDate of birth: {day:%d %B %Y}\nMedical Record Number: {number}",
    "Paciente: {name}      NHC: {number}\nFecha de nacimiento: {day.day} de {month} de {day.year}",
    "Apellidos: {family}      Nombre: {given}\nF. Nac.: {day:%d.%m.%Y}      Historia: {number}",
    "RE: {name}, DOB {day:%d/%m/%Y}, MRN {number}",
)
BODIES = (
    "Discharge Summary\n{head}\nThe patient was seen on the ward and went home well.\nPlan: see the family doctor.",
    "Laboratory Report\n{head}\nGlucose      98      mg/dL      70-99\nCreatinine      0.9      mg/dL      0.6-1.2",
    "INFORME DE CONSULTA\n{head}\nRefiere encontrarse bien. Exploración sin hallazgos.\nJuicio clínico: sano.",
    "{head}\nContinued. Medication unchanged, next review in six months.",
)
SILENT = "The wound is clean and dry. The dressing was changed and will be looked at again."
LOOKALIKE = {
    letter: others
    for letter, *others in "0O8 1l7I 2Z7 38 5S6 658 71 83B 98 ao ec il l1i nu o0a uv ce tf íi óo mn".split()
}


def families(luck: Random, how_many: int) -> list[list[Known]]:
    """Return groups of people who are easily mistaken for each other."""
    return [_family(luck, group) for group in range(how_many)]


def _family(luck: Random, group: int) -> list[Known]:
    given, family = luck.choice(GIVEN), luck.choice(FAMILY)
    day = date(1940, 1, 1) + timedelta(days=luck.randrange(28_000))
    number = 1_000_000 + luck.randrange(9_000_000)
    likes = luck.sample(GIVEN, 2)
    rows = [
        (given, family, day, number),
        (given, family, day, number + 1 + luck.randrange(3)),  # registered twice, or a namesake born the same day
        (likes[0], family, day, number + 10),  # a twin
        (given, luck.choice(FAMILY), day + timedelta(days=1), number + 100),
        (likes[1], family, day.replace(year=day.year + 1, day=min(day.day, 28)), number + 1000),
    ]
    return [Known(f"{group}-{place}", (f"{a} {b}",), born, (str(no),)) for place, (a, b, born, no) in enumerate(rows)]


def text_of(person: Known, luck: Random) -> str:
    """Return a page of the person's as plain text."""
    given, family = person.names[0].split(" ", 1)
    said = {
        "name": luck.choice((person.names[0], f"{family.upper()}, {given.upper()}")),
        "given": given,
        "family": family,
    }
    day = person.birth_date
    head = luck.choice(HEADS).format(**said, day=day, month=MONTHS[day.month - 1], number=person.numbers[0])
    return luck.choice(BODIES).format(head=head)


def stacks(luck: Random, groups: list[list[Known]], pages: int) -> Iterable[tuple[list[str], list[str], list[Known]]]:
    """Yield (texts, whose each is, the people given) until so many pages are made. "" is whose names nobody."""
    while pages > 0:
        people = [*luck.choice(groups), *luck.choice(groups)]
        people = list({each.uid: each for each in people}.values())
        texts, whose = [], []
        for _ in range(min(pages, 4)):
            person = luck.choice(people)
            texts.append(text_of(person, luck))
            whose.append(person.uid)
            if luck.random() < 0.15:
                texts.append(SILENT)
                whose.append("")
        pages -= len(texts)
        yield texts, whose, people


def judged(stack: list[Page], whose: list[str], people: list[Known]) -> tuple[int, int, int]:
    """Return (pages filed wrongly, pages filed rightly, pages that say whose they are)."""
    wrong = right = 0
    for document in split(stack):
        patient = suggest(document, people, today=TODAY, day_first=True).patient
        for number in document.numbers:
            if whose[number] and patient is not None:
                wrong += patient != whose[number]
                right += patient == whose[number]
    return wrong, right, sum(map(bool, whose))


def measured(see: Callable[[str, Random], Page], pages: int, seed: str) -> tuple[int, int, int]:
    luck = Random(seed)
    groups = families(luck, max(4, pages // 8))
    total = [0, 0, 0]
    for texts, whose, people in stacks(luck, groups, pages):
        found = judged([see(text, luck) for text in texts], whose, people)
        total = [sum(pair) for pair in zip(total, found, strict=True)]
    return tuple(total)


def read_page(text: str, luck: Random) -> Page:
    """Draw the page, wear it and read it as it is read when it was sent."""
    return read(worn(drawn(text), luck), languages=("eng", "spa"))[0]


def drawn(text: str) -> Image.Image:
    """Return the upper part of a page at 300 dpi."""
    font = ImageFont.load_default(size=42)
    lines = text.split("\n")
    picture = Image.new("L", (2480, 400 + 75 * len(lines)), 248)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((180, 160 + 75 * number), line, font=font, fill=25)
    return picture


def worn(picture: Image.Image, luck: Random) -> bytes:
    """Return the picture as a scanner makes it: a little tilted, shaded, blurred, with noise, as a JPEG."""
    tilted = picture.rotate(luck.uniform(-1.5, 1.5), resample=Image.Resampling.BICUBIC, fillcolor=248)
    shade = ImageOps.flip(Image.linear_gradient("L")).resize(picture.size).point(lambda level: 185 + level // 4)
    shaded = Image.composite(tilted, Image.new("L", picture.size, 90), shade)
    noise = Image.effect_noise(picture.size, luck.uniform(10, 30))
    noisy = Image.blend(shaded.filter(ImageFilter.GaussianBlur(luck.uniform(0, 1.2))), noise, 0.12)
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=70, dpi=(300, 300))
    return out.getvalue()


def slipped_page(text: str, luck: Random, rate: float = 0.02) -> Page:
    """Return the page with every fiftieth letter or so read as one that looks like it."""
    words, left = [], 0
    for row, line in enumerate(text.split("\n")):
        left = 0
        for part in line.split(" "):
            if part:
                wrong = "".join(
                    luck.choice(LOOKALIKE.get(each, each)) if luck.random() < rate else each for each in part
                )
                words.append(Word(wrong, 0.9, left, row * 30, len(wrong) * 10, 18, line=row, paragraph=0))
            left += (len(part) + 1) * 10
    return Page(1800, 2500, tuple(words), 0.9)


def _misread(letter: str, luck: Random) -> str:
    return luck.choice(LOOKALIKE.get(letter, [letter]))


def figures(say: Callable[[str], None], *, read_pages: int = 40, slipped_pages: int = 4_000) -> dict[str, float]:
    """Return the figures for bench `paper`: `wrong_patient_filed` over both, and how much was filed at all."""
    wrong, right, named = measured(read_page, read_pages, "read")
    say(f"of {named} pages read, {right} were suggested to the right person, {wrong} to a wrong one")
    wrong_slipped, right_slipped, named_slipped = measured(slipped_page, slipped_pages, "slipped")
    say(f"of {named_slipped} with slips, {right_slipped} to the right person, {wrong_slipped} to a wrong one")
    return {
        "wrong_patient_filed": wrong + wrong_slipped,
        "right_patient_suggested": round(right / named, 3),
        "right_of_slipped": round(right_slipped / named_slipped, 3),
        "pages_held_against_people": named + named_slipped,
    }
