"""The line editor of estimates, invoices and jobs."""
