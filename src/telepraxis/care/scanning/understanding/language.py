"""In which language a document is written, by its small words."""

from collections.abc import Sequence

from .rows import Row, Token, words_of
from .shapes import Reason

ENGLISH = frozenset(
    """the of and is was with for to in on at from patient date name birth report results no not by his her this that
    are were has history daily once twice your been without normal blood""".split()
)
SPANISH = frozenset(
    """el la los las de del y es fue con para en por paciente fecha nombre nacimiento informe resultados se un una su al
    que sin cada historia dia veces ha sangre valores""".split()
)
FEW, CLEARLY = 3, 1.5


def language_of(pages: Sequence[Sequence[Row]]) -> tuple[str, tuple[Reason, ...]]:
    """Return "en", "es" or "" with the words that tell it."""
    tokens = [token for rows in pages for row in rows for token in row.tokens]
    english = [token for token in tokens if token.plain in ENGLISH]
    spanish = [token for token in tokens if token.plain in SPANISH]
    more, less, language = (english, spanish, "en") if len(english) > len(spanish) else (spanish, english, "es")
    if len(more) < FEW or len(more) < CLEARLY * len(less):
        return "", ()
    return language, (_reason(more, pages),)


def _reason(tokens: Sequence[Token], pages: Sequence[Sequence[Row]]) -> Reason:
    """Return the first telling words of the page on which they stand."""
    for number, rows in enumerate(pages):
        here = {id(token) for row in rows for token in row.tokens}
        found = [token for token in tokens if id(token) in here][:5]
        if found:
            return Reason("small_words", " ".join(token.plain for token in found), number, words_of(found))
    return Reason("small_words")
