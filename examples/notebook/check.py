"""Checks that the charts of two engines are there, that something is drawn, and that both drew the
same.

python check.py FOLDER FOLDER
"""

import sys
from pathlib import Path

from matplotlib import image

NAMES = ["months.png", "speakers.png", "countries.png"]
# Of the pixels, the least that have the colour of a bar or a cell: texts and axes are grey.
COLOURED = 0.01

first, second = map(Path, sys.argv[1:])
for name in NAMES:
    pixels = image.imread(first / name)[..., :3]
    coloured = (pixels.max(axis=-1) - pixels.min(axis=-1) > 0.2).mean()
    if coloured < COLOURED:
        raise SystemExit(f"{name}: nothing is drawn, {coloured:.1%} of the pixels are coloured")
    if not (pixels == image.imread(second / name)[..., :3]).all():
        raise SystemExit(f"{name}: the two engines drew different charts")
    print(f"{name}: {pixels.shape[1]} x {pixels.shape[0]} pixels, {coloured:.0%} coloured")
