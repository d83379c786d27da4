"""Opens exports in the programs that they are for, and compares them with the JSON Lines.

python check.py FOLDER

FOLDER has an export of one store in each format, under the name of the format. Nothing is fetched:
the two contexts of JSON-LD below are our own, with the terms that the exports use. That these are
terms of schema.org is checked by the list in rdflib. If the variable NINJS_SCHEMAS names a folder
with the schemas of the IPTC, ninjs is validated by them too; without it by the fields below alone.
"""

import json
import os
import sys
from pathlib import Path

import jsonschema
import pandas
from pyld import jsonld
from rdflib import SDO
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(sys.argv[1])
SCHEMAS = os.environ.get("NINJS_SCHEMAS")
FORMULA = ("=", "+", "-", "@", "\t", "\r")

OA = "http://www.w3.org/ns/oa#"
LINK = {"@type": "@id"}
CONTEXTS = {
    "https://schema.org": {"@vocab": "https://schema.org/", "url": LINK},
    "http://www.w3.org/ns/anno.jsonld": {
        "id": "@id",
        "type": "@type",
        "@vocab": OA,
        "body": {"@id": OA + "hasBody"},
        "target": {"@id": OA + "hasTarget"},
        "source": {"@id": OA + "hasSource", **LINK},
        "selector": {"@id": OA + "hasSelector"},
        "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
        "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        "format": "http://purl.org/dc/elements/1.1/format",
    },
}


def load(url: str, _options: dict) -> dict:
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXTS[url]}}


