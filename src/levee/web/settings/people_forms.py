"""What do the forms for a person, a role and the whole contract ask?"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.web.forms import Field, Form, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    contract: Contract
    chosen: str  #: the person or role whose form is open

    @property
    def file(self) -> ContractFile:
        return self.contract.file


def person(place: Place) -> Form:
    known = place.file.people.get(place.chosen)
    calendars = tuple((name, name) for name in place.file.calendars)
    return Form(
        name="person",
        title=_("Change %(name)s") % {"name": known.name} if known else _("Add a person"),
        button=_("Show what changes"),
        fields=(
            _key(place.chosen if known else "", _("such as ada; it never changes")),
            Field(name="name", label=_("Name"), needed=True, value=known.name if known else ""),
            Field(name="mail", label=_("Mail"), needed=True, value=known.mail if known else ""),
            Field(
                name="zone", label=_("Time zone"), needed=True, value=known.zone if known else "UTC"
            ),
            Field(
                name="hours",
                label=_("Calendar in which messages may ring"),
                kind=Kind.CHOICE,
                value=known.hours if known else "",
                choices=(("", _("around the clock")), *calendars),
                names=True,
            ),
        ),
    )


def _key(value: str, hint: str) -> Field:
    if value:
        return Field(name="key", label=_("Key"), kind=Kind.HIDDEN, value=value)
    return Field(name="key", label=_("Key"), needed=True, hint=hint)


def role(place: Place) -> Form:
    known = place.file.roles.get(place.chosen)
    overrides = (
        "\n".join(f"{o.begins} {o.ends} {o.person}" for o in known.overrides) if known else ""
    )
    weekly = bool(known and known.rotation == "weekly")
    return Form(
        name="role",
        title=_("Change %(chosen)s") % {"chosen": known.title or place.chosen}
        if known
        else _("Add a role"),
        button=_("Show what changes"),
        fields=(
            _key(place.chosen if known else "", _("such as on_call; it never changes")),
            Field(name="title", label=_("Title"), needed=True, value=known.title if known else ""),
            Field(
                name="people",
                label=_("People, in the order of their turns"),
                kind=Kind.TEXT,
                rows=4,
                value="\n".join(known.people) if known else "",
                hint=_("keys of the contract, one a line"),
            ),
            Field(
                name="weekly",
                label=_("They take turns by the week"),
                kind=Kind.TICK,
                value="yes" if weekly else "",
            ),
            Field(
                name="since",
                label=_("The first one begins on"),
                value=known.since if known else "2026-01-05",
            ),
            Field(
                name="zone",
                label=_("Time zone in which a week ends"),
                value=known.zone if known else "",
                hint=_("empty: each person's own"),
            ),
            Field(
                name="overrides",
                label=_("Somebody stands in"),
                kind=Kind.TEXT,
                rows=3,
                value=overrides,
                hint=_(
                    "from, to and who, one a line: "
                    "2026-08-03T00:00:00+02:00 2026-08-10T00:00:00+02:00 bo"
                ),
            ),
            Field(
                name="second",
                label=_("Its people sign in with two proofs"),
                kind=Kind.TICK,
                value="yes" if place.chosen in place.file.two_factor else "",
            ),
        ),
    )


def text(place: Place) -> Form:
    return Form(
        name="text",
        title=_("Edit the whole contract"),
        button=_("Show what changes"),
        fields=(
            Field(
                name="text",
                label=_("The contract"),
                kind=Kind.TEXT,
                rows=30,
                needed=True,
                value=place.contract.text,
            ),
        ),
    )
