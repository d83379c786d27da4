"""Finds the quotes of articles with the example program `extract`, on every core of a cluster, and
writes tables of Parquet with the columns of an export.

spark-submit extract.py --program target/release/examples/extract ARTICLES OUT
"""

import argparse
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow
import pyarrow.ipc
from pyspark import SparkFiles, StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

# Articles in a batch, some MB. Two batches are in memory for each task, with their answers.
BATCH = 500
ARTICLE = "id string, text string, title string, date string, source string"
# Columns of an article, and of the answer of `extract` to it.
ANSWER = """
    error string,
    paragraphs array<struct<start int, end int, kind string>>,
    countries array<struct<code string, mentions int>>,
    quotes array<struct<
        start int, end int, text string, paragraph int, kind string, `group` int, cue string,
        mention struct<text string, start int, end int>,
        speaker string, role string, `from` string,
        further array<struct<speaker string, role string, `from` string>>,
        countries array<string>, context_countries array<string>, confidence double>>
"""

# The columns of the tables of an export, in their order. What extraction alone does not tell is
# null: see README.md.
QUOTES = """
    concat(article_id, '.', ordinal) AS quote_id, article_id,
    CAST(NULL AS bigint) AS article_number, ordinal,
    quote.text, quote.kind,
    CAST(NULL AS string) AS speaker_id, CAST(NULL AS bigint) AS speaker_number,
    quote.speaker AS speaker_name, quote.role, quote.`from` AS speaker_country,
    IF(quote.`from` IS NULL, NULL, 'article') AS from_source,
    coalesce(transform(quote.further, one -> struct(
        CAST(NULL AS string) AS speaker_id, CAST(NULL AS bigint) AS speaker_number,
        one.speaker AS speaker_name, one.role, one.`from` AS speaker_country,
        IF(one.`from` IS NULL, NULL, 'article') AS from_source,
        CAST(NULL AS bigint) AS named_number, one.speaker AS named,
        one.`from` AS stated_country)), array()) AS further_speakers,
    quote.countries, quote.context_countries, source, published, precision, offset_minutes,
    CAST(NULL AS string) AS saying_id, quote.`group` AS attribution, quote.cue,
    quote.mention.text AS mention, quote.mention.start AS mention_start,
    quote.mention.end AS mention_end, quote.confidence, quote.paragraph,
    quote.start AS span_start, quote.end AS span_end,
    CAST(NULL AS bigint) AS named_number, quote.speaker AS named,
    quote.`from` AS stated_country, CAST(NULL AS bigint) AS export_lsn, year, month
"""
ARTICLES = """
    article_id, CAST(NULL AS bigint) AS article_number, article_id AS key, title,
    CAST(NULL AS string) AS url, source, CAST(NULL AS string) AS byline,
    CAST(NULL AS string) AS language, published, precision, offset_minutes,
    CAST(array() AS array<string>) AS corrected,
    CAST(array() AS array<struct<name string, value string>>) AS attributes,
    CAST(NULL AS string) AS extractor, text,
    transform(countries, one -> struct(one.code AS country, one.mentions)) AS countries,
    size(paragraphs) AS paragraph_count, size(quotes) AS quote_count,
    CAST(NULL AS bigint) AS export_lsn, year, month
"""
PARAGRAPHS = """
    article_id, CAST(NULL AS bigint) AS article_number, number AS paragraph, paragraph.kind,
    substring(text, paragraph.start + 1, paragraph.end - paragraph.start) AS text,
    paragraph.start AS span_start, paragraph.end AS span_end, source, published, precision,
    offset_minutes, CAST(NULL AS bigint) AS export_lsn, year, month
"""


def program() -> str:
    """Returns the path of `extract` on this machine, which Spark copied there."""
    return SparkFiles.get("extract")


