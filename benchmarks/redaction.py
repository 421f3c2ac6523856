"""How much does redaction find, how often is it wrong, and how fast is it?

    PYTHONPATH=src:tests python benchmarks/redaction.py [--misses] [--half work|held]

--misses shows single texts of the working half only: the held-out half is scored in sums.

Score: a labelled span is found when a span of its family covers it whole; a found span is wrong
when it touches no labelled span of its text in its family. Times are CPU seconds of one core, the
median of some runs. `logs` has a hit in 10 KB, `dense` one in 100 bytes; in `stamped`, dense text
with a time before each line, no two lines are equal even after their secrets are taken out.
"""

# ruff: noqa: E501 - a pattern is read as one line

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

from corpus.redaction import Sample, samples
from levee.desk.redaction import PERSONAL, find, redact

RUNS = 7


def family(kind: str) -> str:
    return "personal" if kind.partition(":")[0] in PERSONAL else "secret"


def score(chosen: list[Sample], *, misses: bool = False) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for sample in chosen:
        kind = sample.kind
        row = table.setdefault(kind, Counter())
        expected = family(kind)
        spans = [s for s in find(sample.text)]
        if sample.positive:
            hit = any(
                s.start <= sample.start and s.end >= sample.end and family(s.kind) == expected
                for s in spans
            )
            row["found" if hit else "missed"] += 1
            if misses and not hit:
                print(
                    "MISS",
                    kind,
                    repr(sample.text),
                    repr(sample.text[sample.start : sample.end]),
                    spans,
                )
        for span in spans:
            touches = span.start < sample.end and span.end > sample.start
            if not touches:
                row[f"wrong_{family(span.kind)}"] += 1
                if misses:
                    print("WRONG", kind, span, repr(sample.text))
            else:
                row[f"right_{family(span.kind)}"] += 1
    return table


def report(table: dict[str, Counter[str]]) -> None:
    for kind, row in sorted(table.items()):
        wrong = row["wrong_secret"] + row["wrong_personal"]
        total = row["found"] + row["missed"]
        recall = f"{row['found'] / total:.2f}" if total else "  - "
        print(f"  {kind:22} recall {recall}  texts {total:4}  wrong {wrong}")
    for name in ("secret", "personal"):
        rows = [
            row
            for kind, row in table.items()
            if family(kind) == name and row["found"] + row["missed"]
        ]
        found, missed = sum(r["found"] for r in rows), sum(r["missed"] for r in rows)
        right = sum(r[f"right_{name}"] for r in table.values())
        wrong = sum(r[f"wrong_{name}"] for r in table.values())
        print(
            f"{name:9} recall {found / (found + missed):.3f}  precision {right / (right + wrong):.3f}"
        )


def texts() -> dict[str, str]:
    rng = random.Random(3)
    log = [
        f"2026-10-18T12:33:44.{rng.randrange(1000):03d}Z INFO [worker-{rng.randrange(9)}] request_id={rng.getrandbits(128):032x} "
        f"ip=10.{rng.randrange(200)}.3.4:443 GET /wp-json/wp/v2/posts?page={rng.randrange(100)} 200 {rng.randrange(900)}ms key cache hit\n"
        for _ in range(20000)
    ]
    for at in range(0, len(log), 75):
        log[at] = f"2026-10-18T12:33:44Z WARN login for user{at}@example.com failed\n"
    dense = "\n".join(s.text for s in samples(11, 12))
    stamped = "\n".join(
        f"2026-10-18T12:{at // 60000 % 60:02}:{at // 1000 % 60:02}.{at % 1000:03}Z {line}"
        for at, line in enumerate(dense.split("\n"))
    )
    return {"logs": "".join(log), "dense": dense, "stamped": stamped}


HOSTILE = {
    "one letter": "a", "key=": "key=", "password=": "password=", "quotes": "password='", "backslashes": 'password="\\', "at": "@",
    "mails": "a@a.", "digits": "4", "groups": "4111 ", "zeros": "0123 ", "pem": "-----BEGIN RSA PRIVATE " + "KEY-----", "jwt": "eyJaaaaaaaaaaaaa.",
    "addresses": "a://b:c", "cookie": "Cookie: a=b;", "cookie name": "Cookie: =aaaa", "lines": "\n", "options": " -u a:bcd", "calls": 'login("a","b"',
    "smtp": "334 UGFzc3dvcmQ6\nYWJj\n", "transfers": "lftp -u a,bcd ", "manifests": "kind: Secret\ndata:\n  a: b\n---\n",
    "licence": "license ", "accents": "é@é.", "auth": "Authorization: Digest x ", "digit words": "a1111", "indent": " \n",
    "told": "password for x pw | ab12cd ", "asked": "echo A_TOKEN A_KEY a1b2c3d ", "buyer": "buyer licence ",
}  # fmt: skip


def seconds(verb: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    verb(text)
    return time.process_time() - begun


def speed() -> None:
    for name, text in texts().items():
        for verb in (find, redact):
            used = statistics.median(seconds(verb, text) for _ in range(RUNS))
            print(f"{name:7} {verb.__name__:7} {len(text) / 1e6 / used:6.1f} MB/s")
    for name, piece in HOSTILE.items():
        text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
        print(f"hostile 1 MB {name:12} {seconds(redact, text):5.2f} s")


if __name__ == "__main__":
    half = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else ""
    misses = "--misses" in sys.argv
    half = "work" if misses else half
    chosen = [s for s in samples() if not half or s.held_out == (half == "held")]
    report(score(chosen, misses=misses))
    if not misses:
        speed()
