"""Who are the people of the contract, which roles do they hold, and how does that change?

An edit changes nothing yet: it shows what would differ. Putting it in force is a step of its own,
refused when another version came into force meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from levee.contract import edit
from levee.contract.load import Contract, load
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.reader import Whom
from levee.site import adopting, stories_contract
from levee.store import accounts
from levee.web.action import Doing, Done, Looked, action
from levee.web.acts.act import Act, carry_out
from levee.web.forms import Field, Form, Kind, shown
from levee.web.page import Answer, Asked, page
from levee.web.sent import Sent
from levee.web.settings import people_forms as forms
from levee.web.settings.people_forms import Place
from levee.web.settings.tabs import body, nothing

TEMPLATE = "levee/settings_people.html"
NAME = "text"  #: how problems name the text: the field that it stands in
SHOWN = 20  #: open tickets whose change is shown


def _asked(asked: Asked) -> Place:
    given = asked.refused.sent.text("key") if asked.refused else asked.query.get("key", "")
    return Place(contract=asked.hands.desk.contract(), chosen=given)


def _edit_person(doing: Doing, place: Place) -> Done:
    sent = doing.sent
    values = {name: sent.text(name) for name in ("name", "mail", "zone", "hours")}
    return _look(doing, edit.with_person(place.contract.text, _named(sent), values))


def _edit_role(doing: Doing, place: Place) -> Done:
    sent = doing.sent
    values: dict[str, Any] = {
        "title": sent.text("title"),
        "people": sent.text("people").split(),
        "rotation": "weekly" if sent.ticked("weekly") else "",
        "zone": sent.text("zone"),
        "overrides": _overrides(sent.text("overrides")),
    }
    known = place.file.roles.get(_named(sent))
    if sent.text("since") != (known.since if known else "2026-01-05"):
        values["since"] = sent.text("since")
    text = edit.with_role(place.contract.text, _named(sent), values, sent.ticked("second"))
    return _look(doing, text)


def _named(sent: Sent) -> str:
    key = sent.text("key")
    if not (key.isascii() and key.replace("_", "").replace("-", "").isalnum() and len(key) < 60):
        raise Rejected((Problem("key", _("is a short word of a-z, 0-9, _ and -")),))
    return key


def _overrides(text: str) -> list[dict[str, str]]:
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if words and len(words) != 3:
            problems.append(
                Problem(
                    "overrides", _("line %(number)s is no from, to and who") % {"number": number}
                )
            )
        elif words:
            found.append(dict(zip(("from", "to", "person"), words, strict=True)))
    if problems:
        raise Rejected(tuple(problems))
    return found


def _remove(doing: Doing, place: Place) -> Done:
    return _look(doing, edit.without_person(place.contract.text, _named(doing.sent)))


def _edit_text(doing: Doing, place: Place) -> Done:
    return _look(doing, doing.sent.whole("text"))


def _look(doing: Doing, text: str) -> Done:
    """Nothing is written: what would differ is shown. Rejected with every fault and hole."""
    before = doing.hands.desk.contract()
    raise Looked(_proposal(_proved(text, doing), before, doing))


def _proved(text: str, doing: Doing | Asked) -> Contract:
    contract = load(text, NAME)
    if holes := stories_contract.holes(contract, NAME, doing.now):
        raise Rejected(holes)
    return contract


def _proposal(after: Contract, before: Contract, doing: Doing | Asked) -> Mapping[str, Any]:
    tickets = adopting.listed(adopting.differences(after, doing.now, before))
    differing = stories_contract.differing_settings(before, after)
    return {
        "text": after.text,
        "before": before.digest,
        "settings": [one for one in differing if one["before"] or one["after"]],
        "tickets": tickets[:SHOWN],
        "more": max(0, len(tickets) - SHOWN),
    }


def _adopt(doing: Doing, place: Place) -> Done:
    """NotHeld when another version came into force since the differences were shown."""
    if doing.sent.text("before") != place.contract.digest:
        raise NotHeld("another version came into force meanwhile; look at what changes once more")
    contract = _proved(doing.sent.whole("text"), doing)
    moves = doing.sent.ticked("move_open")
    moved = adopting.adopt(doing.hands, contract, doing.now, doing.by, moves)
    told = ngettext(
        "%(number)s open ticket moved to it.", "%(number)s open tickets moved to it.", len(moved)
    ) % {"number": len(moved)}
    return Done(
        said=_("Contract %(version)s is in force.") % {"version": contract.version}
        + (f" {told}" if moves else "")
    )


ACTS: tuple[Act[Place], ...] = (
    Act(name="person", title=noop("Add a person"), form=forms.person, do=_edit_person),
    Act(name="role", title=noop("Add a role"), form=forms.role, do=_edit_role),
    Act(name="text", title=noop("Edit the whole contract"), form=forms.text, do=_edit_text),
    Act(name="remove", title="", form=nothing, do=_remove),
    Act(name="adopt", title="", form=nothing, do=_adopt),
)


def answer(asked: Asked, **_: str) -> Answer:
    place = _asked(asked)
    file = place.file
    signs_in = {one.person for one in accounts.every() if one.person and one.is_active}
    rows = {
        "people": [
            {"key": key, "signs_in": key in signs_in, **one.model_dump()}
            for key, one in file.people.items()
        ],
        "roles": [
            {"key": key, "second": key in file.two_factor, **one.model_dump()}
            for key, one in file.roles.items()
        ],
        "version": place.contract.version,
    }
    return body(asked, "settings_people", ACTS, place, rows | {"proposal": _shown(asked, place)})


def _shown(asked: Asked, place: Place) -> dict[str, Any] | None:
    """What would differ, with the form that puts it in force: after an edit, and again when a
    form came too late."""
    if asked.refused is None:
        return None
    found = asked.refused.found
    if asked.refused.form == "adopt":
        try:
            found = _proposal(
                _proved(asked.refused.sent.whole("text"), asked), place.contract, asked
            )
        except Rejected:
            return None
    if not found:
        return None
    form = Form(
        name="adopt",
        title=_("Put it in force"),
        button=_("Put it in force"),
        grave=True,
        fields=(
            Field(name="text", label="", kind=Kind.HIDDEN, value=str(found["text"])),
            Field(name="before", label="", kind=Kind.HIDDEN, value=str(found["before"])),
            Field(
                name="move_open",
                label=_("Open tickets go on under it; used time is kept"),
                kind=Kind.TICK,
            ),
        ),
    )
    return {**found, "form": shown(form, asked.path, None, None)}


@page(TEMPLATE, Whom.ADMIN)
def look(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer, Whom.ADMIN)
def act(doing: Doing, act: str) -> Done | HttpResponse:
    place = Place(contract=doing.hands.desk.contract(), chosen="")
    return carry_out(ACTS, act, doing, place)
