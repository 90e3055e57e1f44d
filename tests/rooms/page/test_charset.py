from __future__ import annotations

import pytest

from crawler.page.charset import codec_of, decode


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "windows-1252"),
        (' "utf-8" ', "utf-8"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("iso-8859-9", "cp1254"),
        ("windows-1251", "cp1251"),
        ("utf-7", None),
        ("undefined", None),
        ("punycode", None),
        ("rot13", None),
        ("no-such-charset", None),
        ("", None),
    ],
)
def test_labels_are_read_as_browsers_read_them(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", b"text/html; charset=latin1", "café"),
        (b"\xff\xfeh\x00i\x00", None, "hi"),
        (b"caf\xe9 \x80", b"text/html; charset=iso-8859-1", "café €"),
        (b"<meta charset=windows-1251>\xcc\xe8\xf0", None, "<meta charset=windows-1251>Мир"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">\x93\xfa',
            None,
            '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">日',
        ),
        (
            b"<!-- <meta charset=koi8-r> --><meta charset=cp1251>\xcc",
            None,
            "<!-- <meta charset=koi8-r> --><meta charset=cp1251>М",
        ),
        (b"<meta charset=cp1251>\xe9", b"text/html; charset=latin1", "<meta charset=cp1251>é"),
        (b"<meta charset=utf-16>plain \xc3\xa9", None, "<meta charset=utf-16>plain é"),
        (b'<?xml version="1.0" encoding="cp1250"?>\x9a', None, '<?xml version="1.0" encoding="cp1250"?>š'),
    ],
)
def test_order_of_bom_header_meta(data: bytes, content_type: bytes | None, text: str) -> None:
    assert decode(data, content_type).text == text


def test_bytes_that_are_utf8_win_over_a_stale_label() -> None:
    decoded = decode("<meta charset=iso-8859-1>Zürich".encode())
    assert decoded.text.endswith("Zürich")
    assert decoded.notes == ("labelled windows-1252, but the bytes are UTF-8",)


def test_utf8_cut_within_a_character_stays_utf8() -> None:
    assert decode("Straße, Zürich €".encode()[:-1]).text == "Straße, Zürich \ufffd"


def test_a_few_broken_characters_do_not_change_the_charset() -> None:
    decoded = decode("é".encode() * 50 + b"\xff" + "é".encode() * 50, b"text/html; charset=utf-8")
    assert decoded.text == "é" * 50 + "\ufffd" + "é" * 50
    assert decoded.notes == ("1 characters are broken",)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Сегодня в городе открыли новый мост через реку, сообщили власти", "cp1251"),
        ("今天这个城市在河上开了一座新的大桥，人们来到这里，他们有很多时间", "gb18030"),
        ("هذا النص مكتوب باللغة العربية وهو طويل بما فيه الكفاية", "cp1256"),
        ("Der Bürgermeister möchte die Brücke über den Fluß für die Fußgänger öffnen", "windows-1252"),
    ],
)
def test_unlabelled_text_is_guessed_by_its_commonest_characters(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)
    assert decoded.notes == (f"no charset named, read as {codec}",)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ("Fähre".encode(), True),
        (b"plain", True),
        (b"\xef\xbb\xbfa", False),
        (b"caf\xe9", False),
        ("Fähr".encode() + b"\xc3", False),
    ],
)
def test_bytes_that_are_the_text_in_utf8_are_kept(data: bytes, kept: bool) -> None:  # noqa: FBT001  # parameter of a table
    found = decode(data)
    assert found.utf8 == (data if kept else None)
    assert found.utf8 is None or found.utf8.decode() == found.text
