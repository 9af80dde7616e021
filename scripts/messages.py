"""The texts that are translated: collecting them, and telling what is not translated yet.

Babel instead of GNU gettext, which not every machine has.

    python scripts/messages.py update    add new texts to locale/*/…/django.po
    python scripts/messages.py check     fail if a text has no translation
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn")
APPS = ("accounts", "guidelines", "profiles", "selsome")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(act: str) -> int:
    if act == "update":
        for language in LANGUAGES:
            update(language)
        return 0
    problems = [problem for language in LANGUAGES for problem in problems_of(language)]
    for problem in problems:
        print(problem)
    print(f"{len(problems)} texts without a sound translation" if problems else "All translated")
    return 1 if problems else 0


def collected() -> Catalog:
    """Every text of the source code and the templates."""
    catalog = Catalog()
    for path, source in sources():
        for _line, text, _comments, context in extract("python", source, keywords=KEYWORDS):
            place = [(path.relative_to(ROOT).as_posix(), None)]
            catalog.add(text, context=context, locations=place)  # type: ignore[arg-type]
    return catalog


def sources() -> Iterator[tuple[Path, io.BytesIO]]:
    """Each file with texts, as Python source; migrations hold none that change."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, io.BytesIO(path.read_bytes())
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            yield path, io.BytesIO(as_python(path).encode())


def as_python(path: Path) -> str:
    """A template's texts as calls of gettext within one pair of brackets.

    Django blanks out all else, but leaves it indented as no Python would be.
    """
    calls = templatize(path.read_text(), origin=str(path))
    return "(" + re.sub(r"^\s*#.*$", "", calls, flags=re.MULTILINE).replace("\n", " ") + ")"


def update(language: str) -> None:
    """Bring a language's catalogue up to date; translations that are there stay."""
    known, wanted = translated(language), Catalog(locale=language, project="Selsome")
    for message in sorted(collected(), key=lambda each: (each.locations, str(each.id))):
        if message.id:
            old = known.get(message.id, message.context)
            string = old.string if old else None
            wanted.add(message.id, string, message.locations, context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, wanted, width=100, omit_header=True, include_lineno=False)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n{CONTENT_TYPE}{PLURALS}\n'
    path.write_text(header + buffer.getvalue().decode())


CONTENT_TYPE = '"Content-Type: text/plain; charset=utf-8\\n"\n'
PLURALS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def problems_of(language: str) -> Iterator[str]:
    """What keeps a catalogue from being complete, a line each."""
    known, wanted = translated(language), collected()
    for message in wanted:
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        first = message.id if isinstance(message.id, str) else message.id[0]
        if found is None or not all(strings(found)) or found.fuzzy:
            yield f"{language}: not translated: {first!r}"
        elif any(placeholders(text) - allowed(message) for text in strings(found)):
            yield f"{language}: other placeholders or tags: {first!r}"
        elif isinstance(message.id, str) and allowed(message) - placeholders(strings(found)[0]):
            yield f"{language}: placeholders or tags missing: {first!r}"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{language}: no longer used: {message.id!r}"


def strings(message: Message) -> list[str]:
    found = message.string
    return [found] if isinstance(found, str) else list(found or ())


def allowed(message: Message) -> set[str]:
    ids = [message.id] if isinstance(message.id, str) else message.id
    return set().union(*(placeholders(text) for text in ids))


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}|</?\w+", text))


def translated(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
