"""What does every test find: a data folder of its own, a test database, and no network in units?"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connections
from django.test import Client
from hypothesis import settings as hypothesis
from pydantic import TypeAdapter

import begun_stores
from command import Levee, environment

if TYPE_CHECKING:
    from api_house import Api

UNIT = Path(__file__).parent / "unit"
#: How long an example takes says how busy the machine is, and nothing of the rule.
hypothesis.register_profile("levee", deadline=None)
hypothesis.load_profile("levee")


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
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, _own_data_folder: Path
) -> None:
    """A database for each worker. SQLite in a file, as in life, so that threads meet in it;
    durable writes are not needed."""
    wired = connections["default"].settings_dict
    if wired["ENGINE"].endswith("sqlite3"):
        wired["TEST"]["NAME"] = str(_own_data_folder / "test.sqlite3")
        wired["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def _answers_have_their_shape() -> Iterator[None]:
    """Of every answer of the API that any test gets from within this process."""
    from levee.web.api import saying

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saying, "hold", TypeAdapter.validate_python)
        yield


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


@pytest.fixture(scope="session")
def _command_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return environment(tmp_path_factory.mktemp("bytecode"))


@pytest.fixture
def own_database() -> Iterator[dict[str, str]]:
    """On PostgreSQL a database of its own for each command's data folder; else nothing."""
    with begun_stores.database() as named:
        yield named


@pytest.fixture
def untouched(
    tmp_path: Path, _command_environment: dict[str, str], own_database: dict[str, str]
) -> Levee:
    """On a data folder that no command has set up yet."""
    return Levee(
        data=tmp_path / "data", folder=tmp_path, environment=_command_environment | own_database
    )


@pytest.fixture(scope="session")
def _begun(
    tmp_path_factory: pytest.TempPathFactory, _command_environment: dict[str, str]
) -> Iterator[begun_stores.Begun]:
    folder = tmp_path_factory.mktemp("begun") / "data"
    with begun_stores.begun(folder, _command_environment) as made:
        yield made


@pytest.fixture
def levee(
    tmp_path: Path, _command_environment: dict[str, str], _begun: begun_stores.Begun
) -> Iterator[Levee]:
    """On a store that has its tables; making them takes longer than most commands."""
    data = tmp_path / "data"
    with _begun.copied(data) as named:
        yield Levee(data=data, folder=tmp_path, environment=_command_environment | named)


@pytest.fixture
def store(db: None, _own_data_folder: Path) -> Iterator[Path]:
    """A contract in force, the keys of a data folder, and a suite."""
    import api_house

    from levee.site import bench, matrices

    matrices.forget()  # another test's nights of the same dates
    data = Path(settings.DATA)
    seal = data / "keys" / "seal.key"
    seal.parent.mkdir(parents=True, exist_ok=True)
    if not seal.exists():
        seal.write_bytes(Fernet.generate_key())
    api_house.adopt_default()
    bench.remember_suite(data, api_house.SUITE)
    yield data
    (data / "suite.txt").unlink()


@pytest.fixture
def staff(store: Path, client: Client) -> "Api":
    """The vendor's own, with every scope."""
    import api_house

    return api_house.key(client)


@pytest.fixture
def two(store: Path) -> "SimpleNamespace":
    """Two partners who must not learn of each other."""
    import api_house

    owned = [
        api_house.furnish(name, version)
        for name, version in (("Aurora", "1.0"), ("Borealis", "2.0"))
    ]
    return SimpleNamespace(aurora=owned[0], borealis=owned[1])
