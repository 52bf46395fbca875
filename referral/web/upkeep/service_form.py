"""The form of a record, made of the columns of the service files; its values as `inputs` know them.

The library checks that a choice is one of those offered; what a text means is the files' matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    StringField,
)

from referral.domain.vocabulary import Basis, How, Need, Trilean
from referral.geo.atlas import Atlas
from referral.usecases.upkeep.record_inputs import (
    MOST_ROWS,
    PHONES,
    SAID,
    SPARE_ROWS,
    Column,
    Inputs,
)
from referral.web.forms.console import Checks, Chips, KnownOption, options
from referral.web.upkeep.fields import CHOICES, label_of
from referral.web.words import LazyText, lazy_label
from referral.web.words import lazy_gettext as _l

Pairs = list[tuple[str, LazyText]]
SOURCE = ("edit_publisher", "edit_year", "edit_url")
"""Where the change comes from: these are no columns of the record."""
BASES: Pairs = [("", _l("as recorded")), *((one.value, lazy_label("basis", one)) for one in Basis)]
VALUES: Pairs = [(one.value, lazy_label("value", one)) for one in Trilean]
HOWS: Pairs = [("none", _l("no")), *((one.value, lazy_label("how", one)) for one in How)]
WHEN: Pairs = [
    ("", _l("not known when")),
    ("24h", _l("day and night")),
    ("office", _l("office hours only")),
]
_ROW = re.compile(r"(?:phones|whatsapp)-(\d{1,2})-display")


class RecordForm(FlaskForm):  # type: ignore[misc]
    """What the form of any record has besides the record's own fields."""

    seen = HiddenField()

    def inputs(self) -> dict[str, str]:
        """What stands in the fields now, as texts."""
        return {
            field.name: _text(field)
            for field in self
            if field.name not in ("seen", "csrf_token", *SOURCE)
        }


def record_form(
    columns: Iterable[Column], atlas: Atlas, given: Inputs | MultiDict[str, str], **more: Any
) -> RecordForm:
    """A form with the fields of these columns.

    `given` is what a browser sent, or what the fields are to hold.
    """
    sent = given if isinstance(given, MultiDict) else None
    fields: dict[str, Any] = {name: StringField() for name in SOURCE}
    for column in columns:
        fields |= dict(_fields(column, atlas, given))
    made = type("ServiceForm", (RecordForm,), fields)
    data = {} if sent is not None else {k: _value(fields.get(k), v) for k, v in given.items()}
    form: RecordForm = made(formdata=sent, data={**data, **more})
    return form


def _fields(column: Column, atlas: Atlas, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    name, label = column.name, label_of(column.path)
    if column.path.startswith("facts."):
        yield name, Chips(label, VALUES)
        yield f"{name}-basis", _select(label, BASES)
        yield f"{name}-{SAID}", StringField(label)
    elif name == "needs":
        for need in Need:
            text = lazy_label("need", need)
            yield f"needs-{need}", Chips(text, HOWS)
            yield f"needs-{need}-basis", _select(text, BASES)
            yield f"needs-{need}-{SAID}", StringField(text)
    elif name in PHONES:
        for at in range(_rows(name, given)):
            yield f"{name}-{at}-display", StringField(label)
            yield f"{name}-{at}-dial", StringField(label)
            yield f"{name}-{at}-when", _select(label, WHEN)
    elif name in REGIONS:
        yield name, _select(label, [("", _l("not recorded")), *REGIONS[name](atlas)])
    elif column.path in CHOICES:
        first: Pairs = [] if column.path == "location_basis" else [("", _l("Choose"))]
        yield name, _select(label, [*first, *CHOICES[column.path].items()])
    elif column.choices == ("yes", "no"):
        yield name, BooleanField(label)
    elif column.choices:
        yield name, Checks(label, [(one, lazy_label("sub_need", one)) for one in column.choices])
    else:
        yield name, StringField(label)


def _select(label: Any, choices: Pairs) -> Field:
    return SelectField(
        label, choices=options(choices), validate_choice=False, validators=[KnownOption()]
    )


def _rows(name: str, given: Mapping[str, Any]) -> int:
    """Rows for what is there, and a few more."""
    found = [_ROW.fullmatch(one) for one in given if one.startswith(f"{name}-")]
    filled = [int(one[1]) for one in found if one and str(given.get(one[0], "")).strip()]
    return min(max(filled, default=-1) + 1 + SPARE_ROWS, MOST_ROWS)


def provinces(atlas: Atlas) -> Pairs:
    """Every province, by name."""
    found = [(one.name, code) for code, one in atlas.regions.items() if len(code) == 2]
    return [(code, name) for name, code in sorted(found)]


def regencies(atlas: Atlas) -> Pairs:
    """Every regency and city, by its province."""
    order = {code: at for at, (code, _name) in enumerate(provinces(atlas))}
    found = [(order[c[:2]], one.name, c) for c, one in atlas.regions.items() if len(c) > 2]
    return [(code, name) for _at, name, code in sorted(found)]


REGIONS = {"province_code": provinces, "regency_code": regencies}


def _value(field: Any, text: str) -> Any:
    """A text as the library's field holds it."""
    kind = field.field_class if field is not None else None
    if kind is BooleanField:
        return text == "yes"
    return text.split("\n") if kind is Checks and text else [] if kind is Checks else text


def _text(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "yes" if field.data else "no"
    if isinstance(field, Checks):
        return "\n".join(field.data or ())
    return str(field.data or "")
