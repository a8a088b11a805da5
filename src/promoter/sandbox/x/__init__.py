"""The stand-in X: the part of version 2 of its interface that posts and reads back."""
