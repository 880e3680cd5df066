"""What counts as an outage: no answer from the database or no room, and nothing else."""

import errno

import psycopg

from cydfap.lib.outages import is_outage


def raised_from_none() -> Exception:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError:
            raise ValueError("a fault of ours") from None
    except ValueError as fault:
        return fault


def test_a_server_that_never_answers_is_one_as_is_one_that_refuses():
    assert is_outage(psycopg.errors.ConnectionTimeout("connection timeout expired"))
    assert is_outage(psycopg.OperationalError("connection refused"))


def test_a_fault_that_is_told_without_what_came_before_it_is_none():
    assert not is_outage(raised_from_none())
    assert is_outage(OSError(errno.ENOSPC, "No space left on device"))


def test_a_query_that_is_wrong_is_none():
    assert not is_outage(psycopg.errors.UndefinedTable("relation is missing"))
