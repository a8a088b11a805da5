"""Is the week ready? Asked on Friday, so that nothing breaks on Wednesday."""
