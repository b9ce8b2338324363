"""Figures and foliage after AARON, which Harold Cohen taught to draw from 1972 to 2016."""
