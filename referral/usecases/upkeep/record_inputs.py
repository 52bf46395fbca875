"""A record as what stands in the fields of a form, and what was typed as cells of a service file.

A field that holds what it was shown with is not touched: its cell stays as it is, whatever could
be said of it in other words. Everything else is read by the readers of the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from referral.domain.services import Hours, Phone, Service
from referral.domain.upkeep_fields import PLACE, tells_no_place
from referral.domain.vocabulary import Basis, Need, SubNeed, Trilean
from referral.files.columns import COLUMNS, LOCATION_BASES, Column
from referral.files.hours import read_hours, write_hours
from referral.files.phones import parse_phone, write_phones
from referral.files.problems import CellError
from referral.files.text import escape, join_list
from referral.files.typed_hours import LIMIT, cell_of_typed
from referral.geo.atlas import Atlas
from referral.present.hours import hours_lines
from referral.present.translate import translator
from referral.usecases.upkeep.edit_cells import EDITABLE

__all__ = [
    "COLUMNS",
    "LOCATION_BASES",
    "PHONES",
    "SAID",
    "Column",
    "Inputs",
    "Mistake",
    "Typed",
    "inputs_of",
    "kecamatan_in",
    "named",
    "phone_row",
    "shown_columns",
    "typed_hours",
]

Inputs = Mapping[str, str]
PHONES = ("phones", "whatsapp")
SPARE_ROWS, MOST_ROWS = 2, 20
SAID = "said"
"""The end of an input that is ticked where the service itself has said what was presumed."""
NOT_DIALLED = "-"
"""Typed as what to dial: the number is printed, and cannot be dialled."""
NATION = "Indonesia"
_JUDGED = ("", "-basis", f"-{SAID}")
"""The ends of the inputs of an answer: itself, how it is known, and that the service said so."""
_CODE = re.compile(r"\s*(\d\d(?:\.\d\d){0,2}|[A-Z]{2})\b")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What cannot be read at all, at the name of an input."""

    name: str
    code: str
    facts: Mapping[str, str]


def shown_columns(service: Service | None) -> tuple[Column, ...]:
    """What a form may show of a record: of a hidden place never where it is (R35)."""
    hidden = service is not None and tells_no_place(service)
    return tuple(
        one for one in COLUMNS if one.name in EDITABLE and not (hidden and one.path in PLACE)
    )


def inputs_of(service: Service, atlas: Atlas, language: str) -> dict[str, str]:
    """What stands in each field of the form of a record."""
    found: dict[str, str] = {}
    for column in shown_columns(service):
        found |= dict(_inputs(column, service, atlas, language))
    return found


def _inputs(
    column: Column, service: Service, atlas: Atlas, language: str
) -> Iterator[tuple[str, str]]:
    """The inputs of a column."""
    name, value = column.name, column.value_in(service)
    if column.path.startswith("facts."):
        yield from ((name, str(value.value)), (f"{name}-basis", ""), (f"{name}-{SAID}", ""))
    elif name == "needs":
        for need in Need:
            met = service.meets(need)
            yield f"needs-{need}", str(met.how) if met else "none"
            yield from ((f"needs-{need}-basis", ""), (f"needs-{need}-{SAID}", ""))
    elif name in PHONES:
        for at, phone in enumerate(value):
            yield from ((f"{name}-{at}-{part}", text) for part, text in phone_row(phone).items())
    else:
        yield name, _input(column, value, atlas, language)


def _input(column: Column, value: Any, atlas: Atlas, language: str) -> str:
    """What stands in the one field of a column."""
    own: Mapping[str, Callable[[], str]] = {
        "hours": lambda: typed_hours(value, language),
        "coverage": lambda: "\n".join(named(code, atlas) for code in value),
        "kecamatan_code": lambda: named(value, atlas) if value else "",
        "languages": lambda: " ".join(value),
        "sub_needs": lambda: "\n".join(one for one in SubNeed if one in value),
    }
    if column.name in own:
        return own[column.name]()
    return "\n".join(map(str, value)) if column.type == "list" else column.write(value)


def phone_row(phone: Phone) -> dict[str, str]:
    """The fields of a number: as printed, what to dial where that is something else, and when."""
    implied = parse_phone(phone.display)
    same = (implied.number, implied.short_code) == (phone.number, phone.short_code)
    when = {None: "", True: "24h", False: "office"}[phone.open_24h]
    dial = "" if same else phone.number or NOT_DIALLED
    return {"display": phone.display, "dial": dial, "when": when}


