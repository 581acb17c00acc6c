"""Paper that never was: letters, laboratory reports and discharge summaries of invented people, set by Typst at A4.

`Paper` knows the words that stand on it, in the order in which they are read; `picture` is a scan without a fault.
"""

import json
import random
from dataclasses import dataclass

import typst

FONTS = ("Libertinus Serif", "DejaVu Sans", "New Computer Modern", "DejaVu Serif", "DejaVu Sans Mono")
LANGUAGES = {"en": "eng", "es": "spa"}
KINDS = ("letter", "laboratory", "discharge")
SHEET = """
#let (paper: paper, font: font, size: size) = json(bytes(sys.inputs.paper))
#set page("a4", margin: (x: 22mm, y: 20mm))
#set text(font: font, size: size * 1pt, lang: paper.language, hyphenate: false)
#set par(leading: 0.7em, spacing: 1.3em)
#let rows(rows, head) = table(
  columns: rows.first().len(), stroke: none, inset: (x: 0pt, y: 4pt), column-gutter: 14pt,
  ..rows.enumerate().map(((n, row)) => row.map(cell => if head and n == 0 { strong(cell) } else { cell })).flatten())
#for (kind, said) in paper.blocks {
  if kind == "head" { align(center, text(1.5em, strong(said))) }
  else if kind == "title" { text(1.15em, strong(said)); parbreak() }
  else if kind == "pairs" { rows(said, false) }
  else if kind == "table" { rows(said, true) }
  else { par(said) }
}
"""


@dataclass(frozen=True)
class Person:
    name: str
    born: str
    number: str


@dataclass(frozen=True)
class Paper:
    """`blocks` are (kind, what stands there): a head, title or text, or rows of pairs or a table."""

    language: str
    kind: str
    person: Person
    blocks: tuple[tuple[str, str | list], ...]

    @property
    def words(self) -> list[str]:
        said = [" ".join(map(" ".join, block)) if isinstance(block, list) else block for _kind, block in self.blocks]
        return " ".join(said).split()


def picture(paper: Paper, *, font: str = FONTS[0], size: float = 11, dpi: int = 300) -> bytes:
    """Return the page as PNG, without a fault."""
    told = {"paper": {"language": paper.language, "blocks": paper.blocks}, "font": font, "size": size}
    return typst.compile(SHEET.encode(), format="png", ppi=dpi, sys_inputs={"paper": json.dumps(told)})


PEOPLE = {
    "en": (
        Person("Margaret Whitfield", "14 March 1948", "MRN 4471902"),
        Person("Amara Okafor", "2 July 1985", "MRN 5530817"),
        Person("Thomas Brennan", "29 November 1961", "MRN 2098464"),
        Person("Ruth Castellano", "8 January 1990", "MRN 7716235"),
    ),
    "es": (
        Person("María Fernández Ibáñez", "23 de marzo de 1957", "NHC 6082951"),
        Person("José Núñez Peña", "12 de julio de 1979", "NHC 3319540"),
        Person("Concepción Muñoz Ríos", "30 de noviembre de 1944", "NHC 8457126"),
        Person("Andrés Quiñones Vega", "17 de enero de 1998", "NHC 1265093"),
    ),
}


def paper(language: str, kind: str, *, seed: int) -> Paper:
    """Return one paper; the same seed makes the same."""
    chance = random.Random(f"{language} {kind} {seed}")
    person = PEOPLE[language][seed % len(PEOPLE[language])]
    return Paper(language, kind, person, tuple(WRITTEN[language, kind](person, chance)))


def _some(chance: random.Random, sentences: tuple[str, ...], count: int) -> str:
    return " ".join(chance.sample(sentences, count))


