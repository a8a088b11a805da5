"""The stand-in LinkedIn: the part of the Posts interface that posts as an organisation and reads back."""
