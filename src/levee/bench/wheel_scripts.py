"""How do the commands of a wheel find the Python of the environment that they lie in?"""

import re
from collections.abc import Iterable
from importlib.metadata import EntryPoint

_GROUPS = ("console_scripts", "gui_scripts")
_NAME = re.compile(r"[\w.+ -]*[\w+-][\w.+ -]*")
_OBJECT = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")

_PIP = re.compile(r"pip\d+(?:\.\d+)?")

#: Read by the shell it starts the Python beside it; read by that Python it is a text.
BEGIN = (
    b"#!/bin/sh\n"
    b'\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" "$@"\n'
    b"' '''\n"
)
_PYTHON = re.compile(rb"#!pythonw?[^\n]*\n")


def commands(points: Iterable[EntryPoint]) -> dict[str, bytes]:
    """File name -> program, for each command that entry points name."""
    wanted = (p for p in points if p.group in _GROUPS)
    return {p.name: _program(p) for p in wanted if _is_sound(p)}


def with_own_version(
    programs: dict[str, bytes], package: str, release: tuple[int, ...]
) -> dict[str, bytes]:
    """A wheel is made with one Python; ``pip`` is installed under the name of each as its own."""
    if package != "pip" or "pip" not in programs:
        return programs
    others = {name: body for name, body in programs.items() if not _PIP.fullmatch(name)}
    return others | {f"pip{'.'.join(map(str, release[:n]))}": programs["pip"] for n in (1, 2)}


def _is_sound(point: EntryPoint) -> bool:
    """Names that lead elsewhere, and objects that are no Python names, are no commands."""
    plain = bool(_NAME.fullmatch(point.name)) and point.name not in (".", "..")
    module, _, name = point.value.partition("[")[0].partition(":")
    return plain and all(_OBJECT.fullmatch(part.strip()) for part in (module, name))


def _program(point: EntryPoint) -> bytes:
    top = point.attr.partition(".")[0]
    text = (
        "# -*- coding: utf-8 -*-\n"
        "import sys\n"
        f"from {point.module} import {top}\n"
        'if __name__ == "__main__":\n'
        f"    sys.exit({point.attr}())\n"
    )
    return BEGIN + text.encode()


def own(script: bytes) -> bytes:
    """A script of the wheel's own, which says ``#!python`` where it needs one."""
    first = _PYTHON.match(script)
    return BEGIN + script[first.end() :] if first else script
