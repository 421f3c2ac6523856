"""Which contract is meant: a file, the one in force in the data folder, or the shipped one?"""

from pathlib import Path
from typing import Annotated

import typer

from levee.commands import frame
from levee.commands.frame import Json, shows
from levee.contract import feed_texts
from levee.contract.feeds import LONGEST
from levee.contract.load import LIMIT, Contract, load
from levee.model.problem import Problem, Rejected
from levee.site.shipped import default_text

SHIPPED = "default.yaml"
FILE = Path("contract.yaml")


def init(
    file: Annotated[Path, typer.Argument(help="the file to write")] = FILE, json: Json = False
) -> None:
    """Write the commented default contract. A file that is there is left alone."""
    with frame.polite(json):
        try:
            with file.open("x", encoding="utf-8") as new:
                new.write(default_text())
        except FileExistsError:
            raise Rejected((Problem(str(file), "is there already; name another file"),)) from None
        except OSError as error:
            raise Rejected((Problem(str(file), f"cannot be written: {error}"),)) from None
        frame.answer({"file": str(file)}, json, lambda: shows.print(f"wrote {file}"))


def read(file: Path) -> Contract:
    """The contract in a file with the feeds that lie beside it; Rejected with every problem when
    it is none. Its text is whole: whoever stores it stores the feeds, and its digest covers them.
    """
    text = _text(file, LIMIT)
    wanted = feed_texts.wanted(text, str(file))
    found = {name: _text(file.parent / name, LONGEST) for name in wanted}
    return load(feed_texts.whole(text, found), str(file))


def _text(file: Path, limit: int) -> str:
    """At most a little over the limit is read, however large the file is."""
    try:
        if not file.is_file():
            raise FileNotFoundError(f"{file} is no file")
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.read(limit + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error}"),)) from None


def in_force(data: Path) -> Contract:
    """What the data folder holds to; the shipped contract where there is no such folder.

    Nothing is made: asking about a contract does not begin a store.
    """
    if not begun(data):
        return load(default_text(), SHIPPED)
    frame.wire(data)
    from levee.store import contracts

    return contracts.in_force()


def begun(data: Path) -> bool:
    """Was this data folder ever set up?"""
    return (data / "keys" / "django.key").exists()
