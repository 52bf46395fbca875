"""Puts worlds together from settings: the one place that knows where everything comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from referral.domain.accounts import SessionLimits
from referral.domain.errors import StartupError
from referral.geo.atlas import Atlas
from referral.geo.gazetteer import Gazetteer
from referral.settings import Settings
from referral.usecases.holidays import public_holidays
from referral.usecases.policy_file import (
    CASES,
    NATIONAL,
    VERIFICATION,
    load_case_policy,
    load_policy,
    load_verification_policy,
)
from referral.usecases.service_files import directory_of
from referral.usecases.world import World

if TYPE_CHECKING:
    from referral.usecases.office import Office
    from referral.usecases.records import Records


def build_world(settings: Settings) -> World:
    """The world over the settings' database with everything loaded: what the server serves.

    :raises StartupError: data, policy or database are missing or cannot be used
    """
    from referral.usecases.shelf import shelf_of  # noqa: PLC0415 - only the server needs it

    world = database_world(settings)
    world.directory()
    world.names()
    shelf_of(world).text.search("")
    return world


def database_world(settings: Settings) -> World:
    """The world over the settings' database; directory and names are read when first asked.

    :raises StartupError: data, policy or database are missing or cannot be used
    """
    from referral.usecases.database import open_directory  # noqa: PLC0415 - SQLAlchemy

    stored = open_directory(settings.database)
    return _world(settings, directory=stored.current, check=stored.check)


def file_world(settings: Settings, folder: Path) -> World:
    """The world over a folder of service files, without any database.

    :raises FilesRejected: a row cannot be read
    :raises StartupError: the folder, data or policy are missing or cannot be used
    """
    directory = directory_of(folder)
    return _world(settings, directory=lambda: directory)


def map_world(settings: Settings) -> World:
    """The world without a directory: enough to look up a place."""
    return _world(settings, directory=_no_directory)


def _no_directory() -> Any:
    raise StartupError("database_empty")


def _world(settings: Settings, **source: Callable[[], Any]) -> World:
    try:
        atlas = Atlas.load(settings.data_dir)
    except OSError as error:
        path = str(error.filename or settings.data_dir)
        raise StartupError("missing_data", path=path) from error
    except (ValueError, KeyError) as error:
        raise StartupError("bad_data", path=str(settings.data_dir)) from error
    return World(
        atlas=atlas,
        names=cache(lambda: Gazetteer(atlas, settings.data_dir)),
        policy=load_policy(settings.policy or NATIONAL),
        holidays=public_holidays,
        **source,
    )


def build_office(settings: Settings, world: World, records: Records) -> Office:
    """What the use cases of cases need: the world, the records, and their policies.

    :raises StartupError: the policy is missing or cannot be used
    """
    from referral.usecases.office import Office  # noqa: PLC0415 - SQLAlchemy

    path = settings.case_policy or CASES
    verification = load_verification_policy(settings.verification_policy or VERIFICATION)
    return Office(world, records, load_case_policy(world.policy, path), verification)


def session_limits(settings: Settings) -> SessionLimits:
    """How long a sign-in lasts here."""
    return SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
    )
