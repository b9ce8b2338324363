"""How Mozart's own model is made: pictures by the painter, then networks that learn from them.

Nothing imports this but the command line, and that only when somebody trains.
"""
