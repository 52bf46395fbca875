"""What every page must hold to, checked on every page that a test of the web fetches."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
LOUD = re.compile(
    r"child|abuse|violen|victim|shelter|anak|korban|kekerasan|seksual|perlindungan|rumah aman",
    re.IGNORECASE,
)
UNLABELLED = frozenset({"hidden", "submit", "button", "reset"})
OUTWARD = ("https://wa.me/",)
"""The only hosts that a page may link to: a chat is opened by the reader's own press."""
ABOUT_NOBODY = re.compile(r"/(id|en)/coverage(/trend|/province/\d\d)?(#[a-z-]+)?")
"""Where a form's fields may stand in the address: regencies, for a bookmark; never a child."""
SENDING = ("https://wa.me/", "mailto:", "tel:")
"""What opens another program; what goes along must not give the matter away."""


@dataclass
class Element:
    """A start tag with its attributes and the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    parents: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """Every element of a page, in order; `faults` of its nesting."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stack: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name, n in Counter(names).items() if n > 1]
        parents = tuple(one.tag for one in self.stack)
        element = Element(tag, {name: value or "" for name, value in attrs}, parents=parents)
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1].tag != tag:
            self.faults.append(f"</{tag}> closes nothing")
            return
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        for element in self.stack:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    page.faults += [f"<{left.tag}> is never closed" for left in page.stack]
    return page


def faults(html: str, language: str | None = None) -> list[str]:
    """Everything wrong with a page; the words say what the rule is."""
    page = parsed(html)
    found = list(page.faults)
    if not html.lstrip().lower().startswith("<!doctype html>"):
        found.append("a page starts with its doctype")
    known = ("id", "en") if language is None else (language,)
    if page.all("html")[0].attributes.get("lang") not in known:
        found.append("the page says its language")
    if len(page.all("h1")) != 1:
        found.append(f"a page has one h1, not {len(page.all('h1'))}")
    found += title_faults(page) + id_faults(page) + label_faults(page)
    return found + code_faults(page) + outward_faults(page) + heading_faults(page)


def title_faults(page: Page) -> list[str]:
    titles = [one.text.strip() for one in page.all("title")]
    if len(titles) != 1 or not titles[0]:
        return ["a page has one title"]
    return [f"the tab's title gives the matter away: {titles[0]}"] if LOUD.search(titles[0]) else []


def id_faults(page: Page) -> list[str]:
    ids = Counter(one.attributes["id"] for one in page.elements if "id" in one.attributes)
    found = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    for one in page.elements:
        inside = "template" in one.parents
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
            for wanted in one.attributes.get(name, "").split():
                if wanted not in ids and not inside:
                    found.append(f"{name}={wanted} on <{one.tag}> leads nowhere")
    for link in page.all("a"):
        href = link.attributes.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            found.append(f"{href} leads nowhere")
    return found


def label_faults(page: Page) -> list[str]:
    labelled = {label.attributes.get("for") for label in page.all("label") if label.text.strip()}
    fields = [one for one in page.elements if one.tag in ("input", "select", "textarea")]
    found = [
        f"<{one.tag} name={one.attributes.get('name')}> has no label"
        for one in fields
        if one.attributes.get("type") not in UNLABELLED and one.attributes.get("id") not in labelled
    ]
    named = [*page.all("button"), *page.all("a"), *page.all("summary"), *page.all("legend")]
    found += [f"an empty <{one.tag}>" for one in named if not one.text.strip()]
    sets = page.all("fieldset")
    if len(sets) != len(page.all("legend")):
        found.append("every fieldset has its legend")
    return found


def code_faults(page: Page) -> list[str]:
    found = [
        f"<{one.tag} {name}> is inline code or style"
        for one in page.elements
        for name in one.attributes
        if name.startswith("on") or name == "style"
    ]
    found += ["a <style> in the page" for _one in page.all("style")]
    found += [
        "an inline <script>"
        for one in page.all("script")
        if "src" not in one.attributes and one.attributes.get("type") != "application/json"
    ]
    return found


def outward_faults(page: Page) -> list[str]:
    """Nothing is fetched from elsewhere, and no form sends triage into an address."""
    found = []
    for one in page.elements:
        for name in ("src", "href", "action", "formaction"):
            target = one.attributes.get(name, "")
            outside = target.startswith(("http:", "https:", "//"))
            if outside and not (one.tag == "a" and target.startswith(OUTWARD)):
                found.append(f"<{one.tag} {name}={target}> leads to another host")
            if target.startswith(SENDING):
                found += sending_faults(one, name, target)
            if name in ("action", "formaction") and "?" in target:
                found.append(f"<{one.tag} {name}={target}> has a query")
        about_nobody = ABOUT_NOBODY.fullmatch(one.attributes.get("action", ""))
        if one.tag == "form" and one.attributes.get("method") != "post" and not about_nobody:
            found.append("a form that does not POST puts its fields into the address")
    return found


def sending_faults(one: Element, name: str, target: str) -> list[str]:
    """A message that is made ready says nothing of its matter, and waits for a press."""
    found = []
    if one.tag != "a" or name != "href":
        found.append(f"<{one.tag} {name}={target}> sends without a press")
    if LOUD.search(unquote(target.partition("?")[2])):
        found.append(f"the message of {target} gives the matter away")
    return found


def heading_faults(page: Page) -> list[str]:
    """No level of heading is skipped on the way down."""
    found, last = [], 0
    for one in page.elements:
        if re.fullmatch(r"h[1-6]", one.tag) and "template" not in one.parents:
            level = int(one.tag[1])
            if level > last + 1:
                found.append(f"<{one.tag}> {one.text.strip()!r} follows an h{last}")
            last = level
    return found
