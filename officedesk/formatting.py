"""Money, dates, phone numbers and quantities as people read and type them; for screen, paper and exports."""
