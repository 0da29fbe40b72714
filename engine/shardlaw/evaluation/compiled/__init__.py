"""Policies as one Python function: two-valued, exact in integers, and silent where it cannot decide.

    checked policies --lowering--> quantities with exact scales --program--> Python text --compile()--> a function
    Plan, or the dict of a document --rows--> prepared facts (tuples of integers in base units)

What the function does not decide (a fact that is missing or a range, a zero divisor, a number over the limits) it
leaves open, rule by rule; the reference interpreter says what that comes to. So there is one meaning.
"""
