"""The door for people: badge pages, the verification form, and the public documents behind them.

Start at `badges`. Every page is rendered here, works without scripts and loads nothing from
other hosts; the words are in `messages/`, one catalogue a language.
"""