def typed_hours(hours: Hours, language: str) -> str:
    """Hours in words where these are read back the same, else in the form of the files."""
    lines = "\n".join(hours_lines(hours, translator(language)))
    try:
        read = read_hours(cell_of_typed(lines)) if len(lines) <= LIMIT else None
    except CellError:
        read = None
    same = read == (hours.intervals, hours.closed_on_holidays)
    return lines if same else write_hours(hours)


def named(code: str, atlas: Atlas) -> str:
    """A code with the name of its region."""
    return f"{code} {NATION if code == 'ID' else region_name(code, atlas)}".strip()


def region_name(code: str, atlas: Atlas) -> str:
    """The name of a province, a regency or a kecamatan; empty where there is none."""
    region = atlas.regions.get(code)
    if region is not None:
        return region.name
    row = atlas.kecamatan.row.get(code)
    return "" if row is None else atlas.kecamatan.names[row]


@dataclass(frozen=True)
class Typed:
    """What was typed into the form of a record, held against what the form was shown with.

    `service` is the record that the form showed, None for a new one.
    """

    inputs: Inputs
    service: Service | None
    atlas: Atlas
    language: str

    mistakes: list[Mistake] = field(default_factory=list)

    @cached_property
    def shown(self) -> Inputs:
        """What the form was shown with; nothing, where the record is new."""
        if self.service is None:
            return {}
        held = inputs_of(self.service, self.atlas, self.language)
        return {name: plain(text) for name, text in held.items()}

    def touched(self) -> frozenset[str]:
        """The names of the inputs that say something else than they were shown with."""
        return frozenset(
            name
            for column in shown_columns(self.service)
            if self._is_touched(column)
            for name in self._names(column)
        )

    def cells(self) -> dict[str, str]:
        """The cells of the touched columns; what cannot be read goes to `mistakes`."""
        self.mistakes.clear()
        return {
            column.name: self._cell(column)
            for column in shown_columns(self.service)
            if self._is_touched(column)
        }

    def _names(self, column: Column) -> tuple[str, ...]:
        """The inputs of a column, those that are there and those that were."""
        if column.path.startswith("facts."):
            return tuple(f"{column.name}{more}" for more in _JUDGED)
        if column.name == "needs":
            return tuple(f"needs-{need}{more}" for need in Need for more in _JUDGED)
        if column.name in PHONES:
            every = {*self.inputs, *self.shown}
            return tuple(sorted(one for one in every if one.startswith(f"{column.name}-")))
        return (column.name,)

    def _is_touched(self, column: Column) -> bool:
        names = self._names(column)
        return any(plain(self.inputs.get(n, "")) != self.shown.get(n, "") for n in names)

    def _cell(self, column: Column) -> str:
        text = plain(self.inputs.get(column.name, ""))
        own: Mapping[str, Callable[[str], str]] = {
            "needs": lambda _text: self._needs(),
            "phones": lambda _text: self._phones("phones"),
            "whatsapp": lambda _text: self._phones("whatsapp"),
            "hours": self._hours,
            "coverage": lambda typed: join_list(map(self._region, typed.split("\n"))),
            "kecamatan_code": self._kecamatan,
            "sub_needs": self._sub_needs,
            "latitude": _degrees,
            "longitude": _degrees,
            "languages": lambda typed: join_list(re.split(r"[\s,;]+", typed)),
        }
        if column.path.startswith("facts."):
            return said(text or "unknown", self._basis(column.name, text))
        if column.name in own:
            return own[column.name](text) if text or column.name in ("needs", *PHONES) else ""
        if column.type == "list":
            return join_list(escape(" ".join(one.split())) for one in text.split("\n"))
        return " ".join(text.split())

    def _basis(self, name: str, answer: str) -> str:
        """How an answer is known, as typed: a tick that the service said so goes before a choice.

        An answer that is not known was not said; the tick means nothing there.
        """
        if self.inputs.get(f"{name}-{SAID}") and answer not in ("", Trilean.UNKNOWN):
            return str(Basis.STATED)
        return self.inputs.get(f"{name}-basis", "")

    def _needs(self) -> str:
        """Needs in the order that they had, new ones after them."""
        before = self.service.needs if self.service else ()
        order = [*dict.fromkeys([*(met.need for met in before), *Need])]
        items = []
        for need in order:
            how = self.inputs.get(f"needs-{need}") or "none"
            basis = self._basis(f"needs-{need}", how)
            met = self.service.meets(need) if self.service else None
            if how != "none":
                kept = str(met.basis) if met and met.how == how else "stated"
                items.append(f"{need}:{how}:{basis or kept}")
        return join_list(items)

    def _sub_needs(self, text: str) -> str:
        """Narrower needs in the order that they had, new ones after them."""
        chosen = text.split("\n")
        before = self.service.sub_needs if self.service else ()
        return join_list(one for one in dict.fromkeys([*before, *SubNeed]) if one in chosen)

    def _phones(self, name: str) -> str:
        known: Sequence[Phone] = getattr(self.service, name) if self.service else ()
        items = []
        for at in range(MOST_ROWS + 1):
            row = {
                part: plain(self.inputs.get(f"{name}-{at}-{part}", ""))
                for part in ("display", "dial", "when")
            }
            if row["display"] or row["dial"]:
                items.append(
                    self._phone(f"{name}-{at}", row, known[at] if at < len(known) else None)
                )
        return ";".join(one for one in items if one)

    def _phone(self, name: str, row: Inputs, known: Phone | None) -> str:
        """A row as an item of the cell; a number that cannot be dialled must say so of itself."""
        when = {"24h": True, "office": False}.get(row["when"])
        if known is not None:
            held = phone_row(known)
            if all(plain(held[part]) == row[part] for part in ("display", "dial")):
                return write_phones((replace(known, open_24h=when),))
        if not row["display"]:
            self.mistakes.append(Mistake(f"{name}-display", "required", {}))
            return ""
        made = parse_phone(row["display"], open_24h=when)
        if row["dial"] == NOT_DIALLED:
            made = replace(made, number=None, short_code=False)
        elif row["dial"]:
            other = parse_phone(row["dial"])
            made = replace(made, number=other.number, short_code=other.short_code)
        if made.number is None and row["dial"] != NOT_DIALLED:
            part = "dial" if row["dial"] else "display"
            self.mistakes.append(Mistake(f"{name}-{part}", "not_dialled", {"found": row[part]}))
        return write_phones((made,))

    def _hours(self, text: str) -> str:
        if len(text) > LIMIT:
            self.mistakes.append(Mistake("hours", "too_long", {"limit": str(LIMIT)}))
            return ""
        return cell_of_typed(text)

    def _region(self, line: str) -> str:
        """The code of a line: what it begins with, or what bears that name."""
        line = line.strip()
        if found := _CODE.match(line):
            return found[1]
        if line.casefold() in ("", NATION.casefold()):
            return "ID" if line else ""
        wanted = line.casefold()
        codes = [c for c, one in self.atlas.regions.items() if one.name.casefold() == wanted]
        return codes[0] if len(codes) == 1 else line

    def _kecamatan(self, text: str) -> str:
        """A code, or the name of a kecamatan of the regency that is chosen."""
        if found := _CODE.match(text):
            return found[1]
        regency = self.inputs.get("regency_code", "")
        held = [code for code, name in kecamatan_in(regency, self.atlas)
                if name.casefold() == text.casefold()]  # fmt: skip
        return held[0] if len(held) == 1 else text


def kecamatan_in(regency: str, atlas: Atlas) -> list[tuple[str, str]]:
    """Code and name of each kecamatan of a regency."""
    table = atlas.kecamatan
    start = f"{regency}."
    if not re.fullmatch(r"\d\d\.\d\d", regency):
        return []
    return [(c, n) for c, n in zip(table.codes, table.names, strict=True) if c.startswith(start)]


def said(value: str, basis: str) -> str:
    """The cell of a fact that was touched: said by the source, unless another basis is chosen."""
    if value == Trilean.UNKNOWN and basis in ("", "default"):
        return value
    return f"{value}:{basis or 'stated'}"


def _degrees(text: str) -> str:
    """A coordinate as the files have it; in Indonesia the decimal sign is a comma."""
    return re.sub(r"^([+-]?\d{1,3}),(\d+)$", r"\1.\2", text)


def plain(text: Any) -> str:
    """What a browser may do to a text undone: its line ends, and space around it."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").strip()
