r"""The musical dice game of the 1790s: sixteen throws of two dice make a waltz.

    seed or member --game--> throws --waltz--> bars --score, engraving--> the page
                                                \--midi, sound--------> to be heard

Printed by Rellstab in Berlin and by Simrock in Bonn as Mozart's (K. Anh. C 30.01, called K. 516f);
whose it is nobody has shown. Pure but for verovio, which engraves; knows no jobs and no engine.
"""
