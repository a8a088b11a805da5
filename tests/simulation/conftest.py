"""The simulation is a small program of several modules, which pytest's import mode does not put on the path by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
