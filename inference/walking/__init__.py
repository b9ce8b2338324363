"""Walks through all the pictures that a generator can make, as films that end where they began.

stops --draw--> latents --on the sphere--> a closed way --evenly by what is seen--> a film
"""
