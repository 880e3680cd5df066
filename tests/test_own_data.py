"""The tests leave the site's own data alone."""

from django.conf import settings

from tests.conftest import ROOT


def test_the_tests_have_a_data_folder_of_their_own():
    assert ROOT not in [settings.DATA, *settings.DATA.parents]
