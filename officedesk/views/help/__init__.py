"""Help: the pages, the keyboard sheet, and F1 from anywhere."""
