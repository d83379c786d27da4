"""Starts a standalone master and two workers of Spark on loopback, runs a job there, and stops all.

python cluster.py JOB ARGUMENT…
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
HOST = "127.0.0.1"
SECONDS = 120
# What runs for a minute is done before thorough compilation pays.
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def ask(url: str) -> object:
    """Returns what a page of JSON has, or `None` if nobody answers yet."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError, TimeoutError, ValueError):
        return None


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return free.getsockname()[1]


def submit(
    master: str, job: Path, *arguments: object, settings: dict[str, str], **streams: object
) -> subprocess.Popen:
    """Starts a job."""
    command = [str(HOME / "bin/spark-submit"), "--master", master]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    environment = os.environ | {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": HOST}
    return subprocess.Popen(
        [*command, str(job), *map(str, arguments)],
        env=environment | {"PYSPARK_PYTHON": sys.executable},
        **streams,
    )


class Cluster:
    """A master and two workers. Each worker has half of the cores, and is in a process group with
    its executors, so that all of it can be killed at once."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cluster-"))
        self.processes: list[subprocess.Popen] = []
        self.cores = max(1, (os.cpu_count() or 2) // 2)
        port, page = free_port(), free_port()
        self.master = f"spark://{HOST}:{port}"
        self.page = f"http://{HOST}:{page}/json/"
        where = ["--host", HOST, "--port", str(port), "--webui-port", str(page)]
        self.start("master", "org.apache.spark.deploy.master.Master", *where)

    def __enter__(self) -> "Cluster":
        try:
            for number in range(2):
                self.start_worker(number)
            self.wait_for(lambda: (ask(self.page) or {}).get("aliveworkers") == 2, "two workers")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_worker(self, number: int) -> None:
        what = ["--host", HOST, "--webui-port", "0", "--cores", str(self.cores), "--memory", "1g"]
        what += ["--work-dir", str(self.work(number)), self.master]
        self.start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker", *what)

    def work(self, number: int) -> Path:
        """Returns the folder of a worker, which has the folders of its executors."""
        return self.folder / f"worker-{number}"

    def start(self, name: str, of: str, *arguments: str) -> None:
        environment = os.environ | {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": HOST}
        environment |= {"PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_JAVA_OPTS": SHORT}
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes.append(
                subprocess.Popen(
                    [HOME / "bin/spark-class", of, *arguments],
                    env=environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )

    def wait_for(self, is_so: object, what: str) -> None:
        end = time.monotonic() + SECONDS
        while not is_so():
            if time.monotonic() > end or any(one.poll() is not None for one in self.processes):
                logs = [log.read_text()[-2000:] for log in self.folder.glob("*.log")]
                raise SystemExit("\n".join([*logs, f"no {what} within {SECONDS} s"]))
            time.sleep(0.1)

    def submit(self, job: Path, *arguments: object, **more: object) -> subprocess.Popen:
        """Starts a job, once both workers take part."""
        settings = {
            "spark.driver.host": HOST,
            "spark.driver.bindAddress": HOST,
            "spark.executor.memory": "900m",
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime": f"{SECONDS}s",
        }
        settings |= more.pop("settings", {})
        return submit(self.master, job, *arguments, settings=settings, **more)

    def kill_worker(self, number: int) -> None:
        """Kills a worker and its executors, as the loss of a machine does."""
        os.killpg(self.processes[1 + number].pid, signal.SIGKILL)
        self.processes[1 + number].wait()

    def stop(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    with Cluster() as cluster:
        return cluster.submit(Path(sys.argv[1]), *sys.argv[2:]).wait()


if __name__ == "__main__":
    sys.exit(main())
