"""Two versions of a text, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from scrapers.word_changes import MOST_WORDS, Piece, is_prose, word_changes


def test_a_changed_word_is_shown_where_it_stands():
    assert word_changes("treatment of adults with anaemia", "treatment of children with anaemia") == [
        Piece("kept", "treatment of "),
        Piece("removed", "adults "),
        Piece("added", "children "),
        Piece("kept", "with anaemia"),
    ]


def test_equal_texts_have_no_change():
    assert word_changes("the same words", "the same words") == [Piece("kept", "the same words")]


def test_a_very_long_text_is_shown_as_rewritten():
    long = "word " * (MOST_WORDS + 1)
    assert word_changes(long, "short") == [Piece("removed", long), Piece("added", "short")]


def test_a_status_is_no_prose():
    assert not is_prose("opinion", "authorised")
    assert not is_prose(None, "indicated for adults with anaemia")
    assert is_prose("indicated for adults with anaemia", "indicated for all with anaemia")


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_nothing_of_either_text_is_lost(old, new):
    before, after = " ".join(old), " ".join(new)
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
