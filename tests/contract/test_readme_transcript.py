"""The transcript in the README is what the command prints today."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

from referral.settings import Settings
from referral.usecases.world import World
from tests.conftest import ROOT

BLOCK = re.compile(
    r"<!-- transcript: begin -->\n```\n\$ (.*?)\n```\n<!-- transcript: end -->", re.S
)
HIDDEN = re.compile(r"tempat-[0-9a-f]{12}")


def masked(text: str) -> str:
    """Opaque ids differ from one installation to the next (R35)."""
    return HIDDEN.sub("tempat-…", text)


def test_the_transcript_is_what_the_command_prints(settings: Settings, world: World) -> None:
    assert world.directory().services  # seeded
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README.md has no transcript between its markers"
    lines = found[1].splitlines()
    typed = next(n for n, line in enumerate(lines) if not line.endswith("\\")) + 1
    command = shlex.split(" ".join(line.rstrip("\\") for line in lines[:typed]))
    assert command[0] == ".venv/bin/referral"
    done = subprocess.run(
        [sys.executable, "-m", "referral.cli.main", *command[1:]],
        env={**os.environ, "INSTANCE": str(settings.instance), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    printed = masked(done.stdout.rstrip("\n"))
    shown = masked("\n".join(lines[typed:]))
    assert shown == printed, "update the transcript: run the command and paste what it prints"
