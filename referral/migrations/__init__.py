"""Alembic migrations. A version imports no table of the store: it holds what was true then."""
