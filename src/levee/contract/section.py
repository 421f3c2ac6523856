"""What is every section of a contract: strict and frozen?"""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """An unknown key is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
