"""Counts the quotes of an export: by country, speaker and month; from a country about another; and
sayings, the same words in several articles. Each is a table of Parquet in the folder OUT.

spark-submit analyse.py TABLES OUT
"""

import argparse

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f


def read(spark: SparkSession, folder: str, table: str) -> DataFrame:
    """Returns the rows of a table that hold. An unfinished export, which has no manifest, stops the
    job."""
    manifest = spark.read.json(f"{folder}/manifest.json", multiLine=True).first()
    rows = spark.read.parquet(f"{folder}/{table}")
    if manifest["tables"]["removed"] == 0:
        return rows
    removed = spark.read.parquet(f"{folder}/removed")
    later = (removed.article_number == rows.article_number) & (
        removed.export_lsn > rows.export_lsn
    )
    return rows.join(removed, later, "left_anti")


def different(first: str, further: Column) -> Column:
    """Returns the different values of a column and of the speakers after the first, without
    nulls."""
    values = f.concat(f.array(first), further)
    return f.array_distinct(f.filter(values, lambda value: value.isNotNull()))


def counts(quotes: DataFrame) -> DataFrame:
    """Returns how many quotes each speaker has by country and month, as `find --facets` counts.

    A quote counts once for each of its countries and speakers: one of two speakers from two
    countries is in four rows. The country, the speaker, or the month is null if it is not known.
    """
    countries = different("speaker_country", f.col("further_speakers.speaker_country"))
    speakers = different("speaker_id", f.col("further_speakers.speaker_id"))
    dated = f.col("month") > 0
    rows = quotes.select(
        f.explode_outer(countries).alias("country"),
        speakers.alias("speakers"),
        f.when(dated, f.col("year")).alias("year"),
        f.when(dated, f.col("month")).alias("month"),
    )
    rows = rows.select("country", f.explode_outer("speakers").alias("speaker_id"), "year", "month")
    return rows.groupBy("country", "speaker_id", "year", "month").agg(f.count("*").alias("quotes"))


def from_about(quotes: DataFrame) -> DataFrame:
    """Returns how many quotes there are from each country about each."""
    countries = different("speaker_country", f.col("further_speakers.speaker_country"))
    about = f.array_union("countries", "context_countries")
    pairs = quotes.select(f.explode(countries).alias("from"), about.alias("about"))
    pairs = pairs.select("from", f.explode("about").alias("about"))
    return pairs.groupBy("from", "about").agg(f.count("*").alias("quotes"))


def sayings(quotes: DataFrame) -> DataFrame:
    """Returns the sayings that are in several articles, with the first of them."""
    by_time = f.struct(f.col("published").isNull(), "published", "article_number", "ordinal")
    said = quotes.where("saying_id IS NOT NULL").groupBy("saying_id")
    said = said.agg(
        f.min_by("text", by_time).alias("text"),
        f.min_by("quote_id", by_time).alias("first_quote_id"),
        f.min("published").alias("first_published"),
        f.count("*").alias("quotes"),
        f.countDistinct("article_number").alias("articles"),
        f.countDistinct(f.lower("source")).alias("sources"),
        f.sort_array(f.collect_set("speaker_name")).alias("speakers"),
    )
    return said.where("articles > 1")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("tables", help="the folder of an export")
    arguments.add_argument("out", help="the folder of the results, which are replaced")
    given = arguments.parse_args()

    spark = SparkSession.builder.appName("onrecord: analyse").getOrCreate()
    spark.sparkContext.setLogLevel("WARN")
    # For what is printed; the tables have moments.
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    quotes = read(spark, given.tables, "quotes")
    speakers = read_names(quotes)
    results = {
        "counts": counts(quotes).join(speakers, "speaker_id", "left"),
        "from_about": from_about(quotes),
        "sayings": sayings(quotes),
    }
    for name, result in results.items():
        result.write.mode("overwrite").parquet(f"{given.out}/{name}")
        written = spark.read.parquet(f"{given.out}/{name}")
        best = "articles" if name == "sayings" else "quotes"
        print(f"{name}: {written.count()} rows")
        written.orderBy(f.desc(best), *written.columns[:2]).show(5, truncate=40)
    spark.stop()


def read_names(quotes: DataFrame) -> DataFrame:
    """Returns a name for each speaker, as the quotes show it."""
    first = quotes.select("speaker_id", "speaker_name")
    further = quotes.select(f.explode("further_speakers").alias("one"))
    named = first.union(further.select("one.speaker_id", "one.speaker_name"))
    return named.groupBy("speaker_id").agg(f.min("speaker_name").alias("speaker_name"))


main()
