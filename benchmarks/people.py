"""`python -m benchmarks.people COUNT`: people who are signed in, as JSON: a token for each.

Their sessions are real, opened without a password: what signing in costs, `sign_in_storm` measures.
"""

from __future__ import annotations

import json
import os
import sys
from uuid import uuid4


def main(count: int) -> None:
    """Make them in the installation that the environment names."""
    import django  # noqa: PLC0415 - what follows needs the settings

    django.setup()

    from django.utils import timezone  # noqa: PLC0415

    from accounts.constants import SessionKind  # noqa: PLC0415
    from accounts.roles import Role  # noqa: PLC0415
    from accounts.services.people import user_create  # noqa: PLC0415
    from accounts.services.sessions import Device, session_open, tokens_for  # noqa: PLC0415
    from audit.context import Acting, acting_as  # noqa: PLC0415

    tokens = []
    for _ in range(count):
        at = timezone.now()
        with acting_as(Acting()):
            user = user_create(email=f"sender-{uuid4().hex}@example.com", role=Role.PROCESSOR)
            session = session_open(user=user, kind=SessionKind.API, at=at, device=Device(), mfa_method="totp")
            tokens.append(tokens_for(session, at=at).access)
    sys.stdout.write("TOKENS " + json.dumps(tokens) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    main(int(sys.argv[1]))
