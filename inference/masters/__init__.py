"""Drawings by rule, after those who drew with computers first: values, and what draws them."""
