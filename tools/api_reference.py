"""Which endpoints does the reference of the API list? Run it after an endpoint came or went."""

import os
import re
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "api.md"
BEGIN, END = "<!-- endpoints: begin -->\n", "<!-- endpoints: end -->\n"


def table() -> str:
    """One row an endpoint, in the order of the document."""
    from levee.web.api.api import api

    rows = ["| endpoint | scope | partners | what it does |", "|---|---|---|---|"]
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, told in methods.items():
            partners = "yes" if told["x-partners"] else ""
            said = re.split(r"(?<=[.?])\s", " ".join(told["description"].split()))[0]
            rows.append(
                f"| `{method.upper()} {path}` | `{told['x-scope']}` | {partners} | {said} |"
            )
    return "\n".join(rows) + "\n"


def page(text: str) -> str:
    """The page with its table as it has to be."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")
    os.environ.setdefault("LEVEE_DATA", tempfile.gettempdir())
    import django

    django.setup()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
