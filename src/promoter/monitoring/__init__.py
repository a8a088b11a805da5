"""What machines want to know of the daemon: is it there, will the next post go, and numbers over time."""
