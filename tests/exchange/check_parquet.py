"""Reads tables of Parquet in pyarrow, DuckDB and Polars, and in Spark if it is installed, and
compares their types and values with each other and with the JSON Lines of the same store.

python check_parquet.py TABLES JSONL
"""

import importlib.util
import json
import re
import sys
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.dataset

TABLES = Path(sys.argv[1])
JSONL = Path(sys.argv[2])
MONTHS = ["quotes", "articles", "paragraphs"]
ORDER = {
    "quotes": ["article_number", "ordinal"],
    "articles": ["article_number"],
    "paragraphs": ["article_number", "paragraph"],
    "speakers": ["speaker_number"],
}

# The names of types in each engine, and ours.
TYPES = {
    "text": {"string", "VARCHAR", "String"},
    "int32": {"int32", "INTEGER", "Int32", "int"},
    "int64": {"int64", "BIGINT", "Int64", "bigint"},
    "double": {"double", "DOUBLE", "Float64"},
    "time": {
        "timestamp[us, tz=UTC]",
        "TIMESTAMP WITH TIME ZONE",
        "Datetime(time_unit='us', time_zone='UTC')",
        "timestamp",
    },
}
OURS = {theirs: ours for ours, names in TYPES.items() for theirs in names}


def equal(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise SystemExit(f"{what}: {found!r} instead of {expected!r}")


def kind(type_name: str) -> str:
    """Returns the name of a column's type. That of a struct in a list is left to its values."""
    name = type_name.strip()
    if name.endswith("[]") or re.match("(list|List|array)[<(]", name):
        return "list"
    return OURS.get(name, name)


def arrow(table: str) -> tuple[dict, list]:
    read = pyarrow.dataset.dataset(TABLES / table, partitioning="hive").to_table()
    types = {field.name: kind(str(field.type)) for field in read.schema}
    if "published" in types:
        at = read.schema.get_field_index("published")
        read = read.set_column(at, "published", read["published"].cast(pyarrow.int64()))
    return types, read.to_pylist()


def duck(table: str) -> tuple[dict, list]:
    with duckdb.connect() as engine:
        files = f"read_parquet('{TABLES / table}/**/*.parquet', hive_partitioning = true)"
        read = engine.sql(f"SELECT * FROM {files}")
        types = {name: kind(str(of)) for name, of in zip(read.columns, read.types, strict=True)}
        if "published" in types:
            read = engine.sql(f"SELECT * REPLACE (epoch_us(published) AS published) FROM {files}")
        return types, [dict(zip(read.columns, row, strict=True)) for row in read.fetchall()]


def polar(table: str) -> tuple[dict, list]:
    read = polars.scan_parquet(TABLES / table, hive_partitioning=table in MONTHS).collect()
    types = {name: kind(str(of)) for name, of in read.schema.items()}
    if "published" in types:
        read = read.with_columns(polars.col("published").to_physical())
    return types, read.to_dicts()


def spark(table: str) -> tuple[dict, list]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    read = session.read.parquet(str(TABLES / table))
    types = {name: kind(of) for name, of in read.dtypes}
    if "published" in types:
        columns = ("unix_micros(published) AS published" if name == "published" else f"`{name}`"
                   for name in read.columns)
        read = read.selectExpr(*columns)
    return types, [row.asDict(recursive=True) for row in read.collect()]


def days(year: int, month: int, day: int) -> int:
    """Returns the days since 1970-01-01 in the calendar that ISO 8601 has."""
    year -= month <= 2
    of_era = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_era - 719468


def published(text: str | None) -> tuple[int | None, str | None, int | None]:
    """Returns the three columns of a time of publication."""
    if text is None:
        return None, None, None
    parts = re.fullmatch(
        r"([+-]?\d{4,6})-(\d\d)(?:-(\d\d))?"
        r"(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d))?",
        text,
    )
    if parts is None:
        raise SystemExit(f"{text!r} is no time of publication")
    year, month, day, hour, minute, second, fraction, zone = parts.groups()
    micros = days(int(year), int(month), int(day or 1)) * 86_400_000_000
    if day is None:
        return micros, "month", None
    if zone is None:
        return micros, "day", None
    offset = None
    if zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        offset = sign * (int(zone[1:3]) * 60 + int(zone[4:6]))
    seconds = int(hour) * 3600 + (int(minute) - (offset or 0)) * 60 + int(second)
    return micros + seconds * 1_000_000 + int((fraction or "").ljust(6, "0")), "moment", offset


def same(row: dict, expected: dict, what: str) -> None:
    for name, value in expected.items():
        equal(row[name], value, f"{what}, {name}")


def check(tables: dict[str, list], lines: list[dict]) -> None:
    """Compares the rows with the JSON Lines, which have the articles in the same order."""
    equal(len(tables["articles"]), len(lines), "articles")
    quotes, paragraphs = iter(tables["quotes"]), iter(tables["paragraphs"])
    for row, line in zip(tables["articles"], lines, strict=True):
        what = f"the article {line['key']!r}"
        micros, precision, offset = published(line.get("published"))
        time = {"published": micros, "precision": precision, "offset_minutes": offset}
        local = re.match(r"([+-]?\d+)-(\d\d)", line.get("published", "0-00"))
        month = {"year": int(local[1]), "month": int(local[2])}
        attributes = [
            {"name": name, "value": value}
            for name, values in line.get("attributes", {}).items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        countries = [
            {"country": named["code"], "mentions": named["mentions"]} for named in line["countries"]
        ]
        names = ["title", "url", "source", "byline", "language", "extractor"]
        expected = {name: line.get(name) for name in names}
        expected |= {"key": line["key"], "text": line["text"], "attributes": attributes}
        expected |= {"countries": countries, "corrected": line.get("corrected", [])}
        expected |= {"quote_count": len(line["quotes"]), **time, **month}
        same(row, expected | {"paragraph_count": len(line["paragraphs"])}, what)
        shared = {"article_id": row["article_id"], "source": line.get("source"), **time, **month}
        for number, paragraph in enumerate(line["paragraphs"]):
            start, end = paragraph["start"], paragraph["end"]
            expected = {"span_start": start, "span_end": end, "text": line["text"][start:end]}
            expected |= {"paragraph": number, "kind": paragraph["kind"], **shared}
            same(next(paragraphs), expected, f"{what}, paragraph {number}")
        for number, quote in enumerate(line["quotes"]):
            mention = quote["mention"] or {"text": None, "start": None, "end": None}
            expected = {
                "quote_id": f"{row['article_id']}.{number}",
                "text": quote["text"],
                "span_start": quote["start"],
                "span_end": quote["end"],
                "attribution": quote["group"],
                "mention": mention["text"],
                "mention_start": mention["start"],
                "mention_end": mention["end"],
                "named": quote["speaker"],
                "stated_country": quote["from"],
            }
            names = ["kind", "cue", "role", "countries", "context_countries", "confidence"]
            expected |= {name: quote[name] for name in [*names, "paragraph"]}
            found = next(quotes)
            same(found, expected | shared, f"{what}, quote {number}")
            further = [
                (one["speaker"], one["role"], one["from"]) for one in quote.get("further", [])
            ]
            named = [
                (one["named"], one["role"], one["stated_country"])
                for one in found["further_speakers"]
            ]
            equal(named, further, f"{what}, further speakers of quote {number}")
    for name, rest in (("quotes", quotes), ("paragraphs", paragraphs)):
        equal(list(rest), [], f"{name} that no article has")


def main() -> None:
    engines = {"pyarrow": arrow, "DuckDB": duck, "Polars": polar}
    if importlib.util.find_spec("pyspark"):
        engines["Spark"] = spark
    # Not splitlines(), which takes U+2028 and U+0085 in a text for the end of a line.
    with JSONL.open(encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line) for line in file]
    lines = [line for line in lines if "text" in line]
    manifest = json.loads((TABLES / "manifest.json").read_text(encoding="utf-8"))
    first_types = None
    for name, read in engines.items():
        tables, types = {}, {}
        for table, order in ORDER.items():
            types[table], rows = read(table)
            # Engines read the numbers of folders as integers of either width.
            for column in ("year", "month"):
                if table in MONTHS:
                    of = types[table].pop(column)
                    equal(of in {"int32", "int64"}, True, f"{name}, the type {of} of {column}")
            tables[table] = sorted(rows, key=lambda row: [row[column] for column in order])
            equal(len(rows), manifest["tables"][table], f"{name}, rows of {table}")
        first_types = first_types or types
        equal(types, first_types, f"{name}, types")
        check(tables, lines)
        counts = ", ".join(f"{len(rows)} {table}" for table, rows in tables.items())
        print(f"{name}: {counts}")


main()
