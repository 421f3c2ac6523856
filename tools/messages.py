"""Which texts of the pages can be translated, and do all of them get through?

    python tools/messages.py           writes src/levee/web/locale/levee.pot, for translators
    python tools/messages.py FOLDER    writes it into FOLDER, with the pseudo-locale en-xa

The pseudo-locale (en_XA/LC_MESSAGES/django.mo) has every text with accents, in brackets and a good
third longer, so that what was forgotten and what does not fit both show. Placeholders and marks of
HTML stay. What Django and django-allauth say themselves is in it too; they bring translations of
their own, so it is not in the template.
"""

import ast
import gettext
import os
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "levee"
LOCALE = SOURCE / "web" / "locale"
ONE = {"_", "lazy", "noop", "gettext", "gettext_lazy", "gettext_noop"}
#: Tables of rules, which know no translator; the faces that draw them do: (file, name).
TABLES = (("desk/gaps.py", "_WORDS"),)
_IN_TEMPLATE = re.compile(
    r"\b(n?gettext|_)\(\s*u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))"
    r"(?:\s*,\s*u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\")))?"
)
_KEPT = re.compile(r"%\(\w+\)[sr]|%%|<[^>]*>|&\w+;|#")
_ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöüÿÀÇÉÎÑÖÜÝ")


@dataclass(frozen=True, slots=True, order=True)
class Message:
    text: str
    plural: str = ""


def messages() -> dict[Message, str]:
    """text -> the first file that it stands in."""
    found: dict[Message, str] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        text, where = path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE.parent))
        for one in _of_code(text, path) if path.suffix == ".py" else _of_template(text):
            found.setdefault(one, where)
    return found


def _of_code(text: str, path: Path) -> Iterator[Message]:
    tables = {name for file, name in TABLES if path == SOURCE / file}
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(said)), *_]) if (
                name in ONE and said
            ):
                yield Message(said)
            case ast.Call(
                func=ast.Name(id="ngettext"),
                args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), _],
            ):
                yield Message(one, many)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if (
                name in tables
            ):
                yield from (Message(str(ast.literal_eval(value))) for value in values)


def _of_template(text: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for _, one, many in _IN_TEMPLATE.findall(templatize(text)):
        yield Message(str(ast.literal_eval(one)), str(ast.literal_eval(many)) if many else "")


def of_others() -> set[Message]:
    """What the libraries say on our pages: the texts that their German translations are of."""
    import allauth
    import django

    roots = [Path(django.__file__).parent / "conf", Path(django.__file__).parent / "contrib/auth"]
    found: set[Message] = set()
    for root in [*roots, Path(allauth.__file__).parent]:
        with (root / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
            known = vars(gettext.GNUTranslations(file))["_catalog"]
        plain = (key for key in known if isinstance(key, str))
        found |= {Message(key.rpartition("\x04")[2]) for key in plain if key}
    return found


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


def _pair(one: Message) -> tuple[str, str]:
    if not one.plural:
        return one.text, pseudo(one.text)
    return f"{one.text}\0{one.plural}", f"{pseudo(one.text)}\0{pseudo(one.plural)}"


def template(found: dict[Message, str]) -> str:
    rows = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n']
    for one, where in found.items():
        kind = "#, python-format\n" if re.search(r"%\(\w+\)[sr]", one.text) else ""
        more = f'msgid_plural {_quoted(one.plural)}\nmsgstr[0] ""\nmsgstr[1] ""\n'
        told = more if one.plural else 'msgstr ""\n'
        rows.append(f"#: {where}\n{kind}msgid {_quoted(one.text)}\n{told}")
    return "\n".join(rows)


def write(folder: Path) -> int:
    """The template and the pseudo-locale."""
    found = messages()
    place = folder / "en_XA" / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    head = "Content-Type: text/plain; charset=UTF-8\nLanguage: en_XA\n"
    head += "Plural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = dict(_pair(one) for one in [*of_others(), *found])
    place.joinpath("django.mo").write_bytes(catalogue({"": head} | pairs))
    (folder / "levee.pot").write_text(template(found), encoding="utf-8")
    return len(found)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")
    import django

    django.setup()
    if sys.argv[1:]:
        print(f"{write(Path(sys.argv[1]))} texts")
    else:
        LOCALE.mkdir(exist_ok=True)
        LOCALE.joinpath("levee.pot").write_text(template(messages()), encoding="utf-8")
