"""Which texts of a rule does the face say in the reader's language?"""


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue; rules know no language, the face translates what it shows."""
    return text
