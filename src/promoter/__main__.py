"""Where the process begins: `promoter`, and `python -m promoter`, which is the same."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

# Most commands are over before there is any garbage; Python's own 700 would cost a preview a twentieth of its time.
YOUNG = 100_000
# Nothing that happens to be installed beside Promoter shall take part in how its files and settings are read.
PLUGINS = "PYDANTIC_DISABLE_PLUGINS"


def main() -> NoReturn:
    """Run the command that the process was started with, and exit as it says."""
    gc.set_threshold(YOUNG)
    os.environ[PLUGINS] = "__all__"
    from promoter.cli import run  # noqa: PLC0415 - what is set above is for everything that is imported from here on

    code = run(sys.argv[1:])
    gc.freeze()  # all of it ends with the process; Python need not search it for garbage once more
    sys.exit(code)


if __name__ == "__main__":
    main()
