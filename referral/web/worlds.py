"""The world that the app was composed with, for views that are functions."""

from __future__ import annotations

from flask import current_app

from referral.usecases.world import World


def current_world() -> World:
    """The world of the app that answers."""
    found: World = current_app.extensions["rujuk"]
    return found
