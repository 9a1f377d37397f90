"""Equipment on screen: columns, form, what a document chooses from, labels, import."""
