"""Words that mean the same: what people say and what official displays say, in English and Spanish, folded.

Our own words for common concepts say it already; these lines help with the seventy thousand others.
"""

from functools import lru_cache

LINES = """
cancer carcinoma neoplasm malignant
kidney kidneys renal rinon
heart cardiac corazon cardiaco cardiaca
liver hepatic higado hepatico hepatica
lung lungs pulmonary pulmon pulmonar
stomach gastric estomago
brain cerebral cerebro
broken fracture fractura
bruise contusion moreton
cut laceration cortadura
burn quemadura
sprain twisted esguince
womb uterus uterine utero
belly abdomen abdominal vientre
skin cutaneous piel cutaneo cutanea
eye eyes ocular ojo
ear oido
nose nasal nariz
throat pharyngeal pharynx garganta
mouth oral boca
tooth teeth dental diente muela
gum gingival encia
bowel intestine intestinal intestino
bone hueso
joint articular articulacion
muscle muscular musculo
blood sangre
clot thrombosis embolism trombosis
itch itching pruritus picazon
swelling edema hinchazon
fainting syncope desmayo
baby newborn infant neonatal recien
pregnancy pregnant gestational embarazo
flu influenza gripe
shingles zoster
chickenpox varicella varicela
infection infected infeccion
pain ache dolor
fever fiebre
cough tos
bite mordedura picadura
poisoning envenenamiento intoxicacion
allergy allergic alergia
left izquierdo izquierda
right derecho derecha
acute agudo aguda
chronic cronico cronica
head cabeza
neck cuello
shoulder hombro
arm brazo
elbow codo
wrist muneca
hand mano
finger dedo
back espalda
chest thorax thoracic pecho torax
hip cadera
leg pierna
knee rodilla
ankle tobillo
foot pie
"""
SHORTEST_BEGINNING = 5


@lru_cache(maxsize=10_000)
def meant_by(fragment: str) -> frozenset[str]:
    """Return the words that mean the same as the fragment, or as a word that begins so once most of it is typed."""
    found: set[str] = set()
    for line in LINES.strip().splitlines():
        words = line.split()
        if any(_is(fragment, word) for word in words):
            found.update(word for word in words if not word.startswith(fragment))
    return frozenset(found)


def _is(fragment: str, word: str) -> bool:
    return fragment == word or (len(fragment) >= SHORTEST_BEGINNING and word.startswith(fragment))
