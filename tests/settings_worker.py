"""For a process beside the tests that does what a site's worker does: queue and real mail."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import Q_CLUSTER, TEMPLATES, WAGTAIL_CROWDSOLVING

# The worker reads its schedules once it has watched over itself for 30 seconds: in its first round, then.
Q_CLUSTER = {**Q_CLUSTER, "guard_cycle": 30}
WAGTAIL_CROWDSOLVING = {**WAGTAIL_CROWDSOLVING, "JOBS_ENGINE": "django_q"}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "25"))
EMAIL_TIMEOUT = 5
TEMPLATES = [
    {
        **TEMPLATES[0],
        "DIRS": [Path(__file__).parent / "notifications" / "templates", *TEMPLATES[0]["DIRS"]],
    },
]
