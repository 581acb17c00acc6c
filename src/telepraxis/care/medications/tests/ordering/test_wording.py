"""A dosage in full words: for whoever signs, and in the patient's language for whoever takes it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from telepraxis.care.medications.ordering import wording
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step, Supply
from telepraxis.registry.formulary.dose_forms import FORMS, ROUTES

from .shelf import one
from .test_counting import AMOXICILLIN, EIGHT_HOURS, GLARGINE, LATANOPROST, SALBUTAMOL, SYRUP, WARFARIN, course

PARACETAMOL = "Paracetamol 500 mg tablet"
FIRST = date(2026, 11, 30)
TAPER = Dosage(tuple(Step(Dose(Decimal(n), Decimal(n), "tablet"), days=5) for n in (4, 2, 1)), route="oral")
TWO_TIMES = Dosage(
    (
        Step(Dose(Decimal(20), Decimal(20), "[IU]"), when=("MORN",)),
        Step(Dose(Decimal(14), Decimal(14), "[IU]"), when=("EVE",), with_previous=True),
    ),
    route="subcutaneous",
)
PATIENTS = [
    (AMOXICILLIN, course("1", "capsule", days=7),
     "Take 1 capsule once a day for 7 days.", "Tome 1 cápsula una vez al día durante 7 días."),
    (AMOXICILLIN, course("1", "capsule", times=2, days=1),
     "Take 1 capsule 2 times a day, in the morning and in the evening, for 1 day.",
     "Tome 1 cápsula 2 veces al día, por la mañana y por la noche, durante 1 día."),
    (AMOXICILLIN, course("2", "capsule", times=3, when=("PC",)),
     "Take 2 capsules 3 times a day, after meals.", "Tome 2 cápsulas 3 veces al día, después de las comidas."),
    (AMOXICILLIN, course("1", "capsule", times=4),
     "Take 1 capsule 4 times a day, in the morning, at midday, in the evening and at bedtime.",
     "Tome 1 cápsula 4 veces al día, por la mañana, al mediodía, por la noche y al acostarse."),
    (AMOXICILLIN, course("1", "capsule", times=5), "Take 1 capsule 5 times a day.", "Tome 1 cápsula 5 veces al día."),
    (AMOXICILLIN, course("1-2", "capsule", times=3, times_max=4),
     "Take 1 to 2 capsules 3 to 4 times a day.", "Tome de 1 a 2 cápsulas de 3 a 4 veces al día."),
    (AMOXICILLIN, course("1", "capsule", **EIGHT_HOURS),
     "Take 1 capsule every 8 hours.", "Tome 1 cápsula cada 8 horas."),
    (AMOXICILLIN, course("1", "capsule", period=Decimal(1), period_unit="h"),
     "Take 1 capsule every hour.", "Tome 1 cápsula cada hora."),
    (AMOXICILLIN, course("1", "capsule", period=Decimal(4), period_max=Decimal(6), period_unit="h"),
     "Take 1 capsule every 4 to 6 hours.", "Tome 1 cápsula cada 4 a 6 horas."),
    (AMOXICILLIN, course("1", "capsule", times=2, period=Decimal(8), period_unit="h"),
     "Take 1 capsule 2 times every 8 hours.", "Tome 1 cápsula 2 veces cada 8 horas."),
    (WARFARIN, course("0.5", "tablet"), "Take half a tablet once a day.", "Tome medio comprimido una vez al día."),
    (WARFARIN, course("1.5", "tablet"),
     "Take 1 and a half tablets once a day.", "Tome 1 comprimido y medio una vez al día."),
    (WARFARIN, course("2.5", "tablet"),
     "Take 2 and a half tablets once a day.", "Tome 2 comprimidos y medio una vez al día."),
    (WARFARIN, course("0.25", "tablet"),
     "Take a quarter of a tablet once a day.", "Tome un cuarto de comprimido una vez al día."),
    (WARFARIN, course("0.75", "tablet"),
     "Take three quarters of a tablet once a day.", "Tome tres cuartos de comprimido una vez al día."),
    (WARFARIN, course("0.5-1", "tablet"),
     "Take half a tablet to 1 tablet once a day.", "Tome de medio comprimido a 1 comprimido una vez al día."),
    (WARFARIN, course("1", "tablet", period=Decimal(2)),
     "Take 1 tablet every other day.", "Tome 1 comprimido un día sí y otro no."),
    (WARFARIN, course("1", "tablet", period=Decimal(3)),
     "Take 1 tablet every 3 days.", "Tome 1 comprimido cada 3 días."),
    (WARFARIN, course("1", "tablet", period_unit="wk", days=84),
     "Take 1 tablet once a week for 12 weeks.", "Tome 1 comprimido una vez a la semana durante 12 semanas."),
    (WARFARIN, course("1", "tablet", period=Decimal(2), period_unit="wk"),
     "Take 1 tablet every 2 weeks.", "Tome 1 comprimido cada 2 semanas."),
    (WARFARIN, course("1", "tablet", times=3, period_unit="wk"),
     "Take 1 tablet 3 times a week.", "Tome 1 comprimido 3 veces a la semana."),
    (WARFARIN, course("1", "tablet", period_unit="mo"),
     "Take 1 tablet once a month.", "Tome 1 comprimido una vez al mes."),
    (WARFARIN, course("1", "tablet", period=Decimal(3), period_unit="mo"),
     "Take 1 tablet every 3 months.", "Tome 1 comprimido cada 3 meses."),
    (WARFARIN, course("1", "tablet", days_of_week=("mon", "wed", "sat")),
     "Take 1 tablet on Monday, Wednesday and Saturday.", "Tome 1 comprimido los lunes, miércoles y sábados."),
    (WARFARIN, course("1", "tablet", times=2, days_of_week=("sun",)),
     "Take 1 tablet 2 times a day on Sunday, in the morning and in the evening.",
     "Tome 1 comprimido 2 veces al día los domingos, por la mañana y por la noche."),
    (WARFARIN, course("1", "tablet", when=("HS",)),
     "Take 1 tablet at bedtime.", "Tome 1 comprimido al acostarse."),
    (WARFARIN, course("1", "tablet", times=2, when=("MORN", "EVE", "C")),
     "Take 1 tablet 2 times a day, in the morning and in the evening, with food.",
     "Tome 1 comprimido 2 veces al día, por la mañana y por la noche, con comida."),
    (WARFARIN, course("1", "tablet", when=("ACM",)),
     "Take 1 tablet before breakfast.", "Tome 1 comprimido antes del desayuno."),
    (WARFARIN, course("1", "tablet", count=1), "Take 1 tablet once only.", "Tome 1 comprimido una sola vez."),
    (PARACETAMOL, course("2", "tablet", **{**EIGHT_HOURS, "period": Decimal(6)}, as_needed=True, most="8"),
     "If you need it: take 2 tablets. Wait at least 6 hours before the next dose."
     " Do not take more than 8 tablets in 24 hours.",
     "Si lo necesita: tome 2 comprimidos. Espere al menos 6 horas antes de la siguiente dosis."
     " No tome más de 8 comprimidos en 24 horas."),
    (PARACETAMOL, replace(course("1", "tablet", times=4, as_needed=True, days=3), as_needed_for="pain or fever"),
     "If you need it for pain or fever: take 1 tablet at most 4 times a day for at most 3 days.",
     "Si lo necesita para el dolor o la fiebre: tome 1 comprimido como máximo 4 veces al día"
     " durante 3 días como máximo."),
    (PARACETAMOL, replace(course("1", "tablet", times=0, as_needed=True), as_needed_for="dolor"),
     "If you need it for pain: take 1 tablet.", "Si lo necesita para el dolor: tome 1 comprimido."),
    (PARACETAMOL, replace(course("1", "tablet", times=2), extra="with a full glass of water; para Ana"),
     "Take 1 tablet 2 times a day, in the morning and in the evening. With a full glass of water. Para Ana.",
     "Tome 1 comprimido 2 veces al día, por la mañana y por la noche. Con un vaso lleno de agua. Para Ana."),
    (PARACETAMOL, replace(course("2", "tablet", times=2), extra="at 08:00, 20:00"),
     "Take 2 tablets 2 times a day. At 08:00 and 20:00.",
     "Tome 2 comprimidos 2 veces al día. A las 08:00 y a las 20:00."),
    (SYRUP, course("2.5", "mL", times=1), "Take 2.5 mL once a day.", "Tome 2,5 mL una vez al día."),
    (SALBUTAMOL, course("2", "puff", route="inhaled", times=1),
     "Inhale 2 puffs once a day.", "Haga 2 inhalaciones una vez al día."),
    (SALBUTAMOL, course("1", "puff", route="inhaled"), "Inhale 1 puff once a day.",
     "Haga 1 inhalación una vez al día."),
    (LATANOPROST, course("1", "drop", route="ophthalmic", site="both eyes", when=("HS",)),
     "Put 1 drop into both eyes at bedtime.", "Ponga 1 gota en cada ojo al acostarse."),
    ("Ciprofloxacin 3 mg/mL ear drops", course("4", "drop", route="otic", site="right ear"),
     "Put 4 drops into the right ear once a day.", "Ponga 4 gotas en el oído derecho una vez al día."),
    ("Fluticasone propionate 50 mcg/puff nasal spray", course("2", "spray", route="nasal", site="each nostril"),
     "Put 2 sprays into each nostril once a day.", "Aplique 2 pulverizaciones en cada fosa nasal una vez al día."),
    ("Hydrocortisone 1% cream", course("1", "application", route="topical", site="affected skin", days=7),
     "Apply a thin layer on the affected skin once a day for 7 days.",
     "Aplique una capa fina sobre la piel afectada una vez al día durante 7 días."),
    ("Fentanyl 25 mcg/h patch", course("1", "patch", route="transdermal", period=Decimal(72), period_unit="h"),
     "Put 1 patch on clean and dry skin every 72 hours.", "Pegue 1 parche sobre la piel limpia y seca cada 72 horas."),
    ("Paracetamol 250 mg suppository", course("1", "suppository", route="rectal", times=1),
     "Put 1 suppository into the bottom (rectum) once a day.",
     "Introduzca 1 supositorio en el recto (ano) una vez al día."),
    ("Clotrimazole 500 mg pessary", course("1", "pessary", route="vaginal", count=1),
     "Put 1 pessary into the vagina once only.", "Introduzca 1 óvulo en la vagina una sola vez."),
    ("Glyceryl trinitrate 400 mcg sublingual tablet", course("1", "tablet", route="sublingual"),
     "Let 1 tablet melt under the tongue once a day.",
     "Deje deshacer 1 comprimido debajo de la lengua una vez al día."),
    (GLARGINE, course("1", "[IU]", route="subcutaneous"),
     "Inject 1 unit under the skin once a day.", "Inyecte 1 unidad bajo la piel una vez al día."),
    ("Enoxaparin 40 mg prefilled syringe", course("2", "syringe", route="subcutaneous"),
     "Inject 2 syringes under the skin once a day.", "Inyecte 2 jeringas bajo la piel una vez al día."),
    ("Ceftriaxone 1 g powder for injection", course("1", "vial", route="intramuscular"),
     "Inject 1 vial into a muscle once a day.", "Inyecte 1 vial en el músculo una vez al día."),
    ("Macrogol 13.8 g oral powder", course("2", "sachet"),
     "Take 2 sachets once a day.", "Tome 2 sobres una vez al día."),
    ("Prednisone 10 mg tablet", TAPER,
     "Take 4 tablets once a day for 5 days. Then take 2 tablets once a day for 5 days."
     " Then take 1 tablet once a day for 5 days.",
     "Tome 4 comprimidos una vez al día durante 5 días. Después tome 2 comprimidos una vez al día durante 5 días."
     " Después tome 1 comprimido una vez al día durante 5 días."),
    (GLARGINE, TWO_TIMES,
     "Inject 20 units under the skin in the morning and 14 units in the evening.",
     "Inyecte 20 unidades bajo la piel por la mañana y 14 unidades por la noche."),
]  # fmt: skip


@pytest.mark.parametrize(("medicine", "dosage", "english", "spanish"), PATIENTS)
def test_a_patient_reads_what_to_do(medicine, dosage, english, spanish):
    assert wording.say(one(medicine), dosage, language="en", for_patient=True) == english
    assert wording.say(one(medicine), dosage, language="es", for_patient=True) == spanish


PRESCRIBERS = [
    (AMOXICILLIN, course("1", "capsule", times=3, days=7), Supply(Decimal(21), "capsule", days=7),
     "Amoxicillin 500 mg capsule: 1 capsule (500 mg) by mouth 3 times a day for 7 days, until 6 December 2026."
     " Supply 21 capsules, no repeats.",
     "Amoxicilina 500 mg, cápsula: 1 cápsula (500 mg) por la boca 3 veces al día durante 7 días,"
     " hasta el 6 de diciembre de 2026. Entregar 21 cápsulas, sin repeticiones."),
    (PARACETAMOL, replace(course("1-2", "tablet", **EIGHT_HOURS, as_needed=True, most="6"), as_needed_for="pain"),
     Supply(Decimal(1), "tablet", 1, 28),
     "Paracetamol 500 mg tablet: 1 to 2 tablets (500 to 1,000 mg) by mouth every 8 hours, as needed for pain,"
     " at most 6 tablets (3,000 mg) in 24 hours. Supply 1 tablet, 1 repeat, not sooner than every 28 days.",
     "Paracetamol 500 mg, comprimido: de 1 a 2 comprimidos (500 a 1000 mg) por la boca cada 8 horas,"
     " si se necesita para el dolor, como máximo 6 comprimidos (3000 mg) en 24 horas."
     " Entregar 1 comprimido, 1 repetición, no antes de 28 días desde la anterior."),
    ("Prednisone 10 mg tablet", TAPER, Supply(None, "tablet", why_unknown="Nothing says for how long it is taken."),
     "Prednisone 10 mg tablet: 4 tablets (40 mg) by mouth once a day for 5 days; then 2 tablets (20 mg) once a day"
     " for 5 days; then 1 tablet (10 mg) once a day for 5 days, 15 days in all, until 14 December 2026."
     " Quantity not known: Nothing says for how long it is taken, no repeats.",
     "Prednisona 10 mg, comprimido: 4 comprimidos (40 mg) por la boca una vez al día durante 5 días;"
     " después 2 comprimidos (20 mg) una vez al día durante 5 días; después 1 comprimido (10 mg) una vez al día"
     " durante 5 días, 15 días en total, hasta el 14 de diciembre de 2026."
     " Cantidad desconocida: Nothing says for how long it is taken, sin repeticiones."),
    ("Colecalciferol 50000 units capsule", course("1", "capsule", period_unit="wk"), None,
     "Colecalciferol 50000 units capsule: 1 capsule (50,000 units) by mouth once a week.",
     "Colecalciferol 50\N{NO-BREAK SPACE}000 unidades, cápsula: 1 cápsula (50\N{NO-BREAK SPACE}000 unidades)"
     " por la boca una vez a la semana."),
    ("Levothyroxine 25 mcg tablet", course("1", "tablet", when=("WAKE",)), None,
     "Levothyroxine 25 mcg tablet: 1 tablet (25 micrograms) by mouth on waking.",
     "Levotiroxina 25 microgramos, comprimido: 1 comprimido (25 microgramos) por la boca al despertar."),
    ("Fentanyl 25 mcg/h patch", course("1", "patch", route="transdermal", period=Decimal(72), period_unit="h"), None,
     "Fentanyl 25 mcg/h patch: 1 patch (25 micrograms an hour) on the skin every 72 hours.",
     "Fentanilo 25 microgramos por hora, parche: 1 parche (25 microgramos por hora) sobre la piel cada 72 horas."),
]  # fmt: skip


@pytest.mark.parametrize(("medicine", "dosage", "supply", "english", "spanish"), PRESCRIBERS)
def test_whoever_signs_reads_all_of_it(medicine, dosage, supply, english, spanish):
    told = {"for_patient": False, "supply": supply, "starts": FIRST}

    assert wording.say(one(medicine), dosage, language="en", **told) == english
    assert wording.say(one(medicine), dosage, language="es", **told) == spanish


def test_the_last_day_is_named_to_the_patient():
    dosage = course("1", "capsule", times=1, days=7)

    said = [
        wording.say(one(AMOXICILLIN), dosage, language=language, for_patient=True, starts=FIRST)
        for language in ("en", "es")
    ]

    assert said == [
        "Take 1 capsule once a day for 7 days, until Sunday 6 December 2026.",
        "Tome 1 cápsula una vez al día durante 7 días, hasta el domingo 6 de diciembre de 2026.",
    ]


@pytest.mark.parametrize(
    ("asked", "spoken"), [("es", "es"), ("es-MX", "es"), ("ES_ar", "es"), ("en-GB", "en"), ("pt-BR", "en"), ("", "en")]
)
def test_a_language_that_we_do_not_speak_is_english(asked, spoken):
    assert wording.spoken(asked) == spoken


def test_a_dose_by_a_weight_that_nobody_knows_is_said_as_it_was_ordered():
    by_weight = Dosage((Step(Dose(Decimal(0), Decimal(0), "mg", Decimal(25), "mg"), times=2, days=10),), route="oral")

    assert wording.say(one(SYRUP), by_weight, language="en", for_patient=False) == (
        "Amoxicillin 250 mg/5 mL oral suspension: 25 mg for each kg of body weight by mouth 2 times a day for 10 days."
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_of_the_catalogue_is_spoken(language):
    """A form, a route or a unit that formulary gains needs its words here."""
    sentences = wording.LANGUAGES[language]

    assert set(ROUTES) <= set(sentences.ROUTES)
    for form in FORMS.values():
        assert sentences.pieces(Decimal(2), form.counted_in).startswith("2 ")
        if language == "es":
            assert form.key in sentences.FORMS
            assert form.counted_in in sentences.UNITS or form.counted_in in ("mL", "g")
