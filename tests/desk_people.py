"""Who works at the desk in a test, and what do they work on?"""

import json
from typing import Any

from django.conf import settings

import submissions
from levee.model.reader import Reader
from levee.site import stories_desk
from levee.site.hands import hands
from levee.web.page import now

EDO = Reader(mail="edo@vendor.example", name="Edo Maas", person="edo")
ADA = Reader(mail="ada@vendor.example", name="Ada Engel", person="ada")
STRANGER = Reader(mail="zoe@vendor.example", name="Zoe")
PARTNER = Reader(mail="ann@aurora.example", name="Ann", partner="Acme Data")
HOSTILE = '<script>alert(1)</script> {{ 7|add:7 }} " onfocus=alert(2) x="'


def take_in(**changes: Any) -> str:
    body = json.dumps(submissions.ticket(**changes)).encode()
    story = stories_desk.take_in(hands(settings.DATA), body, now()).story
    assert story.ticket is not None
    return story.ticket.id
