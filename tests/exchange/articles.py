"""Prints invented articles, as the crate exports them, with texts that other programs stumble over."""

import json

TEXTS = [
    "He said [=1+1] and [\"</script><b>&amp;]\u2028\u0085\0\u000b\r\n[שלום, \u202bمرحبا\u202c] – "
    "[🇳🇦 e\u0301, “x”, 'y'\tz\n- w].",
    "“[We trade with Iraq],” said minister Ada Nkemelu. “[NA],” she added.",
]
SPEAKERS = [
    [None, 'A "B" <C>', "-עדה", "NA"],
    ["Ada Nkemelu", "Ada Nkemelu"],
]
DATES = [
    None,
    "2020-07",
    "2020-07-21",
    "2020-07-21T23:30:00.123456-09:30",
    "2020-07-21T23:30:00Z",
    "2021-12-31T23:59:59+25:00",
    "-000044-03-15",
]
KEYS = [
    "17",
    "c:\\news\\a.txt",
    "urn:wire:example.org:1",
    'https://example.org/a b?c="<é>"#d#e',
    "tag:example.org,2020:a",
    '=HYPERLINK("x")\n',
    "../é\u202e",
]


def article(number: int, date: str | None, key: str) -> dict:
    which = number % 2
    text, quotes, start = "", [], 0
    for letter in TEXTS[which]:
        if letter == "[":
            start = len(text)
        elif letter == "]":
            speaker = SPEAKERS[which][len(quotes)]
            quotes.append(
                {
                    "start": start,
                    "end": len(text),
                    "kind": "direct",
                    "speaker": speaker,
                    "role": "minister" if which else None,
                    "from": "NA" if which else None,
                    "countries": ["IQ", "NA"] if which else [],
                    "confidence": 0.85,
                }
            )
        else:
            text += letter
    line = {
        "format": "onrecord/1",
        "key": key,
        "title": f"@{key}\u0007",
        "source": '\t=x, "y"\r',
        "byline": "+1 'a'",
        "language": "en",
        "text": text,
        "paragraphs": [{"start": 0, "end": len(text), "kind": "body"}],
        "countries": [{"code": "IQ", "mentions": 1}, {"code": "NA", "mentions": 1}],
        "quotes": quotes,
        "attributes": {"desk": "world", "urgency": "eleven", "pubstatus": "lost", "type": "song"},
    }
    if number % 3:
        line["url"] = f"https://example.org/\u202e{number}?q=<é>"
    if date:
        line["published"] = date
    return line


for number, (date, key) in enumerate(zip(DATES, KEYS, strict=True)):
    print(json.dumps(article(number, date, key)))
