"""Portraits of invented people, drawn from a seed as small SVG pictures."""

from random import Random

SKINS = ("#f1cfb5", "#e3b48f", "#c98f68", "#a86f4a", "#7d5039", "#5a3826")
DARK_HAIRS = ("#1d1513", "#2a1a14", "#3a2419", "#8d8a86")
HAIRS = (*DARK_HAIRS, "#6b4423", "#9a6a3a", "#c9a063", "#53301c")
ROOMS = (("#8fa59e", "#3c5650"), ("#a9b7c4", "#51667a"), ("#c6b79c", "#7a6a4d"), ("#b8a7b4", "#665468"))
COATS = ("#eef2ee", "#e7ece8", "#2f5a57", "#3d5a7a", "#6d7f55", "#7a4f5a")

LONG = "M104 306c-34-160 24-206 91-206s125 46 91 206l-14 60h-34V250c0-40-16-66-43-66s-43 26-43 66v116h-34z"
BOB = "M108 290c-28-140 24-190 87-190s115 50 87 190h-26c2-76-20-104-61-104s-63 28-61 104z"
SHORT = "M112 250c-22-104 22-152 83-152s105 48 83 152c-6-52-26-78-83-78s-77 26-83 78z"
CURLY = "M110 262c-40-30-20-90 6-112 8-46 68-62 96-42 44-8 82 28 74 70 24 24 10 70-8 84 2-66-24-92-83-92s-83 26-85 92z"
SHAVED = "M118 236c-8-96 28-132 77-132s85 36 77 132c-10-60-30-84-77-84s-67 24-77 84z"
HAIRCUTS = {"female": (LONG, BOB, CURLY, BOB), "male": (SHORT, SHAVED, CURLY, SHORT)}


def portrait(seed: str, gender: str) -> str:
    """Return an SVG portrait, 390 by 390, the same for the same seed. `gender` is FHIR's code."""
    luck = Random(f"portrait {seed}")
    room, skin, coat = luck.choice(ROOMS), luck.choice(SKINS), luck.choice(COATS)
    hair = luck.choice(DARK_HAIRS if skin in SKINS[3:] else HAIRS)
    haircut = luck.choice(HAIRCUTS.get(gender, (SHORT, BOB, CURLY)))
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="25 70 340 340">',
        f'<linearGradient id="r" x2="0" y2="1"><stop stop-color="{room[0]}"/><stop offset="1" stop-color="{room[1]}"/>'
        '</linearGradient><path fill="url(#r)" d="M0 0h390v470H0z"/>',
        f'<path fill="{coat}" d="M10 560c8-124 85-164 185-164s177 40 185 164z"/>',
        f'<path fill="{skin}" d="M157 330h76v74c-14 26-62 26-76 0z"/>',
        f'<ellipse fill="{skin}" cx="195" cy="256" rx="78" ry="98"/>',
        f'<path fill="{hair}" d="{haircut}"/>',
        *_face(luck, gender, hair),
        "</svg>",
    ]
    return "".join(parts)


def _face(luck: Random, gender: str, hair: str) -> list[str]:
    smile = luck.randint(12, 22)
    parts = [
        '<circle cx="166" cy="256" r="6" fill="#2a1a12"/><circle cx="224" cy="256" r="6" fill="#2a1a12"/>',
        f'<path d="M168 308q27 {smile} 54 0" fill="none" stroke="#8a4a3c" stroke-width="5" stroke-linecap="round"/>',
    ]
    if luck.random() < 0.25:
        parts.append(
            '<g fill="none" stroke="#22302d" stroke-width="4"><circle cx="166" cy="256" r="24"/>'
            '<circle cx="224" cy="256" r="24"/><path d="M190 252q5-5 10 0"/></g>'
        )
    if gender == "male" and luck.random() < 0.4:
        parts.append(f'<path fill="{hair}" d="M126 284q8 76 69 80 61-4 69-80-14 40-34 42-35-14-70 0-20-2-34-42z"/>')
    return parts
