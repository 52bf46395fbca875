"""The forms of a page as a browser would send them, one sending for each button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class Sending:
    """What a press of a button sends, and where."""

    path: str
    pairs: Pairs

    @property
    def data(self) -> dict[str, list[str]]:
        """The fields, several values each."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found

    @property
    def key(self) -> tuple[str, ...]:
        """The same press on another day has the same key: tokens and versions differ."""
        told = [f"{n}={v}" for n, v in self.pairs if n not in ("csrf_token", "version")]
        return (self.path, *sorted(told))


@dataclass
class _Form:
    action: str
    fields: Pairs = field(default_factory=list)
    buttons: list[tuple[str, str | None, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects forms; a field may name its form by id from anywhere on the page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[_Form] = []
        self.by_id: dict[str, _Form] = {}
        self.current: _Form | None = None
        self.select: tuple[_Form, str] | None = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.current = _Form(given.get("action") or self.path)
            self.forms.append(self.current)
            self.by_id[given.get("id", "")] = self.current
        form = self.by_id.get(given["form"]) if "form" in given else self.current
        if form is None:
            return
        name = given.get("name", "")
        if tag == "input":
            self._input(form, name, given)
        elif tag == "button" and given.get("type", "submit") == "submit":
            target = given.get("formaction") or form.action
            form.buttons.append((target, name or None, given.get("value", "")))
        elif tag == "select":
            self.select, self.options = (form, name), []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea" and name:
            form.fields.append((name, ""))

    @staticmethod
    def _input(form: _Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            if name and "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif kind == "submit":
            form.buttons.append((form.action, name or None, given.get("value", "")))
        elif name:
            form.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "select" and self.select:
            form, name = self.select
            chosen = [value for value, selected in self.options if selected]
            chosen = chosen or [value for value, _selected in self.options[:1]]
            form.fields += [(name, value) for value in chosen if name]
            self.select = None


def forms_in(html: str, path: str) -> Iterator[Sending]:
    """What each button of each form of a page would send."""
    page = _Forms(path)
    page.feed(html)
    page.close()
    for form in page.forms:
        for target, name, value in form.buttons:
            pairs = [*form.fields, *([(name, value)] if name else [])]
            yield Sending(target, pairs)
