"""Who answers a request, as of when, and how much of it may its key see?"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import HttpRequest

from levee.model.access import Key
from levee.site.glance import glance
from levee.site.hands import LeveeHands, hands
from levee.web.page import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    hands: LeveeHands
    now: datetime
    data: Path
    key: Key
    request: HttpRequest

    @property
    def partner(self) -> str:
        """Whose eyes these are; empty for the vendor's own staff."""
        return self.key.partner


def reading(request: HttpRequest) -> Asked:
    """For one question: nothing is read from the store twice."""
    data = Path(settings.DATA)
    return Asked(hands=glance(data), now=now(), data=data, key=key_of(request), request=request)


def writing(request: HttpRequest) -> Asked:
    data = Path(settings.DATA)
    return Asked(hands=hands(data), now=now(), data=data, key=key_of(request), request=request)


def key_of(request: HttpRequest) -> Key:
    return cast(Key, vars(request)["auth"])
