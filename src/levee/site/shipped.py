"""What does the contract say that Levee is shipped with?"""

from importlib import resources


def default_text() -> str:
    """The commented contract; read without Django, so that any command may ask."""
    return (resources.files("levee.contract") / "default.yaml").read_text(encoding="utf-8")
