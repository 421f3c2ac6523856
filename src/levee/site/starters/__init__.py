"""What may somebody begin from who has no fleet file and no suite yet?"""

from importlib import resources
from pathlib import Path

HERE = "levee.site.starters"


def fleet() -> str:
    """A few clients of the product that the shipped contract names, as JSON lines."""
    return (resources.files(HERE) / "fleet.jsonl").read_text(encoding="utf-8")


def suite() -> dict[str, str]:
    """file name -> text of a suite for the same product."""
    folder = resources.files(HERE) / "suite"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def write_fleet(file: Path) -> None:
    """FileExistsError where there is one."""
    with file.open("x", encoding="utf-8") as new:
        new.write(fleet())


def write_suite(folder: Path) -> None:
    """FileExistsError where the folder is there already: nothing of somebody's is changed."""
    folder.mkdir(parents=True)
    for name, text in suite().items():
        (folder / name).write_text(text, encoding="utf-8")
