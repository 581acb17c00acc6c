"""What is offered instead must not be what harms this person."""

from dataclasses import replace

from .scene import JOAO, LIAM, MARIA, allergic, card_of, checked, ill


def offered(answer, rule: str) -> tuple[str, ...]:
    return card_of(answer, rule).instead


def test_what_a_child_is_allergic_to_is_not_offered():
    assert offered(checked("codeine", person=LIAM), "codeine-under-12") == ("paracetamol", "ibuprofen")
    assert offered(checked("codeine", person=LIAM, allergies=allergic("Aspirin", "aspirin")), "codeine-under-12") == (
        "paracetamol",
    )


def test_what_a_disease_forbids_is_not_offered():
    ulcer = checked("codeine", person=LIAM, problems=ill("K25.4", "Ulcer"))

    assert offered(ulcer, "codeine-under-12") == ("paracetamol",)


def test_what_a_pregnancy_forbids_is_not_offered():
    gout = ill("M10.9", "Gout")

    assert offered(checked("hydrochlorothiazide", problems=gout), "thiazide-gout") == ("losartan",)
    pregnant = replace(MARIA, pregnant=True)
    assert offered(checked("hydrochlorothiazide", problems=gout, person=pregnant), "thiazide-gout") == ()


def test_what_collides_with_another_medicine_is_not_offered():
    plain = checked("dabigatran", person=replace(JOAO, creatinine_umol_l=replace(JOAO.creatinine_umol_l, value=400)))
    assert offered(plain, "dabigatran-30") == ("apixaban",)

    epilepsy = checked(
        "dabigatran", taking=("phenytoin",),
        person=replace(JOAO, creatinine_umol_l=replace(JOAO.creatinine_umol_l, value=400)),
    )  # fmt: skip
    assert offered(epilepsy, "dabigatran-30") == ()
