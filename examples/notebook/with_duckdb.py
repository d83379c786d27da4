"""Draws three charts of an export with DuckDB.

python with_duckdb.py TABLES OUT
"""

import sys
from pathlib import Path

import charts
import duckdb


def read(tables: Path, table: str) -> duckdb.DuckDBPyRelation:
    """Returns the rows of a table that hold. Needs the manifest, the last file of an export."""
    (tables / "manifest.json").stat()
    rows = duckdb.read_parquet(f"{tables}/{table}/**/*.parquet", hive_partitioning=True)
    if not (tables / "removed").is_dir():
        return rows
    removed = duckdb.read_parquet(f"{tables}/removed/*.parquet")
    return duckdb.sql(
        """
        SELECT * FROM rows WHERE NOT EXISTS (SELECT 1 FROM removed WHERE
            removed.article_number = rows.article_number AND removed.export_lsn > rows.export_lsn)
        """
    )


def main() -> None:
    tables, out = Path(sys.argv[1]), Path(sys.argv[2])
    quotes = read(tables, "quotes")
    months = duckdb.sql(
        """
        SELECT year, month, count(*) FROM quotes
        WHERE month > 0 GROUP BY year, month ORDER BY year, month
        """
    ).fetchall()
    speakers = duckdb.sql(
        """
        SELECT any_value(speaker_name ORDER BY speaker_name) AS name, count(*) AS quotes
        FROM quotes WHERE speaker_id IS NOT NULL GROUP BY speaker_id
        ORDER BY quotes DESC, name, speaker_id LIMIT 20
        """
    ).fetchall()
    # The first speaker's country alone; a quote may have further speakers.
    pairs = duckdb.sql(
        """
        SELECT speaker_country AS first, about, count(*) AS quotes FROM (
            SELECT speaker_country,
                unnest(list_distinct(countries || context_countries)) AS about
            FROM quotes WHERE speaker_country IS NOT NULL)
        GROUP BY ALL ORDER BY quotes DESC, first, about LIMIT 60
        """
    ).fetchall()
    charts.draw(out, months, speakers, pairs)


main()
