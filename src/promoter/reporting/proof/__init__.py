"""What a member gets after the week: their own blogs' posts as people saw them, with what these did, and thanks."""
