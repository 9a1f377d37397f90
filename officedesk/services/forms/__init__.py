"""Forms that a crew fills in: templates of the office, and the forms of each job."""
