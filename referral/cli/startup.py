"""Sentences for what stops the program: each says what to do."""

from __future__ import annotations

from referral.cli.options import spoken
from referral.domain.errors import StartupError
from referral.present.translate import N_, Translator, translator
from referral.settings import Settings

SENTENCES = {
    "bad_setting": N_("The setting {name} takes: {expected}. Correct it, or unset it."),
    "missing_catalogue": N_(
        "The translation {path} is missing. Run `make run`, or install the package again."
    ),
    "missing_data": N_("{path} cannot be read. Restore it, or point DATA_DIR at a complete copy."),
    "missing_services": N_("{path} holds no service files (*.csv)."),
    "bad_data": N_("{path} cannot be used as it stands. Restore it from the release."),
    "bad_policy": N_(
        "The policy {path} cannot be used as it stands. "
        "To see why, run: referral policy check {path}"
    ),
    "database_unreachable": N_(
        "The database does not answer. Check DATABASE_URL and that the server runs."
    ),
    "database_unwritable": N_(
        "{path} cannot be written. Give this user the right to, or set INSTANCE or DATABASE_URL."
    ),
    "database_missing": N_("There is no database at {path} yet. Run: referral db upgrade"),
    "database_outdated": N_("The database is not up to date. Run: referral db upgrade"),
    "database_empty": N_("The database holds no services yet. Run: referral seed"),
    "port_taken": N_(
        "{host}:{port} cannot be listened on: something else does, or the address is not ours. "
        "Choose another, as in: PORT=8001 make run"
    ),
    "not_found": N_("Nothing of that id is public here. See: referral services list"),
    "gone": N_("This record was removed here. See: referral services list"),
    "merged": N_("This record was merged into another. See: referral services show {successor}"),
    "unexpected": N_(
        "Something went wrong here ({kind}). Run it again with LOG_LEVEL=debug to see where."
    ),
}


def sentence(code: str, **facts: object) -> str:
    """The sentence of a code, in the default language where its catalogue is there."""
    template = _translated(SENTENCES.get(code, SENTENCES["unexpected"]))
    return template.format_map({"kind": code, **facts})


def startup_sentence(error: StartupError) -> str:
    """What to do about an error that keeps the program from starting."""
    return sentence(error.code, **error.facts)


def _translated(text: str) -> str:
    try:
        return words().gettext(text)
    except StartupError:  # no settings or no catalogue: English is better than nothing
        return text


def words(language: str | None = None) -> Translator:
    """The translator of a language: by default what `--lang` asked for, or the setting.

    :raises StartupError: its catalogue is missing, or the settings are wrong
    """
    return translator(language or spoken.get() or Settings.from_env().default_language)
