"""The entry for any WSGI server: `app`."""

from referral.app import create_app
from referral.settings import Settings

app = create_app(Settings.from_env())