def _letter_en(person: Person, chance: random.Random) -> list:
    return [
        ("head", chance.choice(("Harbour Street Medical Centre", "St Brigid Cardiology Clinic", "Northgate Surgery"))),
        ("text", "14 Harbour Street, Bristol. Telephone 0117 496 0183"),
        ("pairs", [["Patient:", person.name], ["Date of birth:", person.born], ["Record number:", person.number]]),
        ("text", f"{chance.randint(1, 28)} October 2019"),
        ("text", "Dear Doctor,"),
        ("title", "Clinic letter"),
        ("text", "Thank you for referring this patient, who was seen in the outpatient clinic today. "
                 + _some(chance, SENTENCES_EN, 4)),
        ("text", f"On examination the blood pressure was {chance.randint(118, 168)}/{chance.randint(68, 98)} mmHg and "
                 f"the pulse {chance.randint(58, 96)} per minute. " + _some(chance, SENTENCES_EN, 3)),
        ("title", "Plan"),
        ("text", _some(chance, PLANS_EN, 3)),
        ("text", "Yours sincerely,"),
        ("text", "Dr Helen Marchetti, Consultant Physician"),
    ]  # fmt: skip


def _laboratory_en(person: Person, chance: random.Random) -> list:
    rows = [[name, f"{chance.uniform(low * 0.8, high * 1.2):.1f}", unit, f"{low}.0 - {high}.0"]
            for name, unit, low, high in chance.sample(TESTS_EN, 9)]  # fmt: skip
    return [
        ("head", "Riverside Clinical Laboratory"),
        ("title", "Laboratory report"),
        ("pairs", [["Patient:", person.name], ["Date of birth:", person.born], ["Record number:", person.number],
                   ["Collected:", f"{chance.randint(1, 28)} May 2021"]]),
        ("table", [["Test", "Result", "Unit", "Reference range"], *rows]),
        ("text", "Comment: " + _some(chance, COMMENTS_EN, 2)),
        ("text", "Authorised by Dr Peter Lindqvist, Chemical Pathology"),
    ]  # fmt: skip


def _discharge_en(person: Person, chance: random.Random) -> list:
    day = chance.randint(2, 18)
    return [
        ("head", "Queen Eleanor Hospital"),
        ("title", "Discharge summary"),
        ("pairs", [["Name:", person.name], ["Date of birth:", person.born], ["Hospital number:", person.number],
                   ["Admitted:", f"{day} February 2020"], ["Discharged:", f"{day + 6} February 2020"]]),
        ("title", "Diagnoses"),
        ("text", ", ".join(chance.sample(PROBLEMS_EN, 4)) + "."),
        ("title", "Course in hospital"),
        ("text", _some(chance, SENTENCES_EN, 5)),
        ("title", "Medicines on discharge"),
        ("table", [["Medicine", "Dose", "How often"], *map(list, chance.sample(MEDICINES_EN, 5))]),
        ("title", "Follow up"),
        ("text", _some(chance, PLANS_EN, 2)),
    ]  # fmt: skip


def _letter_es(person: Person, chance: random.Random) -> list:
    return [
        ("head", chance.choice(("Centro de Salud La Alameda", "Clínica Cardiológica San Telmo", "Consultorio Norte"))),
        ("text", "Calle de la Alameda 14, Sevilla. Teléfono 954 960 183"),
        ("pairs", [["Paciente:", person.name], ["Fecha de nacimiento:", person.born], ["Historia:", person.number]]),
        ("text", f"{chance.randint(1, 28)} de octubre de 2019"),
        ("text", "Estimada compañera:"),
        ("title", "Informe de consulta"),
        ("text", "Gracias por remitirnos a esta persona, que acudió hoy a la consulta. "
                 + _some(chance, SENTENCES_ES, 4)),
        ("text", f"En la exploración la tensión era de {chance.randint(118, 168)}/{chance.randint(68, 98)} mmHg "
                 f"y el pulso de {chance.randint(58, 96)} por minuto. " + _some(chance, SENTENCES_ES, 3)),
        ("title", "Plan"),
        ("text", _some(chance, PLANS_ES, 3)),
        ("text", "Un cordial saludo,"),
        ("text", "Dra. Elena Marchena, Medicina Interna"),
    ]  # fmt: skip


def _laboratory_es(person: Person, chance: random.Random) -> list:
    rows = [[name, f"{chance.uniform(low * 0.8, high * 1.2):.1f}".replace(".", ","), unit, f"{low},0 - {high},0"]
            for name, unit, low, high in chance.sample(TESTS_ES, 9)]  # fmt: skip
    return [
        ("head", "Laboratorio Clínico La Ribera"),
        ("title", "Informe de laboratorio"),
        ("pairs", [["Paciente:", person.name], ["Fecha de nacimiento:", person.born], ["Historia:", person.number],
                   ["Extracción:", f"{chance.randint(1, 28)} de mayo de 2021"]]),
        ("table", [["Prueba", "Resultado", "Unidad", "Valores de referencia"], *rows]),
        ("text", "Comentario: " + _some(chance, COMMENTS_ES, 2)),
        ("text", "Validado por el Dr. Pedro Lindo, Análisis Clínicos"),
    ]  # fmt: skip


