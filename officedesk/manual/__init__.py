"""The help pages as the program reads them: Markdown in, sections to search and HTML to show out. No Qt."""
