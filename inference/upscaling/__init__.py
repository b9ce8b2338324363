"""Learned enlarging: networks that make pictures larger, from a file to finished pixels."""
