"""Three charts of the counts that an engine finds in an export, as PNG files of a folder."""

from pathlib import Path

import matplotlib

matplotlib.use("agg")
from matplotlib import pyplot

BLUE = "#2f6db0"


def draw(
    folder: Path,
    months: list[tuple[int, int, int]],
    speakers: list[tuple[str, int]],
    pairs: list[tuple[str, str, int]],
) -> None:
    """Draws quotes by year and month, by speaker, and by the speaker's country and another."""
    folder.mkdir(parents=True, exist_ok=True)

    figure, axes = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    # Numbers, since a date of Python has no year before 1 and an export may have.
    middles = [year + (month - 0.5) / 12 for year, month, _ in months]
    axes.bar(middles, [quotes for _, _, quotes in months], width=1 / 12, color=BLUE)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(title="Quotes by month of publication", xlabel="year", ylabel="quotes")
    save(figure, folder / "months.png")

    figure, axes = pyplot.subplots(figsize=(9, 6), layout="constrained")
    names = [name[:40] for name, _ in speakers]
    axes.barh(range(len(names)), [quotes for _, quotes in speakers], color=BLUE)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(title="The most quoted speakers", xlabel="quotes")
    save(figure, folder / "speakers.png")

    figure, axes = pyplot.subplots(figsize=(7, 6), layout="constrained")
    rows = sorted({first for first, _, _ in pairs})
    columns = sorted({about for _, about, _ in pairs})
    quotes = {(first, about): quotes for first, about, quotes in pairs}
    cells = [[quotes.get((first, about), 0) for about in columns] for first in rows]
    image = axes.imshow(cells, cmap="Blues", norm="log" if cells else None, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=90)
    axes.set_yticks(range(len(rows)), rows)
    axes.set(title="Who speaks about whom", xlabel="about", ylabel="speaker from")
    figure.colorbar(image, label="quotes")
    save(figure, folder / "countries.png")


def save(figure: object, path: Path) -> None:
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    print(path)
