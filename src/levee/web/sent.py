"""What did a form send?"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from levee.model.problem import Problem, Rejected

_OURS = ("csrfmiddlewaretoken", "_token", "_version")
_TOKEN = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Texts as they were typed, with plain line ends; files as they are. ``seen`` is the version
    at which the form was drawn."""

    texts: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  #: of the files, by field
    token: str = ""
    seen: str = ""

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    def whole(self, name: str) -> str:
        """As it was typed, blanks included."""
        return self.texts.get(name, "")

    def ticked(self, name: str) -> bool:
        return name in self.texts

    @property
    def version(self) -> int | None:
        """Rejected where it is no number: then the form is not one of ours."""
        if not self.seen:
            return None
        if not (self.seen.isascii() and self.seen.isdigit() and len(self.seen) < 10):
            raise Rejected((Problem("form", _("is not whole; open it again")),))
        return int(self.seen)

    def digest(self, place: str) -> str:
        """Names this wish: the same form with the same words, sent to the same place."""
        files = {n: hashlib.sha256(body).hexdigest() for n, body in self.files.items()}
        body = [self.token, place, dict(self.texts), files]
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        return _TOKEN.fullmatch(self.token) is not None


def sent(request: HttpRequest) -> Sent:
    given = {name: request.POST[name] for name in request.POST if name not in _OURS}
    files = {name: request.FILES[name] for name in request.FILES}
    return Sent(
        texts={name: _plain(str(text)) for name, text in given.items()},
        files={name: file.read() for name, file in files.items() if file},  # type: ignore[union-attr]
        names={name: str(file.name) for name, file in files.items() if file},  # type: ignore[union-attr]
        token=str(request.POST.get("_token", "")),
        seen=str(request.POST.get("_version", "")),
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")
