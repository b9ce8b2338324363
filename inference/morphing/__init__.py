"""Morphs: how one picture becomes another.

two pictures --flow and transport, both ways--> a passage
a passage --evenly by what is seen--> frames --there and back--> a film
"""
