"""What can be done with several tickets of an inbox at once, and which views are kept?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from levee.model.problem import NotHeld, Problem, Rejected, StaleWrite, Unknown, WrongState
from levee.site import moves
from levee.site.moves import Wish
from levee.site.shown import inbox as shown
from levee.site.shown import names
from levee.store import views
from levee.web.action import Doing, Done, action
from levee.web.forms import Refusal, token
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/inbox.html"
PICK = "pick."
MOST = 200  #: tickets that one form moves
LONGEST = 2000  #: characters of an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One move for many tickets; ``needs`` is the field that it cannot do without."""

    move: Callable[[Doing, Wish], Any]
    needs: str = ""


BULK: Mapping[str, Deed] = {
    "assign": Deed(move=lambda d, w: moves.assign(d.hands, w, d.sent.text("owner")), needs="owner"),
    "level": Deed(
        move=lambda d, w: moves.level(d.hands, w, d.sent.text("level"), d.sent.text("trigger")),
        needs="level",
    ),
    "pause": Deed(move=lambda d, w: moves.pause(d.hands, w)),
    "resume": Deed(move=lambda d, w: moves.resume(d.hands, w)),
    "resolve": Deed(move=lambda d, w: moves.resolve(d.hands, w)),
}


def answer(asked: Asked, stream: str, **_given: str) -> Answer:
    assert asked.who is not None
    body = shown.inbox(asked.hands, stream, asked.query, asked.who.person, asked.now)
    return body | {
        "bulk": _bulk(asked, asked.refused),
        "views": views.of(asked.who.mail, stream),
        "token": token(),
        "path": asked.path,
    }


def _bulk(asked: Asked, refused: Refusal | None) -> dict[str, Any]:
    """The form for many, with what was typed and what is wrong with it."""
    file = asked.hands.desk.contract().file
    typed = refused.sent.texts if refused else {}
    return {
        "owners": {key: names.role(file, key) for key in file.roles}
        | {key: person.name for key, person in file.people.items()},
        "levels": {key: f"{key}: {spec.title}" for key, spec in file.levels.items()},
        "triggers": list(dict.fromkeys(t for s in file.levels.values() for t in s.escalates_when)),
        "typed": {name: typed.get(name, "") for name in ("owner", "level", "trigger", "reason")},
        "picked": [name.removeprefix(PICK) for name in typed if name.startswith(PICK)],
        "said": refused.said if refused else "",
        "problems": list(refused.problems) if refused else [],
    }


@page(TEMPLATE)
def inbox(asked: Asked, stream: str) -> Answer:
    return answer(asked, stream)


@action(TEMPLATE, answer)
def act(doing: Doing, stream: str, act: str) -> Done | HttpResponse:
    here = reverse("inbox", args=(stream,))
    query = _kept(doing.sent.text("at"))
    back = f"{here}?{query}" if query else here
    match act:
        case "keep":
            return _keep(doing, stream, query, back)
        case "forget":
            named = doing.sent.text("view")
            views.forget(doing.who.mail, int(named) if named.isascii() and named.isdigit() else 0)
            return Done(said=_("It is forgotten."), to=back)
    if act not in BULK:
        raise Unknown("There is no page at this address.")
    picked = _picked(doing, BULK[act])
    return Done(said="\n".join(_moved(doing, picked, BULK[act])), to=back)


def _kept(given: str) -> str:
    """Only what the inbox reads of an address."""
    told = dict(parse_qsl(given[:LONGEST]))
    return urlencode({n: told[n] for n in shown.FILTERS if told.get(n)})


def _keep(doing: Doing, stream: str, query: str, back: str) -> Done:
    name = doing.sent.text("name")
    if not name or len(name) > 100 or "\0" in name:
        raise Rejected((Problem("name", _("is between 1 and 100 characters")),))
    views.keep(doing.who.mail, stream, name, query)
    return Done(said=_("The view is kept."), to=back)


def _picked(doing: Doing, deed: Deed) -> dict[str, int]:
    """ticket -> the version of it that was seen. What is required of one is required of many."""
    found = {n.removeprefix(PICK): v for n, v in doing.sent.texts.items() if n.startswith(PICK)}
    plain = {n: int(v) for n, v in found.items() if v.isascii() and v.isdigit() and len(v) < 10}
    problems = []
    if not plain or len(plain) > MOST:
        what = _("are between 1 and %(most)s; select them in the list") % {"most": MOST}
        problems.append(Problem(_("tickets"), what))
    if not doing.sent.text("reason"):
        problems.append(Problem(_("reason"), _("is needed, for each of them")))
    if deed.needs and not doing.sent.text(deed.needs):
        problems.append(Problem(deed.needs, _("is to be chosen")))
    if problems:
        raise Rejected(tuple(problems))
    return plain


def _moved(doing: Doing, picked: Mapping[str, int], deed: Deed) -> Iterator[str]:
    """Each ticket by itself: what is refused of one holds up no other."""
    reason = doing.sent.text("reason")
    for ticket, version in picked.items():
        wish = Wish(ticket=ticket, by=doing.by, now=doing.now, reason=reason, version=version)
        try:
            deed.move(doing, wish)
        except StaleWrite:
            yield _("%(id)s: not done, somebody wrote meanwhile") % {"id": ticket}
        except (Rejected, WrongState, NotHeld, Unknown) as error:
            yield _("%(id)s: not done; %(why)s") % {"id": ticket, "why": error}
        else:
            yield _("%(id)s: done") % {"id": ticket}
