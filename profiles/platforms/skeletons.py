"""How a name looks: characters that are hard to tell apart become the same.

Unicode's table of confusable characters has six thousand rows, most of which IDNA refuses
in a host name anyway. Those below are what is left and looks like a Latin letter in the
fonts that people read addresses in; fullwidth, mathematical and circled letters need no row,
since IDNA (and any browser) reads them as the plain letters that they are.
"""

from typing import Final

# A Latin letter, and what looks like it: Cyrillic, Greek, Armenian, and Latin with marks.
_LOOKS_LIKE: Final = {
    "a": "аӓӑạąàáâãäåāăǎảấầậα",
    "b": "ьвḃƅɓƀ",
    "c": "сҫçćčĉċϲƈ",
    "d": "ԁđďɗḋḍɖ",
    "e": "еёєҽẹęèéêëēėěĕẻεə",
    "f": "ƒḟϝ",
    "g": "ɡğģġĝǧցǥ",
    "h": "һհḥħĥḣ",
    "i": "іїıìíîïīįĩĭǐịιɩӏί",
    "j": "јĵϳ",
    "k": "кķκӄқҝќƙ",
    "l": "łĺľļḷŀƚ",
    "m": "мṃṁ",
    "n": "пոńñňņṇηŋռ",
    "o": "оӧօọòóôõöøōőŏǒơοσόס",
    "p": "рρṗþ",
    "q": "ԛզգ",
    "r": "гŕřŗṛɍ",
    "s": "ѕśšşșṣŝṡ",
    "t": "тτţťțṭŧṫ",
    "u": "цսùúûüūůűụũŭưυ",
    "v": "ѵνṿ",
    "w": "ԝѡŵẁẃẅωɯшա",
    "x": "хҳχẋ×",
    "y": "уүýÿŷγỵყ",
    "z": "źžżẓᴢƶ",
}
_DIGITS: Final = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t"}
_MORE: Final = {"8": "b", "9": "g", "æ": "ae", "œ": "oe", "ß": "b"}
_SAME: Final = str.maketrans(
    {
        **{sign: letter for letter, signs in _LOOKS_LIKE.items() for sign in signs},
        **_DIGITS,
        **_MORE,
    }
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(text: str) -> str:
    """The text as it looks; two texts with one skeleton are hard to tell apart."""
    text = text.lower().translate(_SAME)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    # Nobody sees whether "lnstagram" begins with an i or an l.
    return text.replace("l", "i")


def one_slip(text: str, wanted: str) -> bool:
    """Whether one letter is left out, put in, changed, or swapped with its neighbour."""
    if text == wanted or abs(len(text) - len(wanted)) > 1:
        return False
    start = 0
    while start < min(len(text), len(wanted)) and text[start] == wanted[start]:
        start += 1
    rest, wanted_rest = text[start:], wanted[start:]
    swapped = rest[:2] == wanted_rest[1::-1] and rest[2:] == wanted_rest[2:]
    return (
        swapped or rest[1:] == wanted_rest or rest == wanted_rest[1:] or rest[1:] == wanted_rest[1:]
    )
