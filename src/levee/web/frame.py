"""What stands around every page: which places are there, and how much waits in each?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from levee.model.problem import Unknown
from levee.site.hands import hands
from levee.site.shown import inbox


def frame(request: HttpRequest) -> dict[str, Any]:
    try:
        streams = inbox.streams(hands(Path(settings.DATA)))
    except Unknown:
        streams = []
    return {"streams": streams}
