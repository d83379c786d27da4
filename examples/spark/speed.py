"""Compares the rate of extraction in Spark with that of `extract` alone, on as many cores, and with
that of textacy in Spark if it is installed. All take turns in one run.

python speed.py PROGRAM ARTICLES [MODEL]

PROGRAM is the built example `extract`, ARTICLES a folder of Parquet files as the job that extracts
reads them, and MODEL the name of a model of spaCy.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import extract
import pyarrow
import pyarrow.dataset
from pyspark.sql import SparkSession

HERE = Path(__file__).resolve().parent
CORES = os.cpu_count() or 1
TURNS = 5
# Articles of each task for textacy, which takes as long for one as Spark for a hundred.
FEW = 100


def used() -> float:
    """Returns the seconds of processors that this process and those it started have used."""
    parents, ticks = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(process.name)] = int(fields[1])
        ticks[int(process.name)] = sum(map(int, fields[11:15]))

    def is_ours(process: int) -> bool:
        while process not in (0, os.getpid()):
            process = parents.get(process, 0)
        return process != 0

    return sum(ticks[one] for one in ticks if is_ours(one)) / os.sysconf("SC_CLK_TCK")


def timed(run: object) -> tuple[float, float]:
    """Returns the seconds of the clock and of processors that a run takes."""
    start, before = time.monotonic(), used()
    run()
    return time.monotonic() - start, used() - before


def alone(parts: list[Path]) -> None:
    """Runs a process of `extract` for each core."""
    running = [
        subprocess.Popen([sys.argv[1], "--lines"], stdin=part.open(), stdout=subprocess.DEVNULL)
        for part in parts
    ]
    for process in running:
        if process.wait() != 0:
            raise SystemExit("extract failed")


def with_textacy(model: str, batches: Iterator) -> Iterator[pyarrow.RecordBatch]:
    """Finds direct quotations as textacy does, in the first articles of a task."""
    import spacy
    import textacy.extract

    language = spacy.load(model)
    left = FEW
    for batch in batches:
        texts = batch["text"].to_pylist()[:left]
        left -= len(texts)
        found = []
        for text in texts:
            try:
                found.append(len(list(textacy.extract.direct_quotations(language(text)))))
            except ValueError:
                # An odd number of quotation marks, which it refuses.
                found.append(0)
        yield pyarrow.RecordBatch.from_pydict({"quotes": pyarrow.array(found, pyarrow.int64())})
        if left == 0:
            return


def main() -> None:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master(f"local[{CORES}]").config("spark.ui.enabled", "false")
    spark = spark.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", extract.BATCH)
    spark.sparkContext.addFile(str(Path(sys.argv[1]).resolve()))
    spark.sparkContext.addPyFile(str(HERE / "extract.py"))
    articles = spark.read.parquet(sys.argv[2]).select("id", "text", "title", "date", "source")
    count = articles.count()
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{number}.jsonl" for number in range(CORES)]
        files = [part.open("w", encoding="utf-8") for part in parts]
        # Not through Spark, whose driver would hold a task's articles at once.
        read = pyarrow.dataset.dataset(sys.argv[2]).to_batches(columns=articles.columns)
        for number, row in enumerate(row for batch in read for row in batch.to_pylist()):
            print(json.dumps(row, ensure_ascii=False), file=files[number % CORES])
        for file in files:
            file.close()

        def in_spark() -> None:
            extract.extract(articles).write.format("noop").mode("overwrite").save()

        # The first run compiles.
        in_spark()
        turns = [(timed(lambda: alone(parts)), timed(in_spark)) for _ in range(TURNS)]
    for at, what in enumerate(["of the clock", "of processors"]):
        cores = CORES if at == 0 else 1
        rates = [[count / one[at] / cores for one in turn] for turn in turns]
        ratios = sorted(spark / alone for alone, spark in rates)
        print(
            f"articles a second and core, by seconds {what}: extract "
            f"{median(rate for rate, _ in rates):,.0f}, in Spark "
            f"{median(rate for _, rate in rates):,.0f}; {median(ratios):.0%} of it "
            f"({ratios[0]:.0%} to {ratios[-1]:.0%} in {TURNS} turns)"
        )
    if len(sys.argv) > 3 and importlib.util.find_spec("textacy"):
        model = sys.argv[3]
        tasks = articles.repartition(CORES)
        peer = tasks.mapInArrow(lambda batches: with_textacy(model, batches), "quotes bigint")
        # Its workers end, and with them what they have used: the clock alone tells.
        seconds, _ = timed(lambda: peer.write.format("noop").mode("overwrite").save())
        print(f"textacy in Spark: {FEW / seconds:,.1f} of the clock")


main()
