"""Apart at commas, bars and dollars, unless a backslash stands before them (R4 3.1.1.4.10)."""


def split(text: str, mark: str) -> list[str]:
    """Return the parts between the marks, still escaped."""
    if "\\" not in text:
        return text.split(mark)
    parts, part, escaped = [], [], False
    for letter in text:
        if letter == mark and not escaped:
            parts.append("".join(part))
            part = []
            continue
        part.append(letter)
        escaped = letter == "\\" and not escaped
    return [*parts, "".join(part)]


def plain(text: str) -> str:
    """Return a part as it is meant."""
    if "\\" not in text:
        return text
    letters, escaped = [], False
    for letter in text:
        if letter == "\\" and not escaped:
            escaped = True
            continue
        if escaped and letter not in "\\,|$":
            letters.append("\\")
        letters.append(letter)
        escaped = False
    return "".join(letters) + ("\\" if escaped else "")
