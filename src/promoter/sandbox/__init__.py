"""A stand-in X and a stand-in LinkedIn over real HTTP: nothing leaves the machine, and what goes wrong can be ordered.

Nothing here comes from the code that talks to the networks. What both sides got wrong in the same way would never be
seen, so the sandbox counts, escapes and checks by itself, and may disagree.
"""
