"""What is wrong with something that was sent, and where?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
