"""Which texts, written without a look at the rules, say how redaction does on texts it never saw?

Each line of unseen/*.txt is one text, with marks around what must go. A hash of the line says
which half it is in. The open half was worked with; of the sealed half only sums were looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.unseen_shapes import Shapes
from levee.desk.redaction import PERSONAL, Span

FOLDER = Path(__file__).parent / "unseen"
MARKED = re.compile(r"«((?:email|phone|card|iban|ssn):)?([^»]+)»|‹([^›]+)›")
PEOPLE = {
    "email:": "email",
    "phone:": "phone",
    "card:": "credit_card",
    "iban:": "iban",
    "ssn:": "us_ssn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    start: int
    end: int
    kind: str

    def touches(self, span: Span) -> bool:
        return (
            span.start < self.end
            and self.start < span.end
            and family(span.kind) == family(self.kind)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    section: str
    line: str  # the text with its marks, as it stands in the file
    text: str
    labels: tuple[Label, ...]

    @property
    def sealed(self) -> bool:
        return hashlib.sha256(self.line.encode()).digest()[0] % 2 == 1


def family(kind: str) -> str:
    return "personal" if kind in PERSONAL else "secret"


def texts(draws: int = 3) -> Iterator[Unseen]:
    """Each text of the files, `draws` times with other values."""
    for file in sorted(FOLDER.glob("*.txt")):
        section = ""
        for line in file.read_text("utf-8").split("\n"):
            if line.startswith("== "):
                section = line[3:]
            elif line and section:
                for draw in range(draws):
                    yield drawn(section, line, Shapes(f"{draw} {line}"))


def drawn(section: str, line: str, shapes: Shapes) -> Unseen:
    text, labels, at = "", [], 0
    plain = line.replace("↵", "\n").replace("⇥", "\t")
    for mark in MARKED.finditer(plain):
        text += plain[at : mark.start()]
        value = shapes.value(mark[2] or mark[3])
        if mark[2]:
            kind = PEOPLE.get(mark[1] or "", "secret")
            labels.append(Label(start=len(text), end=len(text) + len(value), kind=kind))
        text, at = text + value, mark.end()
    return Unseen(section=section, line=line, text=text + plain[at:], labels=tuple(labels))


def counted(sample: Unseen, spans: Iterable[Span]) -> Counter[str]:
    """Found, missed, right and wrong by family. Found is a label that a span covers whole."""
    count: Counter[str] = Counter()
    spans = list(spans)
    for label in sample.labels:
        hit = any(label.touches(s) and s.start <= label.start and s.end >= label.end for s in spans)
        count[f"{'found' if hit else 'missed'}_{family(label.kind)}"] += 1
    for span in spans:
        hit = any(label.touches(span) for label in sample.labels)
        count[f"{'right' if hit else 'wrong'}_{family(span.kind)}"] += 1
    return count
