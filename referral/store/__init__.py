"""The database: tables, migrations' driver, and queries that return domain values.

Nothing here decides; a transaction belongs to the caller.
"""
