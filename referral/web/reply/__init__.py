"""A service's answer without an account: the code to type, the signed link, what may be said.

A spoken code holds 47 bits (60 syllables, eight of them). With a thousand links open at once a
guess opens one in 168 thousand million tries; at the 300 guesses an hour that one address gets
of each process, that is some 32,000 years for two processes. A signed address holds 128 bits
beside its random id.
"""

from __future__ import annotations

from referral.web.reply.views import LIMITED, add_routes

__all__ = ["LIMITED", "add_routes"]
