"""Which texts of the pages can be translated, and do all of them get through?

    python tools/messages.py FOLDER

Writes into FOLDER the template for translators (levee.pot) and the pseudo-locale en-xa
(en_XA/LC_MESSAGES/django.mo): every text with accents, in brackets and a good third longer, so that
what was forgotten and what does not fit both show. Placeholders and marks of HTML stay.
"""

import ast
import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[1] / "src" / "levee"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_KEPT = re.compile(r"%\(\w+\)s|%%|<[^>]*>|&\w+;|#")
_ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöüÿÀÇÉÎÑÖÜÝ")


def messages() -> dict[str, str]:
    """text -> the first file that it stands in."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for text in _of_code(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(SOURCE.parent)))
    for path in sorted(SOURCE.rglob("*.html")):
        for text in _of_template(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(SOURCE.parent)))
    return found


def _of_code(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in CALLS and isinstance(first, ast.Constant):
                yield str(first.value)


def _of_template(text: str) -> Iterator[str]:
    from django.template import Engine
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    nodes: Any = Engine.get_default().from_string(text).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        yield str(node.filter_expression.var.literal)
    for block in nodes.get_nodes_by_type(BlockTranslateNode):
        yield block.render_token_list(block.singular)[0]


def pseudo(text: str) -> str:
    parts, kept = _KEPT.split(text), [*_KEPT.findall(text), ""]
    changed = "".join(p.translate(_ACCENTS) + k for p, k in zip(parts, kept, strict=True))
    return f"⟦{changed}{'·' * (len(text) * 2 // 5)}⟧"


def catalogue(pairs: dict[str, str]) -> bytes:
    """A .mo file: two tables of (length, place), and the texts."""
    rows = [(k.encode(), v.encode()) for k, v in sorted(pairs.items())]
    start = 28 + 16 * len(rows)
    keys, values, texts = b"", b"", b""
    for key, _ in rows:
        keys += struct.pack("<II", len(key), start + len(texts))
        texts += key + b"\0"
    for _, value in rows:
        values += struct.pack("<II", len(value), start + len(texts))
        texts += value + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + keys + values + texts


def write(folder: Path) -> int:
    found = messages()
    place = folder / "en_XA" / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    head = {"": "Content-Type: text/plain; charset=UTF-8\nLanguage: en_XA\n"}
    place.joinpath("django.mo").write_bytes(
        catalogue(head | {text: pseudo(text) for text in found})
    )
    rows = [f'#: {where}\nmsgid {_quoted(text)}\nmsgstr ""\n' for text, where in found.items()]
    (folder / "levee.pot").write_text("\n".join(rows), encoding="utf-8")
    return len(found)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")
    import django

    django.setup()
    print(f"{write(Path(sys.argv[1]))} texts")
