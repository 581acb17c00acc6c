"""A page as it was read: its words, where each stands, and what the paper was like."""

from dataclasses import asdict, astuple, dataclass
from typing import Self

POOR = ("blurred", "dark", "faint", "small", "unreadable")


@dataclass(frozen=True, slots=True)
class Word:
    """One word read; the box is in pixels of the cleaned picture, `line` and `paragraph` count through the page."""

    text: str
    confidence: float  # 0 to 1
    left: int
    top: int
    width: int
    height: int
    line: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright and clean. `poor` is "" or one of POOR: then it is to be photographed again.

    `width` and `height` are those of the cleaned picture; `rotation` (0, 90, 180, 270 degrees clockwise) and `skew`
    (degrees) are what was done to the sheet to set it upright. Words stand in the order in which they are read.
    """

    width: int
    height: int
    words: tuple[Word, ...] = ()
    confidence: float = 0.0  # mean of the words, weighted by their letters
    rotation: int = 0
    skew: float = 0.0
    is_blank: bool = False
    poor: str = ""
    barcodes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The page as lines of plain text, an empty line between paragraphs."""
        said, before = [], None
        for word in self.words:
            if before is not None:
                same_line, same_paragraph = word.line == before.line, word.paragraph == before.paragraph
                said.append(" " if same_line else "\n" if same_paragraph else "\n\n")
            said.append(word.text)
            before = word
        return "".join(said)

    def as_json(self) -> dict:
        """Return it as JSON keeps it: a word is a row in the order of Word's fields."""
        return asdict(self) | {"words": [list(astuple(word)) for word in self.words], "barcodes": list(self.barcodes)}

    @classmethod
    def from_json(cls, kept: dict) -> Self:
        words = tuple(Word(*row) for row in kept["words"])
        return cls(**kept | {"words": words, "barcodes": tuple(kept["barcodes"])})
