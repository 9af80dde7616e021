"""Bringing lists of existing profiles in: read, mapped, checked, looked through, registered.

What was read lies in the database, row by row, so that the worker can stop anywhere and go
on. Nothing stands in the register before everything does: registering is one transaction.
"""