def _discharge_es(person: Person, chance: random.Random) -> list:
    day = chance.randint(2, 18)
    return [
        ("head", "Hospital Reina Leonor"),
        ("title", "Informe de alta"),
        ("pairs", [["Nombre:", person.name], ["Fecha de nacimiento:", person.born], ["Historia:", person.number],
                   ["Ingreso:", f"{day} de febrero de 2020"], ["Alta:", f"{day + 6} de febrero de 2020"]]),
        ("title", "Diagnósticos"),
        ("text", ", ".join(chance.sample(PROBLEMS_ES, 4)) + "."),
        ("title", "Evolución"),
        ("text", _some(chance, SENTENCES_ES, 5)),
        ("title", "Tratamiento al alta"),
        ("table", [["Medicamento", "Dosis", "Pauta"], *map(list, chance.sample(MEDICINES_ES, 5))]),
        ("title", "Seguimiento"),
        ("text", _some(chance, PLANS_ES, 2)),
    ]  # fmt: skip


WRITTEN = {
    ("en", "letter"): _letter_en, ("en", "laboratory"): _laboratory_en, ("en", "discharge"): _discharge_en,
    ("es", "letter"): _letter_es, ("es", "laboratory"): _laboratory_es, ("es", "discharge"): _discharge_es,
}  # fmt: skip

