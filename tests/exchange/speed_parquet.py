"""Compares the time of an export of tables with that of JSON Lines and DuckDB's conversion of them,
in turns, after both gave the same rows; and shows the memory of the export.

python speed_parquet.py DUMP STORE [TURNS]

DUMP is the example `dump`, built with the feature `parquet` and optimized.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

DUMP, STORE = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
TURNS = int(sys.argv[3]) if len(sys.argv) > 3 else 3

COLUMNS = """{
    key: 'VARCHAR', title: 'VARCHAR', source: 'VARCHAR', published: 'VARCHAR', text: 'VARCHAR',
    countries: 'STRUCT(code VARCHAR, mentions INTEGER)[]',
    paragraphs: 'STRUCT(start INTEGER, "end" INTEGER, kind VARCHAR)[]',
    quotes: 'STRUCT(start INTEGER, "end" INTEGER, text VARCHAR, paragraph INTEGER, kind VARCHAR,
        "group" INTEGER, cue VARCHAR, mention STRUCT(text VARCHAR, start INTEGER, "end" INTEGER),
        speaker VARCHAR, role VARCHAR, "from" VARCHAR,
        further STRUCT(speaker VARCHAR, role VARCHAR, "from" VARCHAR)[],
        countries VARCHAR[], context_countries VARCHAR[], confidence DOUBLE)[]'
}"""
TIME = """source, published,
    coalesce(TRY_CAST(published[1:4] AS INTEGER), 0) AS year,
    coalesce(TRY_CAST(published[6:7] AS INTEGER), 0) AS month"""
TABLES = {
    "articles": f"key, title, text, countries, {TIME}",
    "quotes": f"key, unnest(quotes, max_depth := 2), {TIME}",
    "paragraphs": f"""key, paragraph.*, text[paragraph.start + 1:paragraph."end"] AS text,
        source, published, year, month""",
}
# What both have, by table: names in ours, and in theirs.
SAME = {
    "articles": (["key", "title", "text", "source"], ["key", "title", "text", "source"]),
    "quotes": (
        ["text", "span_start", "span_end", "named", "stated_country", "countries", "source"],
        ["text", "start", '"end"', "speaker", '"from"', "countries", "source"],
    ),
    "paragraphs": (["text", "span_start", "kind"], ["text", "start", "kind"]),
}


def timed(run: object, *arguments: object) -> tuple[float, float]:
    """Returns the seconds of the clock and of processors."""
    start, before = time.monotonic(), os.times()
    run(*arguments)
    return time.monotonic() - start, sum(os.times()[:4]) - sum(before[:4])


def export(folder: Path) -> None:
    command = [DUMP, STORE, "--format", "parquet", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def dump(file: Path) -> None:
    with file.open("wb") as out:
        subprocess.run([DUMP, STORE], check=True, stdout=out)


def convert(file: Path, folder: Path) -> None:
    """Converts JSON Lines to tables with DuckDB."""
    with duckdb.connect() as engine:
        lines = f"read_json('{file}', format = 'newline_delimited', columns = {COLUMNS}, "
        lines += "maximum_object_size = 1 << 26)"
        for table, columns in TABLES.items():
            rows = f"SELECT {columns} FROM {lines} WHERE text IS NOT NULL"
            if table == "paragraphs":
                each = f"SELECT key, text, unnest(paragraphs) AS paragraph, {TIME} FROM {lines}"
                rows = f"SELECT {columns} FROM ({each} WHERE text IS NOT NULL)"
            engine.sql(
                f"COPY ({rows}) TO '{folder / table}' "
                "(FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year, month))"
            )


def sums(folder: Path, table: str, columns: list[str]) -> list:
    """Returns for each month the number of rows and a sum over each column."""
    found = ", ".join(f"sum(hash({column})::HUGEINT)" for column in columns)
    files = f"read_parquet('{folder / table}/**/*.parquet', hive_partitioning = true)"
    with duckdb.connect() as engine:
        months = f"SELECT year, month, count(*), {found} FROM {files} GROUP BY ALL ORDER BY ALL"
        return engine.sql(months).fetchall()


def main() -> None:
    with tempfile.TemporaryDirectory(dir=STORE.parent) as folder:
        ours, theirs, lines = (Path(folder) / name for name in ["ours", "theirs", "lines.jsonl"])
        memory = 0
        for turn in range(TURNS):
            for path in [ours, theirs]:
                shutil.rmtree(path, ignore_errors=True)
            theirs.mkdir()
            exported = timed(export, ours)
            if turn == 0:
                # No other process was started yet.
                memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
            dumped, converted = timed(dump, lines), timed(convert, lines, theirs)
            if turn == 0:
                for table, (here, there) in SAME.items():
                    found = sums(ours, table, here)
                    if not found or found != sums(theirs, table, there):
                        raise SystemExit(f"{table}: the rows are not equal")
                    print(f"{table}: {sum(row[2] for row in found)} equal rows", flush=True)
            for at, what in enumerate(["the clock", "processors"]):
                times = (dumped[at] + converted[at]) / exported[at]
                print(
                    f"by {what}: export {exported[at]:.1f} s; dump {dumped[at]:.1f} s and "
                    f"conversion {converted[at]:.1f} s, {times:.1f} times as long",
                    flush=True,
                )
        size = sum(file.stat().st_size for file in ours.rglob("*.parquet"))
        print(f"{memory / 1e6:.0f} MB of memory, {size / 1e6:.0f} MB of tables")


main()
