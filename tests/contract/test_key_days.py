"""Does the vendor's key last as long as the contract says? A number that only a face reads."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from levee.cli import app
from levee.site.shipped import default_text
from submissions import NOW, text_with

pytestmark = pytest.mark.django_db
DAYS = "  key_days: 730\n"


def levee(data: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--data", str(data), "--now", NOW.isoformat()])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("days", [730, 31])
def test_a_new_key_ends_after_the_contracts_key_days(
    days: int, tmp_path: Path, _own_data_folder: Path
) -> None:
    assert DAYS in default_text()
    (tmp_path / "c.yaml").write_text(text_with((DAYS, f"  key_days: {days}\n")))
    levee(_own_data_folder, "contract", "adopt", str(tmp_path / "c.yaml"))
    levee(_own_data_folder, "keys", "vendor-rotate")
    keys = json.loads(levee(_own_data_folder, "keys", "vendor", "--json"))["keys"]
    ends = {datetime.fromisoformat(k["valid_until"]) for k in keys if k["valid_until"]}
    assert NOW + timedelta(days=days) in ends
