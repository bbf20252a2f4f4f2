"""What the project needs from a machine: start at `tools/bootstrap.py`.

Standard library only, because nothing is installed yet when this runs.
"""
