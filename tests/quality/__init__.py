"""What is promised of the tree itself: checkers, imports, text files, README and the command of CI.

pytest alone runs all of it: whoever passes the tests has passed everything.
"""
