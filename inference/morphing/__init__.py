"""Morphs: how one picture becomes another.

two pictures --flow, both ways--> a passage --evenly by what is seen--> frames, there and back
"""
