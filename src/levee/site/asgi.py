"""What does the server run: the pages, and with LEVEE_EMBEDDED_WORKER=1 the background jobs too?"""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")


def _application() -> Any:
    from levee.web.api.edge import limited

    pages: Any = limited(get_asgi_application())
    if os.environ.get("LEVEE_EMBEDDED_WORKER") != "1":
        return pages
    from dj_queue.contrib import asgi

    wrap: Any = asgi.DjQueueLifespan
    return wrap(pages, forward_wrapped_lifespan=False)


application = _application()
