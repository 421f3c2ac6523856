"""What is typed is not lost: how is it kept while it is typed, and who else is at it?"""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from levee.model.reader import Whom
from levee.site.clock import clock
from levee.site.hands import redacted
from levee.store import ledger, pages, typed
from levee.store import sent as sent_forms
from levee.store.account_models import Account
from levee.web.page import NOBODY, Asked
from levee.web.sent import Sent, sent
from levee.web.who import reader

_ADDRESS = re.compile(r"(?P<place>/[A-Za-z0-9/._-]{1,150}/)kept/(?P<form>[a-z-]{1,40})/")
ENDED = noop("Your session has ended; what you type from here on is not kept.")
MOST = 300_000  #: characters of one form
_DOES = {
    "reply": noop("%(name)s is answering"),
    "draft": noop("%(name)s is writing an update"),
    "note": noop("%(name)s is writing a note"),
}
_HERE = noop("%(name)s is writing here")


@never_cache
@require_POST
def keep(
    request: HttpRequest, whom: Whom = Whom.STAFF, ticket_id: str = "", **_given: str
) -> HttpResponse:
    """Keep what is typed into one form of the page that stands before ``kept/``."""
    who = reader(request)
    if who is None:
        return HttpResponse(_(ENDED), status=401)
    found = _ADDRESS.fullmatch(request.path)
    sees = not ticket_id or pages.sees_ticket(who.partner, ticket_id)
    if found is None or not who.is_one_of(whom) or not sees:
        raise Http404(NOBODY)
    assert isinstance(request.user, Account)
    given = sent(request)
    texts = {name: str(redacted(text)) for name, text in given.texts.items()}
    if sum(map(len, texts.values())) > MOST:
        return HttpResponse(_("It is too long to be kept."), status=413)
    own = {name: text for name, text in texts.items() if not name.startswith("_")}
    with ledger.writing():  # what is kept after its form was sent comes too late, and is left out
        late = sent_forms.is_used_up(request.user, given.token)
        if not late:
            typed.keep(request.user, found["place"], found["form"], own, clock())
    is_kept = not late and any(text.strip() for text in own.values())
    return render(request, "levee/_kept.html", {"is_kept": is_kept, "now": clock()})


def kept(asked: Asked, form: str) -> Sent | None:
    """What this reader typed into a form of this page and did not send."""
    if asked.who is None or asked.refused is not None:
        return None
    found = typed.kept(asked.who.mail, asked.path, form)
    return Sent(texts=found.texts) if found else None


def present(place: str, mail: str) -> str:
    """Who else writes there, in words; empty for nobody."""
    there = typed.writers(place, mail, clock())
    said = dict.fromkeys(_(_DOES.get(w.form, _HERE)) % {"name": w.name} for w in there)
    return f"{' '.join('; '.join(said).split())}." if said else ""
