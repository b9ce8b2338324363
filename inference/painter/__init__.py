"""The rule-based painter: words become a Scene, a Scene becomes forms, a style paints the forms.

    reading --> scene --> composition (skies, places, subjects) --> styles --> paint

It knows neither engines nor torch, holds no weights, and draws the same picture for the same
words, seed and size. Everything up to the styles is geometry in units of the picture (its area is
1), so a picture may be painted again at another size.
"""
