"""How much does redaction take out of texts in which nothing is secret?

    PYTHONPATH=src python benchmarks/redaction_harmless.py [--show N] [--kind KIND] PATH...

Each file below the paths that is prose, configuration, a list or code is read as one text. Nearly
every span in such texts is a mistake, but for mail addresses: those of authors are real.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from levee.desk.redaction import find

READ = {".md", ".rst", ".txt", ".json", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".html", ".css",
        ".js", ".py", ".pyi", ".sql", ".svg", ".xml", ".csv", ".lock", ""}  # fmt: skip
LARGEST = 1_000_000
AROUND = 60


def texts(paths: list[str]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        top = Path(path)
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.suffix in READ and file.is_file() and file.stat().st_size < LARGEST:
                data = file.read_bytes()
                if b"\0" not in data[:4096]:
                    yield file, data.decode("utf-8", "surrogateescape")


def main(paths: list[str], show: int, kind: str) -> None:
    counts: Counter[str] = Counter()
    shown: list[str] = []
    files = size = 0
    used = 0.0
    for file, text in texts(paths):
        begun = time.process_time()
        spans = find(text)
        used += time.process_time() - begun
        files, size = files + 1, size + len(text)
        counts.update(span.kind for span in spans)
        for s in spans:
            before, after = text[max(0, s.start - AROUND) : s.start], text[s.end : s.end + AROUND]
            if not kind or s.kind == kind:
                what = f">>{text[s.start : s.end]!r}<<"
                shown.append(f"{s.kind} {file.name}: {before!r} {what} {after!r}")
    for line in random.Random(5).sample(shown, min(show, len(shown))):
        print(line)
    for name, count in counts.most_common():
        print(f"{name:18} {count:6}  {count / size * 1e6:8.2f} a MB")
    wrong = counts.total() - counts["email"]
    print(f"{files} files, {size / 1e6:.1f} MB, {wrong / size * 1e6:.2f} spans a MB besides mail "
          f"addresses, {size / 1e6 / used:.1f} MB/s")  # fmt: skip


if __name__ == "__main__":
    words = sys.argv[1:]
    options = {"--show": "0", "--kind": ""}
    while words and words[0] in options:
        options[words[0]], words = words[1], words[2:]
    main(words, int(options["--show"]), options["--kind"])
