"""Which of the contract's people is somebody who signs in?"""

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.web.forms import Field, Kind


def choices(file: ContractFile) -> tuple[tuple[str, str], ...]:
    """(key, words) of everyone in the contract; the first is nobody of them."""
    people = ((key, f"{one.name} ({key})") for key, one in file.people.items())
    return (("", _("nobody of them")), *people)


def field(file: ContractFile, label: str, value: str = "") -> Field:
    return Field(
        name="person",
        label=label,
        kind=Kind.CHOICE,
        value=value,
        choices=choices(file),
        names=True,
    )
