"""scripts/messages.py finds every text of templates and code, and tells what is not sound."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from scripts import messages

Found = list[tuple[object, str | None]]


def texts_of(tmp_path: Path, template: str) -> Found:
    """What is found in a template: texts (pairs where there is a plural) and contexts."""
    path = tmp_path / "page.html"
    path.write_text(template)
    source = io.BytesIO(messages.as_python(path).encode())
    found = extract("python", source, keywords=messages.KEYWORDS)
    return [(text, context) for _line, text, _comments, context in found]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "My tasks" %}', [("My tasks", None)]),
        ('{% translate "May" context "month" %}', [("May", "month")]),
        ('{% translate "State" as label %}{{ label }}', [("State", None)]),
        ('{% include "x.html" with title=_("Not found") %}', [("Not found", None)]),
        ('{{ name|default:_("no name") }}', [("no name", None)]),
        ('{% if _("yes") == answer %}{% endif %}', [("yes", None)]),
        (
            "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
            [("Hello %(name)s", None)],
        ),
        (
            "{% blocktranslate trimmed with a=b %}\n  One {{ a }}\n  line\n{% endblocktranslate %}",
            [("One %(a)s line", None)],
        ),
        (
            "{% blocktrans trimmed count n=a %}\n1 day{% plural %}{{ n }} days{% endblocktrans %}",
            [(("1 day", "%(n)s days"), None)],
        ),
        (
            '{% blocktranslate context "act" %}Notify{% endblocktranslate %}',
            [("Notify", "act")],
        ),
        ("{% blocktranslate %}100 % sure{% endblocktranslate %}", [("100 %% sure", None)]),
        ("<p>it's \"odd\" (and { unbalanced</p>{% translate 'a' %}", [("a", None)]),
        ("<p>{# a comment #}{% translate 'after' %}</p>", [("after", None)]),
        (
            "\n  {# Translators: read me #}\n      {% translate 'after' %}\n{% translate 'b' %}",
            [("after", None), ("b", None)],
        ),
        ("{% comment %}{% translate 'gone' %}{% endcomment %}{% translate 'a' %}", [("a", None)]),
        ("#5 # {% translate 'a' %}", [("a", None)]),
        ("<p>no texts</p>", []),
    ],
)
def test_texts_of_a_template_are_found(tmp_path: Path, template: str, expected: Found) -> None:
    assert texts_of(tmp_path, template) == expected


def test_texts_of_code_are_found() -> None:
    source = io.BytesIO(
        b'a = _("plain")\n'
        b'b = gettext_lazy("in "\n    "two halves")\n'
        b'c = ngettext_lazy("%(n)d day", "%(n)d days", "n")\n'
        b'd = pgettext("month", "May")\n'
        b'e = npgettext("act", "one", "many", 2)\n'
    )
    found = extract("python", source, keywords=messages.KEYWORDS)
    assert [(text, context) for _line, text, _comments, context in found] == [
        ("plain", None),
        ("in two halves", None),
        (("%(n)d day", "%(n)d days"), None),
        ("May", "month"),
        (("one", "many"), "act"),
    ]


# --- What is told of a catalogue --------------------------------------------------------


def problems(
    monkeypatch: pytest.MonkeyPatch, text: str | tuple[str, str], string: str | tuple[str, ...]
) -> list[str]:
    """What is told where `text` is in the code and `string` in the catalogue."""
    wanted, known = Catalog(), Catalog()
    wanted.add(text)
    known.add(text, string)
    monkeypatch.setattr(messages, "collected", lambda: wanted)
    monkeypatch.setattr(messages, "translated", lambda language: known)
    return list(messages.problems_of("nb"))


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("Hello", ""),
        ("Hello %(name)s", "Hei"),
        ("Hello", "Hei %(name)s"),
        ("Hello %(name)s", "Hei %(navn)s"),
        ("<b>Hello</b>", "Hei"),
        ("Hello", "<b>Hei</b>"),
        ("Hello {name}", "Hei {}"),
        (("%(n)s day", "%(n)s days"), ("%(n)s dag", "")),
        (("%(n)s day", "%(n)s days"), ("%(n)s dag", "%(m)s dager")),
    ],
)
def test_a_translation_that_is_not_sound_is_told(
    monkeypatch: pytest.MonkeyPatch, text: str | tuple[str, str], string: str | tuple[str, ...]
) -> None:
    assert len(problems(monkeypatch, text, string)) == 1


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("Hello %(name)s", "Hei %(name)s"),
        (("one day", "%(n)s days"), ("én dag", "%(n)s dager")),
        ("<b>Hello</b> {name}", "<b>Hei</b> {name}"),
    ],
)
def test_a_sound_translation_is_let_be(
    monkeypatch: pytest.MonkeyPatch, text: str | tuple[str, str], string: str | tuple[str, ...]
) -> None:
    assert problems(monkeypatch, text, string) == []


def test_a_text_that_nobody_uses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Catalog()
    known.add("Gone", "Borte")
    monkeypatch.setattr(messages, "collected", Catalog)
    monkeypatch.setattr(messages, "translated", lambda language: known)
    assert list(messages.problems_of("nb")) == ["nb: no longer used: 'Gone'"]


def test_collecting_keeps_translations_and_tells_nothing_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "nb" / "LC_MESSAGES" / "django.po"
    monkeypatch.setattr(messages, "path_of", lambda language: path)
    wanted = Catalog()
    wanted.add("Hello", locations=[("a.py", None)])  # type: ignore[list-item]
    wanted.add("New", locations=[("b.py", None)])  # type: ignore[list-item]
    monkeypatch.setattr(messages, "collected", lambda: wanted)
    messages.update("nb")
    first = path.read_text()
    path.write_text(first.replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Hei"'))
    messages.update("nb")
    messages.update("nb")
    second = path.read_text()
    assert 'msgid "Hello"\nmsgstr "Hei"' in second
    assert 'msgid "New"\nmsgstr ""' in second
    assert "fuzzy" not in second
    assert "Date" not in second
    assert "Generated-By" not in second
