"""The words of a comment: what may be written, and how it is shown."""

from django.utils.translation import gettext as _

from standfirst.discussion.mentions import people_of
from standfirst.discussion.models import Thread
from standfirst.lib import locale_formats
from standfirst.lib.html import plain_text, render_comment
from standfirst.lib.names import is_blank, readable

from .refusals import PostRefused


class WordsEmpty(PostRefused):
    """Nothing that can be read was written."""

    code, field = "words-empty", "words"


class WordsTooLong(PostRefused):
    """More was written than the newsroom takes."""

    code, field = "words-too-long", "words"


def checked_words(typed: str, *, longest: int) -> str:
    """Return `typed` without what nobody can read, or what spoils the lines around it.

    Raises:
        WordsEmpty: nothing of it would be seen. What `need_short` refuses is refused, too.
    """
    need_short(typed, longest=longest)
    words = readable(typed)
    if is_blank(plain_text(render_comment(words))):
        raise WordsEmpty(_("Please write something first."))
    return words


def need_short(typed: str, *, longest: int) -> None:
    """Refuse what can be refused without rendering it.

    Raises:
        WordsTooLong: it has more than `longest` characters.
        WordsEmpty: it has none.
    """
    if len(typed) > longest:
        raise WordsTooLong(
            _(
                "This is %(length)s characters long, and the limit is %(longest)s. Please "
                "shorten it."
            )
            % {
                "length": locale_formats.figure(len(typed)),
                "longest": locale_formats.figure(longest),
            }
        )
    if not typed.strip():
        raise WordsEmpty(_("Please write something first."))


def render_in(thread: Thread, words: str) -> str:
    """Return the HTML of `words` as a comment in `thread`, names of people there linked.

    A preview and a post are rendered by this alone, so one looks like the other. One query where
    there is an @ in the words, else none.
    """
    return render_comment(words, people=people_of(thread, named_in=words))
