"""Learned enlarging: networks that make a picture larger in one forward."""
