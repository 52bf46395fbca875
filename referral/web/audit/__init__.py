"""The audit log on the web, for administrators: the newest entries, or those about one thing."""

from referral.web.audit.views import bp

__all__ = ["bp"]
