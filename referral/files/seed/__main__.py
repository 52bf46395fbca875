"""Command line of the conversion."""

from __future__ import annotations

import sys
from pathlib import Path

from referral.files.seed.run import convert_seed, write_files


def main(arguments: list[str]) -> int:
    """Convert, write and print the counts; 1 if a record was rejected, 2 on wrong usage."""
    if len(arguments) != 2:
        print("usage: python -m referral.files.seed SEED_DIRECTORY OUTPUT_DIRECTORY")
        return 2
    conversion = convert_seed(Path(arguments[0]))
    write_files(conversion, Path(arguments[1]))
    print(
        f"read {conversion.read}, merged {conversion.merged}, "
        f"services {len(conversion.services)}, statements {len(conversion.statements)}, "
        f"addresses dropped {conversion.addresses_dropped}, "
        f"coordinates dropped {conversion.coordinates_dropped}"
    )
    for problem in conversion.problems:
        print(f"{problem.file}:{problem.line} {problem.column} {problem.code} {problem.facts}")
    return 1 if conversion.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
