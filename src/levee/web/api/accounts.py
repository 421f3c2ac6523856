"""Accounts of people, and invitations to make one."""

from typing import Any

from django.conf import settings
from ninja import Schema, Status

from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.model.reader import Reader
from levee.site import invitations, stories_accounts
from levee.store import accounts
from levee.store import invitations as invited
from levee.web.api import house_shapes, paging, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("accounts")


class AccountWanted(Schema):
    """``person`` is who they are in the contract; ``partner`` is empty for staff."""

    mail: str
    name: str
    person: str = ""
    partner: str = ""
    admin: bool = False


class InvitationWanted(AccountWanted):
    days: int = 7


class InvitedAgain(Schema):
    days: int = 7


@reads(router, "/accounts", Scope.ACCOUNTS_READ, shapes.Page[house_shapes.Account])
def list_accounts(asked: Asked) -> Any:
    """Everybody who may sign in to the pages, or could once."""
    return {"items": [stories_accounts.said(a) for a in accounts.every()], "next": None}


@writes(router, "/accounts", Scope.ACCOUNTS_WRITE, {201: house_shapes.NewAccount}, has_secret=True)
def create_account(asked: Asked, wanted: AccountWanted) -> Any:
    """Make an account, and a link that lets its owner in once, within a day."""
    _within(asked, wanted.admin)
    made = stories_accounts.create(_reader(wanted), _contract(asked), asked.now, asked.key.actor)
    link = settings.URL + stories_accounts.path_in(made)
    return Status(201, stories_accounts.said(made) | {"link": link})


@writes(
    router,
    "/accounts/{account_id}/link",
    Scope.ACCOUNTS_WRITE,
    {201: house_shapes.NewAccount},
    has_secret=True,
)
def link_account(asked: Asked, account_id: paging.Id) -> Any:
    """A new link that lets the account's owner in once, within a day."""
    found = accounts.numbered(account_id)
    _within(asked, found.admin)
    link = settings.URL + stories_accounts.another_link(found, asked.now, asked.key.actor)
    return Status(201, stories_accounts.said(found) | {"link": link})


@writes(router, "/accounts/{account_id}/close", Scope.ACCOUNTS_WRITE, house_shapes.Account)
def close_account(asked: Asked, account_id: paging.Id) -> Any:
    """Let nobody in by it any more; its sessions end at once. The last admin stays."""
    found = accounts.numbered(account_id)
    return stories_accounts.said(accounts.close(found, asked.now, asked.key.actor))


@writes(router, "/accounts/{account_id}/reopen", Scope.ACCOUNTS_WRITE, house_shapes.Account)
def reopen_account(asked: Asked, account_id: paging.Id) -> Any:
    """Let its owner in again."""
    found = accounts.numbered(account_id)
    return stories_accounts.said(accounts.reopen(found, asked.now, asked.key.actor))


@writes(router, "/accounts/{account_id}/forget-second", Scope.ACCOUNTS_WRITE, house_shapes.Account)
def forget_second(asked: Asked, account_id: paging.Id) -> Any:
    """For somebody who lost it: app, passkeys and recovery codes prove nothing any more."""
    found = accounts.numbered(account_id)
    _within(asked, found.admin)
    stories_accounts.forget_second(found, asked.now, asked.key.actor)
    return stories_accounts.said(found)


class PersonWanted(Schema):
    """A key of the contract's people; empty for nobody of them."""

    person: str


@writes(router, "/accounts/{account_id}/person", Scope.ACCOUNTS_WRITE, house_shapes.Account)
def set_person(asked: Asked, account_id: paging.Id, wanted: PersonWanted) -> Any:
    """Say who they are in the contract: whose duties they hold."""
    found = accounts.numbered(account_id)
    _within(asked, found.admin)
    by = asked.key.actor
    made = stories_accounts.set_person(found, wanted.person, _contract(asked), asked.now, by)
    return stories_accounts.said(made)


@writes(router, "/accounts/{account_id}/sign-out", Scope.ACCOUNTS_WRITE, house_shapes.Account)
def sign_out(asked: Asked, account_id: paging.Id) -> Any:
    """End every session of the account; its owner may sign in again."""
    found = accounts.numbered(account_id)
    _within(asked, found.admin)
    stories_accounts.end_sessions(found, asked.now, asked.key.actor)
    return stories_accounts.said(found)


@reads(router, "/invitations", Scope.ACCOUNTS_READ, shapes.Page[house_shapes.Invitation])
def list_invitations(asked: Asked) -> Any:
    """Who is invited, until when, and who came; the newest first, never a link."""
    items = [invitations.said(one, asked.now) for one in invited.every()]
    return {"items": items, "next": None}


@writes(
    router, "/invitations", Scope.ACCOUNTS_WRITE, {201: house_shapes.NewInvitation}, has_secret=True
)
def invite(asked: Asked, wanted: InvitationWanted) -> Any:
    """Mail somebody a link that makes their account, once, within so many days."""
    _within(asked, wanted.admin)
    who, by = _reader(wanted), asked.key.actor
    made, path = invitations.invite(who, wanted.days, _contract(asked), asked.now, by)
    return Status(201, invitations.said(made, asked.now) | {"link": settings.URL + path})


@writes(
    router,
    "/invitations/{invitation_id}/again",
    Scope.ACCOUNTS_WRITE,
    {201: house_shapes.NewInvitation},
    has_secret=True,
)
def invite_again(asked: Asked, invitation_id: paging.Id, given: InvitedAgain) -> Any:
    """Mail it once more; the link before opens nothing any more."""
    _within(asked, invited.find(invitation_id).who.admin)
    made, path = invitations.again(invitation_id, given.days, asked.now, asked.key.actor)
    return Status(201, invitations.said(made, asked.now) | {"link": settings.URL + path})


@writes(
    router,
    "/invitations/{invitation_id}",
    Scope.ACCOUNTS_WRITE,
    house_shapes.Invitation,
    method="DELETE",
)
def withdraw_invitation(asked: Asked, invitation_id: paging.Id) -> Any:
    """It makes no account any more."""
    found = invitations.withdraw(invitation_id, asked.now, asked.key.actor)
    return invitations.said(found, asked.now)


def _reader(wanted: AccountWanted) -> Reader:
    return Reader(
        mail=wanted.mail,
        name=wanted.name,
        person=wanted.person,
        partner=wanted.partner,
        admin=wanted.admin,
    )


def _within(asked: Asked, admin: bool) -> None:
    """An admin may do everything: only a key that may do so too makes one, or lets one in."""
    beyond = sorted({scope.value for scope in Scope} - asked.key.scopes)
    if admin and beyond:
        raise Rejected((Problem("$.admin", f"this key lacks {beyond[0]!r} itself"),))


def _contract(asked: Asked) -> Any:
    return asked.hands.desk.contract()
