"""Contracts: service agreements, memberships, their plans, and the services that are due."""
