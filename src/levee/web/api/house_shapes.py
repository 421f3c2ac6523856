"""What do answers about accounts, keys, webhooks and the running of the house look like?"""

from datetime import datetime

from levee.web.api.shapes import Open


class ApiKey(Open):
    id: int
    prefix: str
    name: str
    scopes: list[str]
    partner: str
    per_minute: int
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewApiKey(ApiKey):
    """The secret is told this once."""

    secret: str


class Account(Open):
    id: int
    mail: str
    name: str
    person: str
    partner: str
    admin: bool
    active: bool
    created_at: datetime
    last_in_at: datetime | None


class NewAccount(Account):
    """The link lets its owner in once, within a day; it is told this once."""

    link: str


class Invitation(Open):
    id: int
    mail: str
    name: str
    person: str
    partner: str
    admin: bool
    made_by: str
    made_at: datetime
    ends_at: datetime | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    holds: bool


class NewInvitation(Invitation):
    """The link is mailed as well; it is told this once."""

    link: str


class Webhook(Open):
    id: int
    url: str
    kinds: list[str]
    partner: str
    name: str
    created_at: datetime
    removed_at: datetime | None


class NewWebhook(Webhook):
    """The signing secret is told this once."""

    secret: str


class Delivery(Open):
    """``status`` null: nobody answered."""

    id: int
    webhook: int
    event: int
    kind: str
    message: str
    at: datetime
    status: int | None
    said: str
    delivered: bool


class Redelivery(Open):
    look: str


class Ticked(Open):
    looked_at: list[str]
    sent: int
    faults: list[str]


class Audited(Open):
    whole: bool
    chains: list[str]
    caches: list[str]
    cases: list[str]
    clocks: list[str]
    waiting: list[str]


class Span(Open):
    start: int
    end: int
    kind: str


class Redacted(Open):
    text: str
    spans: list[Span]


class Part(Open):
    name: str
    ok: bool
    said: str


class Health(Open):
    whole: bool
    version: str
    at: datetime
    checks: list[Part]


class Typed(Open):
    """A command as it has to be typed on the server's machine, and what it does."""

    what: str
    text: str


class FirstStep(Open):
    step: str
    state: str
    title: str
    said: str
    why: str
    commands: list[Typed]


class FirstSteps(Open):
    """From an empty store to the first certificate; ``set_up``: up to the first night."""

    set_up: bool
    done: int
    steps: list[FirstStep]
