"""Which moves can people make on a ticket, and which facts and messages follow from each?

A move takes a Turn (whose, when, why, on which ticket under which contract) and gives Made, the
Events and Consequences of one transaction, or it raises: Rejected for what cannot be, WrongState
for what cannot be now.
"""
