"""How does somebody begin a suite who has none?"""

from pathlib import Path
from typing import Annotated

import typer

from levee.commands import frame
from levee.commands.frame import Json, plain, shows
from levee.model.problem import Problem, Rejected


def init(
    folder: Annotated[Path, typer.Argument(help="the folder to make")] = Path("suite"),
    json: Json = False,
) -> None:
    """Write a commented suite, for the product of the shipped contract. A folder that is there is
    left alone."""
    with frame.polite(json):
        from levee.site import starters

        try:
            starters.write_suite(folder)
        except FileExistsError:
            where = str(folder)
            raise Rejected((Problem(where, "is there already; name another folder"),)) from None
        except OSError as error:
            why = f"cannot be written: {error.strerror}"
            raise Rejected((Problem(str(folder), why),)) from None
        body = {"folder": str(folder), "files": sorted(starters.suite())}
        frame.answer(body, json, lambda: shows.print(f"wrote {plain(str(folder))}"))
