"""Runs both jobs on a cluster on loopback, as they are and with one of two workers killed in the
middle, and compares the results: the counts by country, speaker and month with the store's own
facets, the extracted quotes with those of `extract` alone. With --local both run without a cluster,
and nothing is killed.

python check.py [--local] PROGRAMS ARTICLES…

PROGRAMS is the folder of the built examples `load`, `find`, `dump` (with the feature `parquet`) and
`extract`; ARTICLES are files or folders that `load` reads.
"""

import calendar
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow.dataset
from cluster import HOST, SHORT, Cluster, ask, free_port, submit

HERE = Path(__file__).resolve().parent
LOCAL = sys.argv[1:2] == ["--local"]
PROGRAMS, *LOADED = map(Path, sys.argv[1 + LOCAL :])

# A quote of two speakers from two countries, which counts four times.
JOINT = {
    "id": "joint",
    "date": "2024-05-01",
    "text": "LAGOS (Wire) — Ministers met on Monday.\n\n“We will build the bridge together,” said "
    "Nigerian minister Ada Nkemelu and Kenyan minister Omar Haddad.",
}

# Several tasks from small files too, so that there is a middle.
SETTINGS = {
    "spark.sql.files.maxPartitionBytes": "256k",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.extraJavaOptions": SHORT,
    "spark.executor.extraJavaOptions": SHORT,
}


