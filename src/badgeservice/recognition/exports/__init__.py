"""Decided cases in the words of the registers that colleges keep. Start at `export.py`.

Nothing is sent from here: the registers replace whole objects of a learner, so the college's own
system carries a fragment in. What lacks something is refused, with everything that it lacks.
"""
