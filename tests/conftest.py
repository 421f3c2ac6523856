"""What does every test find: a data folder of its own, a test database, and no network in units?"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.db import connections

UNIT = Path(__file__).parent / "unit"


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Django was wired before any test could say where its data lies: point it elsewhere."""
    folder = tmp_path_factory.mktemp("levee-data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEVEE_DATA", str(folder))
        patch.setattr(settings, "DATA", folder)
        for name in ("LEVEE_NOW", "LEVEE_SEAL_KEY", "LEVEE_SECRET_KEY"):
            patch.delenv(name, raising=False)
        yield folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_own_data_folder: Path) -> None:
    """SQLite in a file, as in life, so that threads meet in it; durable writes are not needed."""
    wired = connections["default"].settings_dict
    if wired["ENGINE"].endswith("sqlite3"):
        wired["TEST"]["NAME"] = str(_own_data_folder / "test.sqlite3")
        wired["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test that reaches out is no unit test."""
    if UNIT not in request.path.parents:
        return

    def refuse(_: socket.socket, address: Any) -> NoReturn:
        raise AssertionError(f"a unit test tried to reach {address!r}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    return bool(os.environ.get("LEVEE_DATABASE_URL"))