def run(program: str, *arguments: object) -> str:
    command = [PROGRAMS / program, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def equal(found: object, expected: object, what: str) -> None:
    if found != expected:
        differ = ""
        if isinstance(found, dict):
            differ = set(found.items()) ^ set(expected.items())
            differ = f": {len(differ)} differ, as {sorted(differ, key=str)[:4]}"
        raise SystemExit(f"{what}: the results are not equal{differ}")


def rows(folder: Path, table: str) -> list[dict]:
    # What was killed may have left files that Spark's readers pass over, as pyarrow does.
    read = pyarrow.dataset.dataset(folder / table, format="parquet", partitioning="hive")
    return read.to_table().to_pylist()


def facets(store: Path, *filters: object) -> dict:
    """Returns the store's counts, with all speakers."""
    limit = 1_000_000_000
    return json.loads(run("find", store, "--facets", "--json", "--limit", limit, *filters))


def triples(store: Path, countries: list[str]) -> dict:
    """Returns the quotes by country, speaker, year and month, by the facets alone: a query for each
    country and month. There is no filter for undated quotes: they are what the months leave."""
    found: Counter = Counter()
    for country in countries:
        whole = facets(store, "--from", country)
        left = Counter(by_speaker(whole))
        for month, _ in whole["published"]:
            dated = by_speaker(facets(store, "--from", country, *during(month)))
            for speaker, quotes in dated.items():
                found[country, speaker, *year_and_month(month)] = quotes
            left.subtract(dated)
        for speaker, quotes in left.items():
            found[country, speaker, None, None] = quotes
    return {key: quotes for key, quotes in found.items() if quotes}


def by_speaker(counts: dict) -> dict:
    return {one["id"]: one["quotes"] for one in counts["speakers"]}


def year_and_month(day: str) -> tuple[int, int]:
    return int(day[:4]), int(day[5:7])


def during(month: str) -> list[str]:
    _, days = calendar.monthrange(*year_and_month(month))
    return ["--since", f"{month[:7]}-01", "--until", f"{month[:7]}-{days}"]


def check_counts(out: Path, by_triple: dict, by_pair: list) -> None:
    """Compares the results of the job of analyses with the store's facets."""
    counts = rows(out, "counts")
    names = "country", "speaker_id", "year", "month"
    spark = {tuple(row[name] for name in names): row["quotes"] for row in counts}
    equal(len(spark), len(counts), "rows with the same country, speaker and month")
    known = {key: quotes for key, quotes in spark.items() if None not in key[:2]}
    equal(known, by_triple, "quotes by country, speaker and month")
    pairs = {(row["from"], row["about"]): row["quotes"] for row in rows(out, "from_about")}
    equal(pairs, {(a, b): quotes for a, b, quotes in by_pair}, "from and about")
    total = sum(by_triple.values())
    print(f"  {len(known)} counts of {total} by country, speaker and month, {len(pairs)} pairs")


def articles(store: Path, to: Path) -> None:
    """Writes the articles of a store as the job that extracts reads them, and bad ones."""
    with to.open("w", encoding="utf-8") as file:
        # Lines end at line feeds alone, not at every mark that ends a line in Unicode.
        for line in run("dump", store).split("\n"):
            article = json.loads(line or "{}")
            if "text" in article:
                names = {"id": "key", "text": "text", "title": "title", "date": "published"}
                row = {name: article.get(key) for name, key in names.items()}
                json.dump(row | {"source": article.get("source")}, file, ensure_ascii=False)
                file.write("\n")
        file.write('{"id": "without text", "text": null}\n')
        file.write('{"id": "an empty text", "text": ""}\n')


def extracted(lines: Path) -> tuple[Counter, int]:
    """Returns the quotes that `extract` alone finds, and the number of its answers."""
    done = subprocess.run(
        [PROGRAMS / "extract", lines], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    return Counter(
        (answer["id"], quote["start"], quote["text"], quote["speaker"], quote["from"])
        for answer in answers
        for quote in answer["quotes"]
    ), len(answers)


def check_extracted(out: Path, expected: tuple[Counter, int]) -> None:
    names = "article_id", "span_start", "text", "named", "stated_country"
    quotes = Counter(tuple(row[name] for name in names) for row in rows(out, "quotes"))
    equal(quotes, expected[0], "extracted quotes")
    equal(len(rows(out, "articles")), expected[1], "extracted articles")
    failed = sorted(row["id"] for row in rows(out, "failed"))
    equal(failed, ["an empty text", "without text"], "articles that were refused")
    print(f"  {quotes.total()} quotes of {expected[1]} articles, {len(failed)} refused")


def begun(page: str, executors: set[str]) -> dict | None:
    """Returns how far the job is, if executors of these numbers have finished a task and it is not
    at its end."""
    for app in ask(f"{page}/applications") or []:
        found = ask(f"{page}/applications/{app['id']}/allexecutors") or []
        ours = [one for one in found if one["id"] in executors]
        if sum(one["completedTasks"] for one in ours):
            others = [one for one in found if one["id"] not in executors]
            return {
                "finished": sum(one["completedTasks"] for one in ours),
                "running": sum(one["activeTasks"] for one in ours),
                "elsewhere": sum(one["completedTasks"] for one in others),
            }
    return None


def job(name: str, *arguments: object, kills: bool) -> None:
    """Runs a job, and kills a worker after its executor has finished a task."""
    with tempfile.TemporaryFile("w+") as log:
        streams = {"stdout": log, "stderr": subprocess.STDOUT}
        start = time.monotonic()
        killed = None
        if LOCAL:
            settings = SETTINGS | {"spark.ui.enabled": "false"}
            running = submit("local[2]", HERE / name, *arguments, settings=settings, **streams)
            status = running.wait()
        else:
            with Cluster() as cluster:
                status, killed = watched(cluster, name, *arguments, kills=kills, **streams)
        seconds = f"{time.monotonic() - start:.0f} s in all"
        log.seek(0)
        text = log.read()
    if status != 0:
        raise SystemExit(f"{text[-6000:]}\n{name} ended with {status}")
    if not kills:
        print(f"{name}: {seconds}", flush=True)
        return
    lost = [line for line in text.split("\n") if "Lost executor" in line or "Lost task" in line]
    if killed is None or not lost:
        raise SystemExit(f"{text[-6000:]}\n{name} was at its end before a worker was killed")
    print(
        f"{name}, one of two workers killed after {killed['finished']} tasks, with "
        f"{killed['running']} running there and {killed['elsewhere']} finished by the other: "
        f"{seconds}\n  {lost[0][:150]}",
        flush=True,
    )


def watched(
    cluster: Cluster, name: str, *arguments: object, kills: bool, **streams: object
) -> tuple[int, dict | None]:
    """Runs a job on a cluster. Returns its status, and how far it was when a worker was killed."""
    port = free_port()
    settings = SETTINGS | {"spark.ui.port": str(port)}
    running = cluster.submit(HERE / name, *arguments, settings=settings, **streams)
    killed = None
    try:
        while kills and killed is None and running.poll() is None:
            executors = {folder.name for folder in cluster.work(1).glob("app-*/*")}
            killed = begun(f"http://{HOST}:{port}/api/v1", executors)
            if killed:
                cluster.kill_worker(1)
            time.sleep(0.02)
        return running.wait(), killed
    finally:
        running.kill()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        store, tables, lines = top / "store", top / "tables", top / "articles.jsonl"
        joint = top / "joint.jsonl"
        joint.write_text(json.dumps(JOINT), encoding="utf-8")
        run("load", store, *LOADED, joint)
        manifest = json.loads(run("dump", store, "--format", "parquet", tables))
        print(f"{manifest['quotes']} quotes of {manifest['articles']} articles")
        every = facets(store)
        by_triple = triples(store, [country for country, _ in every["from"]])
        articles(store, lines)
        alone = extracted(lines)
        for kills in [False] if LOCAL else [False, True]:
            out = top / f"out-{kills}"
            job("analyse.py", tables, out, kills=kills)
            check_counts(out, by_triple, every["from_about"])
            program = ["--program", PROGRAMS / "extract", "--tasks", 8]
            job("extract.py", *program, lines, out, kills=kills)
            check_extracted(out, alone)


main()
