"""Words in several languages inside a FHIR document (R4, http://hl7.org/fhir/R4/languages.html), and its extensions."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def said(holder: dict, name: str, language: str = "") -> str:
    """Return the text of an element in a language, in the document's own where it is not translated."""
    wanted = language.partition("-")[0]
    for each in extensions(holder.get(f"_{name}") or {}, TRANSLATION):
        if wanted and part(each, "lang", "valueCode").partition("-")[0] == wanted:
            return part(each, "content", "valueString") or holder.get(name) or ""
    return holder.get(name) or ""


def translated(holder: dict, name: str, language: str) -> str:
    """Return the translation alone, "" where there is none."""
    for each in extensions(holder.get(f"_{name}") or {}, TRANSLATION):
        if part(each, "lang", "valueCode") == language:
            return part(each, "content", "valueString")
    return ""


def say(holder: dict, name: str, text: str) -> None:
    """Set the text of an element; an empty one takes it away, its translations stay."""
    put(holder, name, text)


def translate(holder: dict, name: str, language: str, text: str) -> None:
    """Set the translation of an element; whatever else is known about the element stays."""
    beside = dict(holder.get(f"_{name}") or {})
    others = [each for each in beside.get("extension", ()) if not _is_translation(each, language)]
    mine = {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}],
    }
    put(beside, "extension", others + ([mine] if text else []))
    put(holder, f"_{name}", beside)


def extensions(holder: dict, url: str) -> list[dict]:
    """Return the extensions of an element that have this address."""
    return [each for each in holder.get("extension", ()) if each.get("url") == url]


def value_of(holder: dict, url: str, name: str):
    """Return the value of the first such extension, None where there is none."""
    return next((each[name] for each in extensions(holder, url) if name in each), None)


def part(extension: dict, url: str, name: str):
    """Return a part of a complex extension, "" where it has none."""
    return next((each[name] for each in extension.get("extension", ()) if each.get("url") == url and name in each), "")


def put_extension(holder: dict, url: str, made: list[dict]) -> None:
    """Let these stand for the extensions of an address; others stay where they are."""
    put(holder, "extension", [each for each in holder.get("extension", ()) if each.get("url") != url] + made)


def _is_translation(extension: dict, language: str) -> bool:
    return extension.get("url") == TRANSLATION and part(extension, "lang", "valueCode") == language


def put(holder: dict, name: str, value) -> None:
    """Set an element; an empty one is taken away."""
    if value:
        holder[name] = value
    else:
        holder.pop(name, None)
