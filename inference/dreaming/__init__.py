"""Dreams: a picture told again as what something else sees in it.

picture --motifs--> creatures made of patches --octaves--> what a network sees there, and more
"""