def extracted(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Adds the answers of one process to the articles.

    A thread writes while this one reads, so neither waits for the other with both pipes full. The
    process has at most two batches: while its answers to one are read, it works on the next.
    """
    with ThreadPoolExecutor(1) as writer:
        process = subprocess.Popen(
            [program(), "--arrow"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            articles = Articles(process)
            answers = Answers(process)
            waiting = []
            for batch in batches:
                waiting.append((batch, writer.submit(articles.write, batch)))
                if len(waiting) > 1:
                    yield answers.added(*waiting.pop(0))
            for batch, written in waiting:
                yield answers.added(batch, written)
        finally:
            # The writer ends when there is no reader.
            process.kill()
            process.wait()


class Articles:
    """Batches that are written to `extract`."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.pipe = process.stdin
        self.stream = None

    def write(self, batch: pyarrow.RecordBatch) -> None:
        if self.stream is None:
            self.stream = pyarrow.ipc.new_stream(self.pipe, batch.schema)
        self.stream.write_batch(batch)
        self.pipe.flush()


class Answers:
    """Batches that `extract` answers with."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.stream = None

    def added(self, batch: pyarrow.RecordBatch, written: Future) -> pyarrow.RecordBatch:
        """Returns a batch with the answers to it."""
        try:
            if self.stream is None:
                self.stream = pyarrow.ipc.open_stream(self.process.stdout)
            answers = self.stream.read_next_batch()
        except (StopIteration, OSError, pyarrow.ArrowInvalid) as error:
            ended = f"extract ended with {self.process.wait()} instead of an answer"
            raise RuntimeError(f"{ended} to {batch['id'][0]} and those after it") from error
        written.result()
        columns = [*batch.columns, *answers.columns]
        names = [*batch.schema.names, *answers.schema.names]
        return pyarrow.RecordBatch.from_arrays(columns, names)


def extract(articles: DataFrame) -> DataFrame:
    """Returns the articles with what `extract` finds in them, or why it refuses them."""
    return articles.mapInArrow(extracted, f"{ARTICLE}, {ANSWER}")


def described(answers: DataFrame) -> DataFrame:
    """Adds the id, and the time of publication in the columns of an export."""
    form = r"^(\d{4})-(\d\d)(-\d\d)?([T ].*?)?(Z|[+-]\d\d:\d\d)?$"
    year, month, day, time, offset = (f.regexp_extract("date", form, n) for n in range(1, 6))
    whole = f.when(day == "", f.concat("date", f.lit("-01"))).otherwise(f.col("date"))
    precision = f.when(day == "", "month").when(time == "", "day").otherwise("moment")
    hours = f.substring(offset, 1, 3)
    rest = f.concat(f.substring(offset, 1, 1), f.substring(offset, 5, 2))
    minutes = hours.try_cast("int") * 60 + rest.try_cast("int")
    published = f.when(year != "", f.try_to_timestamp(whole))
    is_dated = f.col("published").isNotNull()
    return answers.withColumn("published", published).withColumns(
        {
            "article_id": f.col("id"),
            "error": f.when(f.col("id").isNull(), "no id").otherwise(f.col("error")),
            "precision": f.when(is_dated, precision),
            "offset_minutes": f.when(is_dated & (time != ""), minutes),
            "year": f.when(is_dated, year.try_cast("int")).otherwise(0),
            "month": f.when(is_dated, month.try_cast("int")).otherwise(0),
        }
    )


def tables(answers: DataFrame) -> dict[str, DataFrame]:
    found = answers.where("error IS NULL")
    quotes = found.select("*", f.posexplode("quotes").alias("ordinal", "quote"))
    paragraphs = found.select("*", f.posexplode("paragraphs").alias("number", "paragraph"))
    rows = {"quotes": (quotes, QUOTES), "articles": (found, ARTICLES)}
    rows["paragraphs"] = (paragraphs, PARAGRAPHS)
    sql = answers.sparkSession.sql
    return {
        name: sql(f"SELECT {columns} FROM {{rows}}", rows=of)
        for name, (of, columns) in rows.items()
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("articles", help="JSON Lines or Parquet: id, text, title, date, source")
    arguments.add_argument("out", help="the folder of the tables, which are replaced")
    arguments.add_argument("--program", required=True, help="the example program `extract`")
    arguments.add_argument("--tasks", type=int, help="spread the articles over so many tasks")
    given = arguments.parse_args()

    spark = SparkSession.builder.appName("onrecord: extract").getOrCreate()
    spark.sparkContext.setLogLevel("WARN")
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH)
    spark.sparkContext.addFile(str(Path(given.program).resolve()))
    if ".json" in given.articles:
        articles = spark.read.schema(ARTICLE).json(given.articles)
    else:
        articles = spark.read.parquet(given.articles)
    columns = [one.split()[0] for one in ARTICLE.split(", ")]
    articles = articles.select(*(f.col(name).cast("string") for name in columns))
    if given.tasks:
        articles = articles.repartition(given.tasks)
    answers = described(extract(articles)).persist(StorageLevel.DISK_ONLY)
    found = tables(answers)
    for name, table in found.items():
        sorted_by = ["year", "month", *(["speaker_name"] if name == "quotes" else []), "published"]
        table = table.hint("rebalance", "year", "month").sortWithinPartitions(*sorted_by)
        table.write.mode("overwrite").partitionBy("year", "month").parquet(f"{given.out}/{name}")
    failed = answers.where("error IS NOT NULL").select("id", "error")
    failed.write.mode("overwrite").parquet(f"{given.out}/failed")
    # A table without a row has no file that tells its columns.
    for name, table in (found | {"failed": failed}).items():
        written = spark.read.schema(table.schema).parquet(f"{given.out}/{name}")
        print(f"{name}: {written.count()} rows")
    written.show(5, truncate=80)
    spark.stop()


if __name__ == "__main__":
    main()
