"""Words made alike, on their way into the index and to it."""

from typing import Any

from modelsearch.index import AutocompleteField, SearchField
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from standfirst.lib import search_words
from standfirst.publishing.queries import newsroom


def query_of(words: str, *, operator: str, language: str) -> SearchQuery:
    """Return what is asked for by `words`: each in any of its forms, a compound in one piece or several."""
    each = [_query_of(token) for token in search_words.tokens(words, language)]
    if not each:
        return Not(MatchAll())
    if len(each) == 1:
        return each[0]
    return Or(each) if operator.lower() == "or" else And(each)


def _query_of(token: search_words.Token) -> SearchQuery:
    phrase = token.phrase
    whole = Phrase(" ".join(phrase)) if len(phrase) > 1 else PlainText(phrase[0])
    instead = [PlainText(word) for word in token.instead]
    return Or([whole, *instead]) if instead else whole


class _Field:
    """A field whose words are ready to be indexed."""

    def __init__(self, field: SearchField | AutocompleteField, text: str) -> None:
        options = {"boost": field.boost} if isinstance(field, SearchField) else {}
        super().__init__(field.field_name, **options)  # type: ignore[call-arg]  # SearchField's
        self.text = text

    def get_value(self, obj: object) -> str:
        """Return the words, whatever `obj` is."""
        return self.text


class _SearchField(_Field, SearchField):
    pass


class _AutocompleteField(_Field, AutocompleteField):
    pass


class Ready:
    """An object with the words of its fields made alike, as the library's own indexer takes it."""

    def __init__(self, indexer: Any, language: str) -> None:  # noqa: ANN401 - carries no type
        self.pk = indexer.obj.pk
        fields = indexer.obj.get_search_fields()
        # PostgreSQL's indexer has a weight between a field and its words.
        found = [part for field in fields for part in indexer.prepare_field(indexer.obj, field)]
        self._fields = [_ready_field(part[0], part[-1], language) for part in found]

    def get_search_fields(self) -> list[_Field]:
        """Return the fields with their words."""
        return self._fields


def _ready_field(field: SearchField, text: str, language: str) -> _Field:
    if isinstance(field, AutocompleteField):
        return _AutocompleteField(field, search_words.folded_words(text))
    return _SearchField(field, search_words.indexed(text, language))


class Stemmed:
    """A compiler of searches whose words are made alike."""

    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if isinstance(asked := self.query, PlainText):
            self.query = query_of(
                asked.query_string, operator=asked.operator, language=newsroom().language
            )


class Folded:
    """A compiler of what is found while it is being typed."""

    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if isinstance(asked := self.query, PlainText):
            words = search_words.folded_words(asked.query_string)
            self.query = PlainText(words, operator=asked.operator) if words else Not(MatchAll())
