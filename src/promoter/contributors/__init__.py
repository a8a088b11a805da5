"""The people who wrote the blogs: what they sign off, what they are sent, and what they may share themselves."""
