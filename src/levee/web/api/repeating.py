"""Was this asked before? The same Idempotency-Key and body get the stored answer.

The answer is written in the transaction of what it tells of, so that there is never one without
the other, however the process ends.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from ninja import Status

from levee.model.problem import Problem, StaleWrite
from levee.store import answered, ledger
from levee.web.api.asked import key_of
from levee.web.api.problems import Refused
from levee.web.page import now

LONGEST = 200

type Answer = Any


def once(request: HttpRequest, answer: Callable[[], Answer]) -> Answer:
    """What ``answer`` says, or what it said when this was asked first."""
    named = request.headers.get("Idempotency-Key", "")
    if not named:
        return answer()
    if len(named) > LONGEST or not named.isprintable():
        fault = Problem("Idempotency-Key", f"has at most {LONGEST} printable characters")
        raise Refused(status=422, detail="the input was refused", problems=(fault,))
    asked = _fingerprint(request)
    with ledger.writing():
        known = answered.claim(key_of(request).id, named, asked, now())
        if known is None:
            try:
                said = answer()
            except StaleWrite as error:
                # What came too late is kept as a draft, so this transaction has to hold.
                answered.release(key_of(request).id, named)
                late = error
            else:
                answered.keep(key_of(request).id, named, *_stored(said))
                return said
    if known is None:
        raise late
    if known.asked != asked:
        detail = "this Idempotency-Key was used for another request; take a new one"
        raise Refused(status=422, detail=detail, problems=(Problem("Idempotency-Key", detail),))
    return Status(known.status, known.body)


def not_repeated(request: HttpRequest) -> None:
    """Where an answer is kept nowhere, whoever counts on its repetition is told so."""
    if "Idempotency-Key" in request.headers:
        what = "is not taken here: the answer is not kept, since it may hold a secret"
        fault = Problem("Idempotency-Key", what)
        raise Refused(status=422, detail="the input was refused", problems=(fault,))


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    digest.update(request.body)
    return digest.hexdigest()


def _stored(said: Answer) -> tuple[int, Any]:
    status, body = (said.status_code, said.value) if isinstance(said, Status) else (200, said)
    return status, json.loads(json.dumps(body, cls=DjangoJSONEncoder))
