"""What does the server run: the pages, and with LEVEE_EMBEDDED_WORKER=1 the background jobs too?"""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")


def _application() -> Any:
    django.setup(set_prefix=False)
    from levee.site.handler import Handler
    from levee.web.api.edge import limited

    pages: Any = limited(Handler())
    if os.environ.get("LEVEE_EMBEDDED_WORKER") != "1":
        return pages
    from dj_queue.contrib import asgi

    wrap: Any = asgi.DjQueueLifespan
    return wrap(pages, forward_wrapped_lifespan=False)


application = _application()
