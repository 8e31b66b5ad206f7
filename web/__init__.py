"""What turns lessons into pages: the site builder, the page, its workers, templates and styles."""
