"""Palabras para las frases en español."""

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
DAYS = {"mon": "lunes", "tue": "martes", "wed": "miércoles", "thu": "jueves", "fri": "viernes", "sat": "sábado",
        "sun": "domingo"}  # fmt: skip
WEEK = tuple(DAYS.values())
FEMALE, MALE = "f", "m"
UNITS = {  # one, several, gender
    "tablet": ("comprimido", "comprimidos", MALE), "capsule": ("cápsula", "cápsulas", FEMALE),
    "lozenge": ("pastilla para chupar", "pastillas para chupar", FEMALE), "piece": ("pieza", "piezas", FEMALE),
    "film": ("lámina", "láminas", FEMALE), "drop": ("gota", "gotas", FEMALE), "sachet": ("sobre", "sobres", MALE),
    "puff": ("inhalación", "inhalaciones", FEMALE), "spray": ("pulverización", "pulverizaciones", FEMALE),
    "pessary": ("óvulo", "óvulos", MALE), "ring": ("anillo", "anillos", MALE),
    "suppository": ("supositorio", "supositorios", MALE), "patch": ("parche", "parches", MALE),
    "implant": ("implante", "implantes", MALE), "system": ("sistema", "sistemas", MALE),
    "vial": ("vial", "viales", MALE), "syringe": ("jeringa", "jeringas", FEMALE),
    "injector": ("autoinyector", "autoinyectores", MALE), "kit": ("envase combinado", "envases combinados", MALE),
    "ampoule": ("ampolla", "ampollas", FEMALE), "[IU]": ("unidad", "unidades", FEMALE),
    "ug": ("microgramo", "microgramos", MALE), "ng": ("nanogramo", "nanogramos", MALE),
}  # fmt: skip
WHEN = {
    "WAKE": "al despertar", "MORN": "por la mañana", "NOON": "al mediodía", "AFT": "por la tarde",
    "EVE": "por la noche", "NIGHT": "por la noche", "HS": "al acostarse", "C": "con comida", "CM": "con el desayuno",
    "CD": "con el almuerzo", "CV": "con la cena", "AC": "antes de las comidas", "ACM": "antes del desayuno",
    "ACD": "antes del almuerzo", "ACV": "antes de la cena", "PC": "después de las comidas",
    "PCM": "después del desayuno", "PCD": "después del almuerzo", "PCV": "después de la cena",
}  # fmt: skip
EVERY = {"h": ("hora", "horas"), "d": ("día", "días"), "wk": ("semana", "semanas"), "mo": ("mes", "meses")}
A_PERIOD = {"h": "cada hora", "d": "al día", "wk": "a la semana", "mo": "al mes"}
ROUTES = {
    "oral": "por la boca", "sublingual": "debajo de la lengua", "buccal": "entre la mejilla y la encía",
    "oromucosal": "en la boca", "inhaled": "inhalado", "nasal": "en la nariz", "ophthalmic": "en el ojo",
    "otic": "en el oído", "topical": "sobre la piel", "transdermal": "sobre la piel",
    "rectal": "por el recto", "vaginal": "en la vagina", "intrauterine": "en el útero",
    "subcutaneous": "bajo la piel", "intramuscular": "en el músculo", "intravenous": "en la vena",
}  # fmt: skip
SITES = {
    "both eyes": "en cada ojo", "left eye": "en el ojo izquierdo", "right eye": "en el ojo derecho",
    "both ears": "en cada oído", "left ear": "en el oído izquierdo", "right ear": "en el oído derecho",
    "each nostril": "en cada fosa nasal", "left nostril": "en la fosa nasal izquierda",
    "right nostril": "en la fosa nasal derecha", "affected skin": "sobre la piel afectada",
    "affected eye": "en el ojo afectado", "affected ear": "en el oído afectado", "scalp": "sobre el cuero cabelludo",
    "face": "en la cara",
}  # fmt: skip
VERBS = {
    "take": ("Tome", ""), "inhale": ("Inhale", ""), "nose": ("Aplique", "en la nariz"),
    "eye": ("Ponga", "en el ojo"), "ear": ("Ponga", "en el oído"), "eye-ointment": ("Ponga", "en el ojo"),
    "skin": ("Aplique", "sobre la piel"), "stick": ("Pegue", "sobre la piel limpia y seca"),
    "rectal": ("Introduzca", "en el recto (ano)"), "vaginal": ("Introduzca", "en la vagina"),
    "tongue": ("Deje deshacer", "debajo de la lengua"), "cheek": ("Mantenga", "entre la mejilla y la encía"),
    "mouth": ("Use", "en la boca"), "inject": ("Inyecte", ""), "insert": ("Introduzca", ""),
}  # fmt: skip
INJECTED = {"subcutaneous": "bajo la piel", "intramuscular": "en el músculo", "intravenous": "en la vena"}
FORMS = {
    "tablet": "comprimido", "chewable-tablet": "comprimido masticable", "dispersible-tablet": "comprimido dispersable",
    "orodispersible-tablet": "comprimido bucodispersable", "gastro-resistant-tablet": "comprimido gastrorresistente",
    "extended-release-tablet": "comprimido de liberación prolongada", "sublingual-tablet": "comprimido sublingual",
    "effervescent-tablet": "comprimido efervescente", "vaginal-tablet": "comprimido vaginal", "capsule": "cápsula",
    "gastro-resistant-capsule": "cápsula gastrorresistente",
    "extended-release-capsule": "cápsula de liberación prolongada",
    "inhalation-capsule": "cápsula para inhalar", "lozenge": "pastilla para chupar", "chewing-gum": "chicle",
    "sublingual-film": "lámina sublingual", "oral-solution": "solución oral", "oral-suspension": "suspensión oral",
    "oral-drops": "gotas orales", "oral-powder": "polvo oral", "oral-gel": "gel oral", "mouthwash": "enjuague bucal",
    "inhaler": "inhalador", "dry-powder-inhaler": "inhalador de polvo seco",
    "nebuliser-solution": "solución para nebulizar", "nasal-spray": "aerosol nasal", "nasal-drops": "gotas nasales",
    "eye-drops": "gotas para los ojos", "eye-ointment": "pomada para los ojos", "ear-drops": "gotas para los oídos",
    "cream": "crema", "ointment": "pomada", "gel": "gel", "lotion": "loción", "shampoo": "champú",
    "topical-solution": "solución para la piel", "topical-foam": "espuma para la piel",
    "topical-powder": "polvo para la piel", "vaginal-cream": "crema vaginal", "vaginal-gel": "gel vaginal",
    "pessary": "óvulo", "vaginal-ring": "anillo vaginal", "suppository": "supositorio",
    "rectal-solution": "solución rectal", "enema": "enema", "rectal-cream": "crema rectal", "patch": "parche",
    "implant": "implante", "intrauterine-system": "sistema intrauterino", "injection": "inyección",
    "powder-for-injection": "polvo para inyección", "prefilled-pen": "pluma precargada",
    "prefilled-syringe": "jeringa precargada", "auto-injector": "autoinyector", "infusion": "infusión",
    "kit": "envase combinado", "other": "",
}  # fmt: skip
