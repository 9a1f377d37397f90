"""Customers on screen: the list, the profile and their forms."""
