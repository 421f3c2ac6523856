"""Updates to the customer, and whom we may write to about a ticket."""

from typing import Any

from ninja import Status

from levee.model.access import Scope
from levee.site import eyes, updating
from levee.web.api import desk_shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.wanted import By

router = area("updates")


class Draft(By):
    """Evidence is text, or `run:ID`; the next update an instant, or a wait such as `45m`."""

    impact: str = ""
    workaround: str = ""
    owner: str = ""
    next_update: str = ""
    evidence: list[str] | None = None


class Sending(By):
    """``portal_only``: it is shown, and nobody gets a mail."""

    portal_only: bool = False


class ContactWithdrawal(By):
    mail: str


class Contact(ContactWithdrawal):
    """How somebody made sure whose address it is."""

    how: str


@reads(router, "/tickets/{ticket_id}/updates", Scope.TICKETS_READ, desk_shapes.Updates)
def read_updates(asked: Asked, ticket_id: str) -> Any:
    """Every update of a ticket, and what the latest still lacks; for a partner those that were
    sent."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    return eyes.updates(updating.shown(asked.hands, found.id, asked.now), asked.partner)


@writes(router, "/tickets/{ticket_id}/updates", Scope.UPDATES_WRITE, {201: desk_shapes.Updates})
def draft_update(asked: Asked, ticket_id: str, draft: Draft) -> Any:
    """Write a draft. Says what redaction changed, and what it lacks before it can be sent."""
    parts = {k: v for k, v in draft.model_dump(exclude={"by"}).items() if v}
    told = updating.draft(asked.hands, ticket_id, parts, draft.by, asked.now)
    return Status(201, told)


@writes(router, "/tickets/{ticket_id}/updates/approval", Scope.UPDATES_WRITE, desk_shapes.Updates)
def approve_update(asked: Asked, ticket_id: str, said: By) -> Any:
    """Say, as another person than its writer, that the latest draft may go."""
    return updating.approve(asked.hands, ticket_id, said.by, asked.now)


@writes(router, "/tickets/{ticket_id}/updates/sending", Scope.UPDATES_WRITE, desk_shapes.Updates)
def send_update(asked: Asked, ticket_id: str, said: Sending) -> Any:
    """Send the latest draft to every verified address, within a minute; refused with each part
    that is missing."""
    told = updating.send(asked.hands, ticket_id, said.by, asked.now, said.portal_only)
    return {name: value for name, value in told.items() if name != "mail"}


@reads(router, "/tickets/{ticket_id}/contacts", Scope.CONTACTS_WRITE, desk_shapes.Contacts)
def read_contacts(asked: Asked, ticket_id: str) -> Any:
    """Who may be written to about a ticket."""
    return updating.contacts(asked.hands, ticket_id, asked.now)


@writes(router, "/tickets/{ticket_id}/contacts", Scope.CONTACTS_WRITE, desk_shapes.Contacts)
def verify_contact(asked: Asked, ticket_id: str, said: Contact) -> Any:
    """Let an address be written to about this ticket, and about no other."""
    who = (said.mail, said.by, said.how)
    return updating.verify_contact(asked.hands, ticket_id, *who, asked.now)


@writes(
    router, "/tickets/{ticket_id}/contacts/withdrawal", Scope.CONTACTS_WRITE, desk_shapes.Contacts
)
def withdraw_contact(asked: Asked, ticket_id: str, said: ContactWithdrawal) -> Any:
    """Write to an address no more about this ticket, even where the contract lists it."""
    return updating.withdraw_contact(asked.hands, ticket_id, said.mail, said.by, asked.now)
