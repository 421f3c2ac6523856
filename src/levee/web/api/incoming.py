"""What did a partner's key, or our own, send us?"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from levee.model.problem import Problem, Rejected
from levee.web.api.problems import Refused

#: Every body is taken: what cannot be read is sealed and becomes an incomplete ticket.
ANYTHING: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "description": "a ticket file; see the reference of files",
                }
            }
        },
    }
}

#: Read strictly, and in bytes: a key that stands twice is named, never guessed.
ANSWER: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "description": "a ticket file with the missing fields only",
                    "type": "object",
                }
            }
        },
    }
}


def submission(body: bytes, partner: str) -> bytes:
    """What is taken in: a partner's ticket is that partner's, whatever it says."""
    if not partner:
        return body
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        problem = Problem("$", f"is not JSON: {error}")
        raise Refused(status=400, detail="the body is not JSON", problems=(problem,)) from None
    if not isinstance(payload, dict):
        raise Rejected((Problem("$", "is a JSON object"),))
    if payload.get("partner", partner) != partner:
        raise Rejected((Problem("$.partner", f"is {partner!r} with this key; it may be left out"),))
    return json.dumps(payload | {"partner": partner}).encode()


def answer(body: bytes, partner: str) -> bytes:
    """What fills gaps: a partner's answer never makes a ticket anybody else's."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return body  # the story says what is wrong with it
    if partner and isinstance(payload, dict) and payload.get("partner", partner) != partner:
        raise Rejected((Problem("$.partner", f"is {partner!r} with this key; it may be left out"),))
    return body


def owned(
    reports: Sequence[Mapping[str, Any]], partner: str, path: str = ""
) -> list[dict[str, Any]]:
    """What a partner reports is that partner's, whatever it says."""
    if not partner:
        return [dict(report) for report in reports]
    problems = tuple(
        Problem(
            f"{path or f'$[{place}]'}.partner", f"is {partner!r} with this key; it may be left out"
        )
        for place, report in enumerate(reports)
        if report.get("partner", partner) != partner
    )
    if problems:
        raise Rejected(problems)
    return [{**report, "partner": partner} for report in reports]
