"""Which work does a ticket ask of the lab by itself, without anybody saying so?"""

from levee.model.event import Channel, Consequence


def reproduction(ticket_id: str) -> Consequence:
    """For a complete ticket of a stream with a board: see it fail."""
    return _job("reproduce", ticket_id)


def isolation(ticket_id: str) -> Consequence:
    """For one that was reproduced: find the smallest interaction."""
    return _job("isolate", ticket_id)


def _job(name: str, ticket_id: str) -> Consequence:
    payload = {"job": name, "ticket": ticket_id}
    return Consequence(channel=Channel.JOB, key=f"{ticket_id}:{name}", payload=payload)
