"""Solves one program from a file into another: `python -m referral.geo.siting.worker IN OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from referral.geo.siting.solver import read_program, solve_here, write_solution


def main(question: str, answer: str) -> None:
    """Read a program, solve it, write its solution."""
    write_solution(Path(answer), solve_here(read_program(Path(question))))


if __name__ == "__main__":
    main(*sys.argv[1:])
