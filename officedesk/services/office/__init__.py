"""The office itself: company, brands, people, taxes, terms, numbers, settings; new and sample offices."""
