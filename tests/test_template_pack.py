"""The frame of the pages and the forms: what a reader, a keyboard and a screen reader get."""

import mimetypes
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field, as_crispy_form
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import format_html
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Tab

ERROR_PAGES = ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503"]


class Page(HTMLParser):
    """The elements of a page, as (tag, attributes), in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def by_id(self, name: str) -> dict[str, str | None]:
        (found,) = [attrs for _, attrs in self.elements if attrs.get("id") == name]
        return found

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]


class SampleForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label="Name",
        help_text="As followers see it",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"hx-post": "/check/", "autocomplete": "off"}),
    )
    need = forms.CharField(label="Need", max_length=20, widget=forms.Textarea)
    platform = forms.ChoiceField(
        label="Platform", choices=[("", "Find it"), ("fb", "Facebook")], required=False
    )
    in_use = forms.ChoiceField(
        label="In use", choices=[("no", "No"), ("yes", "Yes")], widget=forms.RadioSelect
    )
    areas = forms.MultipleChoiceField(
        label="Areas",
        help_text="At least one",
        choices=[("a", "News"), ("b", "Debate")],
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    agreed = forms.BooleanField(label="Agreed")
    secret = forms.CharField(label="Secret", required=False, widget=forms.PasswordInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def field(name: str, form: SampleForm | None = None) -> Page:
    return Page(as_crispy_field((form or SampleForm())[name]))


def test_every_field_has_a_place_to_link_to_and_a_name() -> None:
    page = Page(as_crispy_form(SampleForm()))
    labels = {label["for"] for label in page.all("label")}
    for name, each in SampleForm().fields.items():
        if each.widget.is_hidden:
            assert f"div_id_{name}" not in page.ids
            continue
        assert f"div_id_{name}" in page.ids
        assert f"field-{name}" in page.ids
        assert f"id_{name}" in labels or f"id_{name}_0" in labels
    assert len(page.ids) == len(set(page.ids))
    assert labels <= set(page.ids)


def test_hint_and_error_are_tied_to_the_input() -> None:
    page = field("name", SampleForm({"name": "x" * 121}))
    name = page.by_id("id_name")
    assert name["aria-invalid"] == "true"
    assert set((name["aria-describedby"] or "").split()) == {"id_name_helptext", "id_name_error"}
    assert {"id_name_helptext", "id_name_error"} <= set(page.ids)


def test_hint_and_error_are_tied_to_the_group() -> None:
    page = field("areas", SampleForm({"areas": []}))
    (fieldset,) = page.all("fieldset")
    described = set((fieldset["aria-describedby"] or "").split())
    assert described == {"id_areas_helptext", "id_areas_error"} <= set(page.ids)
    assert page.all("legend")


def test_a_field_without_hint_or_error_points_nowhere() -> None:
    page = field("platform")
    assert "aria-describedby" not in page.by_id("id_platform")
    assert "aria-invalid" not in page.by_id("id_platform")


def test_attributes_of_the_widget_are_kept() -> None:
    name = field("name").by_id("id_name")
    assert name["hx-post"] == "/check/"
    assert name["maxlength"] == "120"
    assert "ds-input" in (name["class"] or "")
    assert field("on").by_id("id_on")["type"] == "date"


def test_a_text_box_counts_and_cuts_nothing_off() -> None:
    page = field("need")
    assert "maxlength" not in page.by_id("id_need")
    (counter,) = [a for _, a in page.elements if a.get("data-field") == "counter"]
    assert counter["data-limit"] == "20"


def test_what_was_typed_is_kept_and_escaped() -> None:
    html = as_crispy_field(SampleForm({"need": "\n<b>&", "name": '"<'})["need"])
    # A parser drops the first line break in a textarea, so there is one more.
    assert ">\n\n&lt;b&gt;&amp;</textarea>" in html
    page = field("name", SampleForm({"name": '"<'}))
    assert page.by_id("id_name")["value"] == '"<'


def test_choices_that_were_made_are_marked() -> None:
    form = SampleForm({"areas": ["b"], "in_use": "no", "platform": "fb", "agreed": "on"})
    areas, in_use = field("areas", form), field("in_use", form)
    assert "checked" in areas.by_id("id_areas_1")
    assert "checked" not in areas.by_id("id_areas_0")
    assert "checked" in in_use.by_id("id_in_use_0")
    assert "checked" in field("agreed", form).by_id("id_agreed")
    (chosen,) = [o for o in field("platform", form).all("option") if "selected" in o]
    assert chosen["value"] == "fb"


def test_a_password_is_not_sent_back() -> None:
    assert "value" not in field("secret", SampleForm({"secret": "hush"})).by_id("id_secret")


def test_only_what_must_be_filled_in_is_marked() -> None:
    assert [a for a in field("need").all("span") if a.get("class") == "ds-tag"]
    assert not [a for a in field("name").all("span") if a.get("class") == "ds-tag"]


def test_the_summary_leads_to_the_inputs_and_takes_focus() -> None:
    form = SampleForm({"need": "x" * 21, "in_use": "maybe"})
    html = render_to_string("designsystemet/error_summary.html", {"form": form})
    summary, whole = Page(html), Page(as_crispy_form(form))
    (box,) = summary.all("ds-error-summary")
    assert box["tabindex"] == "-1"
    assert "autofocus" in box
    assert box["aria-labelledby"] in summary.ids
    targets = [(link["href"] or "")[1:] for link in summary.all("a")]
    assert targets == ["id_need", "id_in_use_0", "id_areas_0", "id_on", "id_agreed"]
    assert set(targets) <= set(whole.ids)


def test_there_is_no_summary_without_errors() -> None:
    for context in [{}, {"form": SampleForm()}]:
        assert not render_to_string("designsystemet/error_summary.html", context).strip()


def test_a_link_in_an_error_is_no_link_within_a_link() -> None:
    form = SampleForm({})
    form.add_error("name", format_html('See <a href="{}">{}</a>', "/1/", "<Otta>"))
    html = render_to_string("designsystemet/error_summary.html", {"form": form})
    assert "/1/" not in html
    assert "&lt;Otta&gt;" in html


@pytest.mark.parametrize("code", ERROR_PAGES)
def test_an_error_page_needs_nothing_around_it(code: str) -> None:
    html = render_to_string(f"{code}.html", {"request_id": "abc-123"})
    page = Page(html)
    assert len(page.all("h1")) == 1
    assert page.by_id("innhold")["tabindex"] == "-1"
    assert "abc-123" in html
    assert not page.all("form")


def test_the_page_for_an_absent_database_keeps_what_was_sent() -> None:
    context = {"retry_path": "/profiler/ny/", "retry": [("need", 'a "b"'), ("areas", "x")]}
    page = Page(render_to_string("503.html", context | {"csrf_token": "token"}))
    (form,) = page.all("form")
    assert form["action"] == "/profiler/ny/"
    assert form["method"] == "post"
    sent = {(i["name"], i["value"]) for i in page.all("input") if i["type"] == "hidden"}
    assert {("need", 'a "b"'), ("areas", "x"), ("csrfmiddlewaretoken", "token")} <= sent


def test_the_menu_marks_where_one_is(rf: RequestFactory) -> None:
    nav = {"can_answer": True, "awaiting": 3, "unread": 0}
    request = rf.get("/meldinger/")
    page = Page(render_to_string("components/_nav.html", {"nav": nav, "request": request}))
    (current,) = [link for link in page.all("a") if link.get("aria-current") == "page"]
    assert current["href"] == "/meldinger/"


def test_other_pages_keep_the_filters(rf: RequestFactory) -> None:
    page_obj = Paginator(range(30), 10).get_page(2)
    html = render_to_string(
        "components/pagination.html", {"page_obj": page_obj}, rf.get("/", {"status": "draft"})
    )
    links = {link["rel"]: link["href"] for link in Page(html).all("a")}
    assert links == {"prev": "?status=draft&page=1", "next": "?status=draft&page=3"}


@pytest.mark.parametrize("name", ["base.html", "503.html", "designsystemet/field.html"])
def test_nothing_is_inline_that_the_content_security_policy_refuses(name: str) -> None:
    form = SampleForm({"need": "x" * 21})
    html = render_to_string(name, {"field": form["need"], "nav": {"unread": 1}, "user": "Kari"})
    for tag, attrs in Page(html).elements:
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
        assert not [a for a in attrs if a == "style" or a.startswith("on")]


def test_a_state_is_said_in_words_and_a_list_can_be_empty() -> None:
    tag = render_to_string("components/tag.html", {"status": "active", "label": "In use"})
    assert "In use" in tag
    assert 'data-color="success"' in tag
    context = {"heading": "Nothing", "text": "Later", "url": "/ny/", "action": "Begin"}
    page = Page(render_to_string("components/empty.html", context))
    assert [link["href"] for link in page.all("a")] == ["/ny/"]


def test_the_crispy_tag_draws_the_whole_form(rf: RequestFactory) -> None:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    page = Page(template.render({"form": SampleForm()}, rf.get("/")))
    assert len(page.all("form")) == 1
    assert page.by_id("id_need")


# --- What only a browser can tell -------------------------------------------------------

Colours = Literal["light", "dark"]
SITE = "http://selsome.test"
SHEET = (
    '{% extends "base.html" %}{% load crispy_forms_filters %}'
    '{% block content %}<form class="form">{{ form|crispy }}</form>'
    '<p><a class="ds-link" href="https://sel.example/otta">Otta</a></p>{% endblock %}'
)


class LongForm(SampleForm):
    word = "Kulturarrangementsplanleggingsavdelingsvirksomhetslederen"
    in_use = forms.ChoiceField(label="In use", choices=[("a", word)], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label=word)


def draw(browser: Browser, form: forms.Form, *, colours: Colours = "light") -> Tab:
    """The form in the frame of the pages on a narrow phone, with static files and no server."""
    page = engines["django"].from_string(SHEET).render({"form": form})

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            route.fulfill(body=page, content_type="text/html; charset=utf-8")
        elif found := finders.find(path.removeprefix("/static/")):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    tab = browser.new_page(viewport={"width": 320, "height": 800}, color_scheme=colours)
    tab.route("**/*", answer)
    tab.goto(f"{SITE}/")
    tab.wait_for_function("document.querySelector('[data-field=counter]').dataset.state")
    return tab


@pytest.mark.browser
def test_a_hint_and_an_error_are_read_aloud_once(browser: Browser) -> None:
    tab = draw(browser, SampleForm({"name": "x" * 121}))
    tab.wait_for_timeout(100)
    described = tab.locator("#id_name").get_attribute("aria-describedby") or ""
    assert sorted(described.split()) == ["id_name_error", "id_name_helptext"]


@pytest.mark.browser
def test_a_long_word_in_a_choice_keeps_the_page_as_narrow_as_the_phone(browser: Browser) -> None:
    tab = draw(browser, LongForm())
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_paper_is_black_on_white_and_tells_where_links_lead(
    browser: Browser, colours: Colours
) -> None:
    tab = draw(browser, SampleForm(), colours=colours)
    tab.emulate_media(media="print", color_scheme=colours)
    look = "getComputedStyle(document.querySelector('main a'))"
    assert tab.evaluate(f"{look}.color") == "rgb(0, 0, 0)"
    shown = "getComputedStyle(document.querySelector('main a'), '::after').content"
    assert "https://sel.example/otta" in tab.evaluate(shown)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert tab.evaluate(paper) == "rgb(255, 255, 255)"
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