def lines(name: str) -> list[dict]:
    # Not splitlines(), which takes U+2028 and U+0085 in a text for the end of a line.
    with (FOLDER / name).open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def equal(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise SystemExit(f"{what}: {found!r} instead of {expected!r}")


ARTICLES = {line["key"]: line for line in lines("jsonl") if "text" in line}
QUOTES = [(article, quote) for article in ARTICLES.values() for quote in article["quotes"]]


def words(article: dict, quote: dict) -> str:
    return article["text"][quote["start"] : quote["end"]]


TEXT = {"type": "string", "minLength": 1}
URI = TEXT | {"format": "uri"}
MOMENT = TEXT | {"format": "date-time"}


def of(properties: dict, required: list[str]) -> dict:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def several(properties: dict, required: list[str]) -> dict:
    return {"type": "array", "minItems": 1, "items": of(properties, required)}


def fields(version: str) -> dict:
    """What the exports use of a version, and how the version spells and types it."""
    old, camel = version == "1.6", version == "3.1"

    def spelt(name: str) -> str:
        return name if camel else name.lower()

    words = several({name: TEXT for name in ["role", "value", spelt("contentType")]}, ["value"])
    about = {"name": TEXT, "rel": TEXT, "uri": URI, "code": TEXT, "literal": TEXT}
    named = several(about, ["name"])
    standard = of({"name": TEXT, "version": TEXT}, ["name", "version"])
    both = {
        "uri": URI,
        "type": {"const": "text"},
        "version": TEXT,
        "language": TEXT,
        "profile": TEXT,
        "located": TEXT,
        "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
        spelt("pubStatus"): {"enum": ["usable", "withheld", "canceled"]},
        spelt("representationType"): {"enum": ["complete", "incomplete"] if old else ["full", "partial"]},
        spelt("firstCreated"): MOMENT,
        spelt("versionCreated"): MOMENT,
    }
    if old:
        own = {
            "$standard": standard,
            "headline": TEXT,
            "body_text": TEXT,
            "byline": TEXT,
            "infosource": named,
            "person": named,
            "place": named,
            "altids": {"type": "object", "additionalProperties": TEXT},
        }
    else:
        own = {
            "standard": standard,
            "headlines": words,
            "bodies": words,
            "by": TEXT,
            spelt("infoSources"): named,
            "people": named,
            "places": named,
            spelt("altIds"): several({"role": TEXT, "value": TEXT}, ["role", "value"]),
        }
    return of(both | own, ["uri"])


def schemas(version: str) -> list[dict]:
    if SCHEMAS is None:
        print(f"NOT RUN: ninjs {version} by the schema of the IPTC: NINJS_SCHEMAS is not set")
        return [fields(version)]
    path = Path(SCHEMAS) / f"ninjs-schema_{version}.json"
    return [fields(version), json.loads(path.read_text(encoding="utf-8"))]


def validate(records: list[dict], schema: dict, version: str) -> None:
    kind = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
    kind.check_schema(schema)
    # Places may have a shape in GeoJSON, whose schema is on the web. The exports have none.
    geojson = Resource(contents={"not": {}}, specification=DRAFT202012)
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    validator = kind(schema, registry=registry, format_checker=kind.FORMAT_CHECKER)
    # Without two more packages, jsonschema takes every text for a URI and for a date.
    for field, bad in [("uri", "a b"), ("firstcreated", "2020-07-21")]:
        field = "firstCreated" if version == "3.1" and field != "uri" else field
        record = {"uri": "urn:a:b", field: bad}
        if validator.is_valid(record):
            raise SystemExit(f"formats are not checked: {record} is valid in {version}")
    for record in records:
        validator.validate(record)


def ninjs(name: str, version: str) -> None:
    records = lines(name)
    for schema in schemas(version):
        validate(records, schema, version)
    equal(len(records), len(ARTICLES), f"records of {name}")
    equal(len({record["uri"] for record in records}), len(ARTICLES), f"URIs of {name}")
    texts = [record.get("body_text") or record["bodies"][0]["value"] for record in records]
    expected = sorted(article["text"] for article in ARTICLES.values())
    equal(sorted(texts), expected, f"texts of {name}")


def expanded(name: str) -> tuple[list[dict], list[dict]]:
    document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document, jsonld.expand(document, {"documentLoader": load})


def terms(node: object) -> set[str]:
    """The properties and classes of schema.org in an expanded document."""
    if isinstance(node, list):
        return set().union(*map(terms, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    found = {name for name in node if not name.startswith("@")} | set(node.get("@type", []))
    return found.union(*map(terms, node.values()))


def news_articles() -> None:
    document, nodes = expanded("jsonld")
    equal(len(nodes), len(ARTICLES), "nodes")
    quotations = 0
    for node, source in zip(nodes, document, strict=True):
        article = ARTICLES[source["identifier"]]
        equal(node["@type"], ["https://schema.org/NewsArticle"], "the type")
        body = node["https://schema.org/articleBody"][0]["@value"]
        equal(body, article["text"], "the text")
        parts = node.get("https://schema.org/hasPart", [])
        quotations += len(parts)
        texts = [part["https://schema.org/text"][0]["@value"] for part in parts]
        equal(texts, [words(article, quote) for quote in article["quotes"]], "the quotations")
    equal(quotations, len(QUOTES), "quotations")
    for term in terms(nodes):
        if term not in SDO:
            raise SystemExit(f"{term} is no term of schema.org")
    triples = jsonld.to_rdf(document, {"documentLoader": load})
    said = [
        triple
        for triple in triples["@default"]
        if triple["predicate"]["value"] == "https://schema.org/spokenByCharacter"
    ]
    equal(len(said), sum(quote["speaker"] is not None for _, quote in QUOTES), "speakers")


def annotations() -> None:
    document, nodes = expanded("webannotation")
    equal(len(nodes), len(QUOTES), "annotations")
    equal(len({node["@id"] for node in nodes}), len(QUOTES), "ids of annotations")
    texts = [article["text"] for article in ARTICLES.values()]
    for node, source in zip(nodes, document, strict=True):
        target = node[OA + "hasTarget"][0]
        address = target[OA + "hasSource"][0]["@id"]
        if not jsonschema.FormatChecker().conforms(address, "uri"):
            raise SystemExit(f"{address!r} is no URI")
        equal(len(target[OA + "hasSelector"]), 2, "selectors")
        exact, position = source["target"]["selector"]
        start, end = position["start"], position["end"]
        around = exact["prefix"] + exact["exact"] + exact["suffix"]
        first = start - len(exact["prefix"])
        if not any(
            text[start:end] == exact["exact"] and text[first:].startswith(around) for text in texts
        ):
            raise SystemExit(f"no text has {around!r} at {first}")


def table() -> None:
    frame = pandas.read_csv(FOLDER / "csv", keep_default_na=False)
    equal(len(frame), len(QUOTES), "rows")
    equal(frame.columns[0], "quote", "the first column")
    texts = frame.select_dtypes(exclude="number")
    for name in texts:
        for cell in texts[name]:
            if cell.startswith(FORMULA):
                raise SystemExit(f"a formula in {name}: {cell!r}")

    def stored(cell: str) -> str:
        return cell[1:] if cell.lstrip("'").startswith(FORMULA) else cell

    found = {(stored(row.key), row.start, row.end): row for row in frame.itertuples()}
    for article, quote in QUOTES:
        row = found[article["key"], quote["start"], quote["end"]]
        equal(stored(row.quote), words(article, quote), "a quote")
        equal(stored(row.speaker), quote["speaker"] or "", "a speaker")
        equal(stored(row.title), article.get("title", ""), "a title")
        equal(stored(row.published), article.get("published", ""), "a date")
        equal(row.confidence, quote["confidence"], "a confidence")
    # Without options pandas takes NA for nothing: no code of a country is lost so.
    plain = pandas.read_csv(FOLDER / "csv")
    coded = sum(quote["from"] is not None for _, quote in QUOTES)
    stated = plain[plain["from_source"] == "article"]
    equal(int(stated["speaker_country"].notna().sum()), coded, "countries without options")


def quotebank() -> None:
    frame = pandas.read_json(FOLDER / "quotebank", lines=True, dtype=False)
    equal(len(frame), len(QUOTES), "lines of Quotebank")
    equal(frame["quoteID"].nunique(), len(QUOTES), "ids of Quotebank")
    said = sorted(words(article, quote) for article, quote in QUOTES)
    equal(sorted(frame["quotation"]), said, "quotations")
    if not all(isinstance(share, str) for probas in frame["probas"] for _, share in probas):
        raise SystemExit("a probability is no text")


if not QUOTES:
    raise SystemExit("the export has no quotes")
for name, version in [("ninjs", "3.1"), ("ninjs-2.2", "2.2"), ("ninjs-1.6", "1.6")]:
    ninjs(name, version)
news_articles()
annotations()
table()
quotebank()
print(f"{len(ARTICLES)} articles and {len(QUOTES)} quotes in every format")
