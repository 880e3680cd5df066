"""What the tests of What's happening share."""

import pytest
from django.test import Client

# A data folder with a release of three co-operatives, as the atlas's own tests have it.
from tests.atlas.conftest import publish_again, published, release  # noqa: F401
from tests.news import cast


@pytest.fixture
def reader(db) -> Client:
    """Somebody who reads, with both trees there to read."""
    cast.index("en")
    return Client(HTTP_HOST="localhost")
