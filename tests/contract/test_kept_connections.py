"""Is a kept connection used as long as the server listens, and not a moment longer?"""

import time

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite is a file, which hangs up on nobody"
    ),
]


def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    kept = connection.copy()
    try:
        with kept.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
        assert kept.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [process])
        ends = time.monotonic() + 10
        while kept.is_usable() and time.monotonic() < ends:
            time.sleep(0.01)
        assert not kept.is_usable()
    finally:
        kept.close()
    assert not kept.is_usable()


def test_what_the_server_says_by_itself_is_no_end() -> None:
    kept, other = connection.copy(), connection.copy()
    try:
        for one, statement in ((kept, "LISTEN levee_test"), (other, "NOTIFY levee_test")):
            with one.cursor() as cursor:
                cursor.execute(statement)
        time.sleep(0.1)
        assert kept.is_usable()
    finally:
        kept.close()
        other.close()
