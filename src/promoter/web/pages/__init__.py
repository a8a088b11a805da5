"""The pages, one file per thing that people look at or do."""
