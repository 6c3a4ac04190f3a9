"""No reader may take the name of an author, who may have no account."""

import pytest

from standfirst.accounts.services import NameRefused, rename
from standfirst.accounts.testing import make_user
from standfirst.publishing.testing import make_author

pytestmark = pytest.mark.django_db


def test_refuses_the_name_of_an_author():
    make_author("Ines Maartens")
    with pytest.raises(NameRefused):
        rename(user=make_user("alice"), name="Ines  Maartens")
