"""Draws three charts of an export with Polars.

python with_polars.py TABLES OUT
"""

import sys
from pathlib import Path

import charts
import polars
from polars import col


def read(tables: Path, table: str) -> polars.LazyFrame:
    """Returns the rows of a table that hold. Needs the manifest, the last file of an export."""
    (tables / "manifest.json").stat()
    rows = polars.scan_parquet(tables / table, hive_partitioning=True)
    if not (tables / "removed").is_dir():
        return rows
    removed = polars.scan_parquet(tables / "removed", hive_partitioning=False)
    last = removed.group_by("article_number").agg(col("export_lsn").max().alias("removed_lsn"))
    rows = rows.join(last, on="article_number", how="left")
    holds = col("removed_lsn").is_null() | (col("removed_lsn") <= col("export_lsn"))
    return rows.filter(holds).drop("removed_lsn")


def main() -> None:
    tables, out = Path(sys.argv[1]), Path(sys.argv[2])
    quotes = read(tables, "quotes")
    months = quotes.filter(col("month") > 0).group_by("year", "month").len().sort("year", "month")
    speakers = quotes.filter(col("speaker_id").is_not_null()).group_by("speaker_id")
    speakers = speakers.agg(col("speaker_name").min().alias("name"), polars.len().alias("quotes"))
    speakers = speakers.sort("quotes", "name", "speaker_id", descending=[True, False, False])
    # The first speaker's country alone; a quote may have further speakers.
    about = polars.concat_list("countries", "context_countries").list.unique()
    pairs = quotes.filter(col("speaker_country").is_not_null())
    pairs = pairs.select("speaker_country", about.alias("about")).explode("about").drop_nulls()
    pairs = pairs.group_by("speaker_country", "about").len()
    pairs = pairs.sort("len", "speaker_country", "about", descending=[True, False, False])
    charts.draw(
        out,
        months.collect().rows(),
        speakers.select("name", "quotes").head(20).collect().rows(),
        pairs.head(60).collect().rows(),
    )


main()
