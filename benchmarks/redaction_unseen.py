"""How does redaction do on texts that were written without a look at its rules?

    PYTHONPATH=src:tests:. python benchmarks/redaction_unseen.py [--open | --sealed] [--misses]

`--misses` shows each miss and each wrong span; it shows those of the open half only.
"""

import sys
from collections import Counter

from corpus.redaction_unseen import counted, texts
from levee.desk.redaction import find


def ratio(good: int, bad: int) -> str:
    return f"{good / (good + bad):.3f}" if good + bad else "  -  "


def show(name: str, row: Counter[str]) -> None:
    words = [f"{name:18}"]
    for family in ("secret", "personal"):
        found, missed = row[f"found_{family}"], row[f"missed_{family}"]
        right, wrong = row[f"right_{family}"], row[f"wrong_{family}"]
        words.append(f"{family} recall {ratio(found, missed)} of {found + missed:4}  "
                     f"precision {ratio(right, wrong)} wrong {wrong:3}   ")  # fmt: skip
    print(*words)


def main(options: list[str]) -> None:
    halves = [
        half
        for half in (False, True)
        if not options or ("--sealed" if half else "--open") in options or "--misses" in options
    ]
    shown: set[str] = set()
    for half in halves:
        if half and "--misses" in options:
            continue
        table: dict[str, Counter[str]] = {}
        for sample in (text for text in texts() if text.sealed == half):
            spans = find(sample.text)
            count = counted(sample, spans)
            table.setdefault(sample.section, Counter()).update(count)
            bad = [key for key in count if key.startswith(("missed", "wrong"))]
            if "--misses" in options and bad and sample.line not in shown:
                shown.add(sample.line)
                taken = [(s.kind, sample.text[s.start : s.end]) for s in spans]
                print(sample.section, bad, repr(sample.text[:300]), taken, sep="\n    ")
        for section, row in table.items():
            show(section, row)
        show("SEALED" if half else "OPEN", sum(table.values(), Counter()))


if __name__ == "__main__":
    main(sys.argv[1:])
