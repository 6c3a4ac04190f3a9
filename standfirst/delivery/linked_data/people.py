"""Who writes, and their pages."""

from standfirst.delivery.pictures import SharedPicture
from standfirst.delivery.text import one_line, words_of
from standfirst.publishing.models import AuthorPage

from . import Node, node
from .newsroom import House
from .pictures import image


def byline(author: AuthorPage, address: str) -> Node:
    """Return an author as an article names them."""
    said = {"@id": f"{address}#person", "name": one_line(author.title), "url": address}
    return node("Person", {**said, "jobTitle": author.role})


def profile(author: AuthorPage, address: str, photo: SharedPicture | None, house: House) -> Node:
    """Return an author's own page."""
    person = byline(author, address) | node(
        "Person",
        {
            "description": words_of(author.biography) or author.expertise,
            "knowsAbout": author.expertise,
            "email": author.mail,
            "image": image(photo),
            "worksFor": {"@id": house.number},
            "sameAs": author.contact_url,
        },
    )
    return node(
        "ProfilePage", {"url": address, "name": one_line(author.title), "mainEntity": person}
    )
