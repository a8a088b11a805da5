"""`python -m promoter` is the same as `promoter`."""

from promoter.cli import main

main()
