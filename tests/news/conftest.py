"""What the tests of What's happening share."""

import pytest
from django.test import Client

from tests.news import cast


@pytest.fixture
def reader(db) -> Client:
    """Somebody who reads, with both trees there to read."""
    cast.index("en")
    return Client(HTTP_HOST="localhost")