SENTENCES_EN = (
    "There has been no chest pain since the last visit, but breathlessness on the stairs has become worse.",
    "The ankles swell towards the evening and are better in the morning.",
    "She sleeps on two pillows and wakes once or twice at night.",
    "The electrocardiogram shows sinus rhythm with a left bundle branch block.",
    "An echocardiogram found a moderately reduced ejection fraction of 42 percent.",
    "The lungs were clear, and there was no murmur.",
    "An allergy to penicillin with a widespread rash in childhood is known.",
    "The wound on the left lower leg is clean and has become smaller.",
    "The knee was swollen, warm and painful, without any sign of infection.",
    "Smoking was given up eleven years ago, and alcohol is taken only on Sundays.",
    "The cough has lasted three weeks and brings up yellow sputum in the morning.",
    "Appetite is good and the weight has been stable at 71 kilograms.",
)
PLANS_EN = (
    "Please increase bisoprolol to 5 mg once daily if the pulse allows.",
    "Please repeat kidney function and potassium in two weeks.",
    "We have requested an ultrasound scan of the abdomen.",
    "The next appointment in this clinic is in three months.",
    "The patient should weigh every morning and call when two kilograms are gained within three days.",
    "Stitches can be removed by the practice nurse after ten days.",
)
PROBLEMS_EN = (
    "Heart failure with reduced ejection fraction", "Type 2 diabetes mellitus", "Essential hypertension",
    "Chronic kidney disease stage 3", "Atrial fibrillation", "Community acquired pneumonia",
    "Osteoarthritis of the right knee", "Iron deficiency anaemia",
)  # fmt: skip
MEDICINES_EN = (
    ("Bisoprolol", "2.5 mg", "once daily"), ("Ramipril", "5 mg", "in the morning"),
    ("Furosemide", "40 mg", "twice daily"), ("Metformin", "850 mg", "with breakfast and dinner"),
    ("Atorvastatin", "20 mg", "at night"), ("Apixaban", "5 mg", "twice daily"),
    ("Paracetamol", "500 mg", "when in pain"), ("Omeprazole", "20 mg", "before breakfast"),
)  # fmt: skip
TESTS_EN = (
    ("Glucose, fasting", "mmol/L", 4, 6), ("Creatinine", "mg/dL", 1, 2), ("Sodium", "mmol/L", 135, 145),
    ("Potassium", "mmol/L", 3, 5), ("Haemoglobin", "g/dL", 12, 16), ("Ferritin", "ng/mL", 15, 150),
    ("Cholesterol, total", "mg/dL", 120, 200), ("HDL cholesterol", "mg/dL", 40, 60), ("Albumin", "g/L", 35, 50),
    ("Bilirubin, total", "mg/dL", 1, 2), ("Urea", "mmol/L", 3, 8), ("Calcium", "mmol/L", 2, 3),
)  # fmt: skip
COMMENTS_EN = (
    "The sample was slightly haemolysed, and the potassium may be too high.",
    "Please repeat the ferritin when the infection is over.",
    "Results outside the reference range were telephoned to the practice.",
    "A fasting sample is needed to judge the triglycerides.",
)
SENTENCES_ES = (
    "No ha tenido dolor torácico desde la última visita, pero la disnea al subir escaleras ha empeorado.",
    "Los tobillos se hinchan por la tarde y mejoran por la mañana.",
    "Duerme con dos almohadas y se despierta una o dos veces por la noche.",
    "El electrocardiograma muestra un ritmo sinusal con bloqueo de rama izquierda.",
    "La ecografía encontró una fracción de eyección moderadamente reducida del 42 por ciento.",
    "La auscultación pulmonar era normal y no había soplos.",
    "Se conoce una alergia a la penicilina con una erupción extensa en la niñez.",
    "La herida de la pierna izquierda está limpia y es más pequeña.",
    "La rodilla estaba hinchada, caliente y dolorosa, sin signos de infección.",
    "Dejó de fumar hace once años y solo bebe alcohol los domingos.",
    "La tos dura ya tres semanas y por la mañana expulsa un esputo amarillo.",
    "Tiene buen apetito y el peso se mantiene estable en 71 kilogramos.",
)
PLANS_ES = (
    "Rogamos aumentar el bisoprolol a 5 mg una vez al día si el pulso lo permite.",
    "Rogamos repetir la función renal y el potasio dentro de dos semanas.",
    "Hemos solicitado una ecografía del abdomen.",
    "La próxima cita en esta consulta será dentro de tres meses.",
    "Debe pesarse cada mañana y llamar si aumenta dos kilogramos en tres días.",
    "La enfermera puede retirar los puntos después de diez días.",
)
PROBLEMS_ES = (
    "Insuficiencia cardíaca con fracción de eyección reducida", "Diabetes mellitus tipo 2",
    "Hipertensión arterial esencial", "Enfermedad renal crónica estadio 3", "Fibrilación auricular",
    "Neumonía adquirida en la comunidad", "Artrosis de la rodilla derecha", "Anemia por falta de hierro",
)  # fmt: skip
MEDICINES_ES = (
    ("Bisoprolol", "2,5 mg", "una vez al día"), ("Ramipril", "5 mg", "por la mañana"),
    ("Furosemida", "40 mg", "dos veces al día"), ("Metformina", "850 mg", "con el desayuno y la cena"),
    ("Atorvastatina", "20 mg", "por la noche"), ("Apixabán", "5 mg", "dos veces al día"),
    ("Paracetamol", "500 mg", "si hay dolor"), ("Omeprazol", "20 mg", "antes del desayuno"),
)  # fmt: skip
TESTS_ES = (
    ("Glucosa en ayunas", "mmol/L", 4, 6), ("Creatinina", "mg/dL", 1, 2), ("Sodio", "mmol/L", 135, 145),
    ("Potasio", "mmol/L", 3, 5), ("Hemoglobina", "g/dL", 12, 16), ("Ferritina", "ng/mL", 15, 150),
    ("Colesterol total", "mg/dL", 120, 200), ("Colesterol HDL", "mg/dL", 40, 60), ("Albúmina", "g/L", 35, 50),
    ("Bilirrubina total", "mg/dL", 1, 2), ("Urea", "mmol/L", 3, 8), ("Calcio", "mmol/L", 2, 3),
)  # fmt: skip
COMMENTS_ES = (
    "La muestra estaba ligeramente hemolizada y el potasio puede ser demasiado alto.",
    "Rogamos repetir la ferritina cuando pase la infección.",
    "Los resultados fuera del intervalo se comunicaron por teléfono al centro.",
    "Hace falta una muestra en ayunas para valorar los triglicéridos.",
)
