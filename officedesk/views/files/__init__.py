"""Files of customers: list, thumbnails, preview, adding and opening."""
