"""Files in which networks and websites say what posts did: read, matched with our posts, and brought in once."""
