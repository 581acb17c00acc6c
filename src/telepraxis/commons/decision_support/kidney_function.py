"""How well the kidneys filter, by the published equations. Creatinine in umol/L in, mL/min out."""

from decimal import Decimal

UMOL_PER_MG_DL = 88.4


def ckd_epi_2021(*, creatinine_umol_l: Decimal, age: float, is_female: bool) -> float:
    """Return the eGFR of an adult, mL/min/1.73 m2: 142 x min(Scr/k,1)^a x max(Scr/k,1)^-1.200 x 0.9938^age [x 1.012].

    Inker LA et al. N Engl J Med 2021;385:1737-1749. Age in whole years, as laboratories take it.
    """
    kappa, alpha = (0.7, -0.241) if is_female else (0.9, -0.302)
    ratio = float(creatinine_umol_l) / UMOL_PER_MG_DL / kappa
    filtered = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.200 * 0.9938 ** int(age)
    return filtered * (1.012 if is_female else 1)


def cockcroft_gault(*, creatinine_umol_l: Decimal, age: float, weight_kg: Decimal, is_female: bool) -> float:
    """Return the creatinine clearance of an adult, mL/min: (140 - age) x kg / (72 x Scr) [x 0.85].

    Cockcroft DW, Gault MH. Nephron 1976;16:31-41. https://doi.org/10.1159/000180580
    """
    clearance = (140 - int(age)) * float(weight_kg) / (72 * float(creatinine_umol_l) / UMOL_PER_MG_DL)
    return max(clearance, 0) * (0.85 if is_female else 1)


def bedside_schwartz(*, creatinine_umol_l: Decimal, height_cm: Decimal) -> float:
    """Return the eGFR of a child from 1 to 17 years, mL/min/1.73 m2: 0.413 x cm / Scr.

    Schwartz GJ et al. J Am Soc Nephrol 2009;20:629-637. https://doi.org/10.1681/ASN.2008030287
    """
    return 0.413 * float(height_cm) / (float(creatinine_umol_l) / UMOL_PER_MG_DL)
