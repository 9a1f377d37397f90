"""The tabs of a customer's profile, one file each."""
