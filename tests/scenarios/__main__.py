"""`python -m tests.scenarios`: print the table of scenarios as Markdown."""

from tests.scenarios.table import table

print(table())
