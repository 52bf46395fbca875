"""The gettext catalogues: extract, update, compile. Run as `python -m referral.catalogues`.

Two domains: `plan` (texts of plans, of the command line and of the JSON interface) and `web`
(pages). English is the msgid; Indonesian and English are both complete, English being the msgid
again. Imports Babel alone, so that the build hook can use it before the package is installed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("id", "en")
DOMAINS = ("plan", "web")
KEYWORDS = {
    "_": None,
    "N_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
PLAN_FOLDERS = ("referral/present", "referral/cli")
PLAN_FILES = ("referral/web/api.py", "referral/web/api_errors.py")


def sources(root: Path, domain: str) -> Iterator[tuple[str, Path]]:
    """Files that hold a domain's texts, each with Babel's name of the way to read it."""
    python = [
        *(path for folder in PLAN_FOLDERS for path in sorted((root / folder).rglob("*.py"))),
        *(root / name for name in PLAN_FILES if (root / name).exists()),
    ]
    if domain == "plan":
        yield from (("python", path) for path in python)
        return
    for path in sorted((root / "referral/web").rglob("*.py")):
        if path not in python:
            yield "python", path
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield "jinja2.ext:babel_extract", path


def extract(root: Path, domain: str) -> Catalog:
    """Every text of a domain, as a template without places or dates (both only make noise)."""
    template = Catalog(project="Rujuk", charset="utf-8")
    options = {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}
    for method, path in sources(root, domain):
        found = extract_from_file(
            method, path, keywords=KEYWORDS, comment_tags=("Translators:",), options=options
        )
        for _line, message, comments, context in found:
            template.add(message, auto_comments=comments, context=context)
    return template


def catalogue_path(root: Path, language: str, domain: str) -> Path:
    """Where the text catalogue of a language and domain stands."""
    return root / "translations" / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue from its file; an empty one if there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def is_translated(message: Message) -> bool:
    """True when every form of a message has a text, and nobody marked it as a guess."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def updated(root: Path, language: str, domain: str) -> Catalog:
    """The stored catalogue with exactly the source's messages; English filled in."""
    old, fresh = read(catalogue_path(root, language, domain), language), Catalog(locale=language)
    for message in extract(root, domain):
        if not message.id:
            continue
        known = old.get(message.id, context=message.context)
        text = known.string if known and not known.fuzzy else ""
        if language == "en":
            text = message.id if isinstance(message.id, str) else tuple(message.id)
        fresh.add(message.id, text, auto_comments=message.auto_comments, context=message.context)
    return fresh


def as_text(catalogue: Catalog) -> bytes:
    """The file of a catalogue: sorted, without dates, so that a change shows only itself."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def update(root: Path = ROOT) -> list[str]:
    """Rewrite every catalogue from the source; returns what still lacks a translation."""
    missing = []
    for domain in DOMAINS:
        for language in LANGUAGES:
            catalogue = updated(root, language, domain)
            path = catalogue_path(root, language, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_text(catalogue))
            missing += [
                f"{path.relative_to(root)}: {message.id!r}"
                for message in catalogue
                if message.id and not is_translated(message)
            ]
    return missing


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write each catalogue's binary twin beside it, where older; returns all the twins."""
    written = []
    for path in sorted((root / "translations").glob("*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            language = path.parent.parent.name
            part = target.with_suffix(".part")
            with part.open("wb") as stream:
                write_mo(stream, read(path, language))
            part.replace(target)
        written.append(target)
    return written


def main(arguments: list[str]) -> int:
    """`update` or `compile`; exit status 1 when a translation is missing, 2 on wrong usage."""
    if arguments == ["compile"]:
        compile_all()
        return 0
    if arguments == ["update"]:
        missing = update()
        print("\n".join(missing) if missing else "Catalogues are up to date and complete.")
        return 1 if missing else 0
    print("usage: python -m referral.catalogues update|compile", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
