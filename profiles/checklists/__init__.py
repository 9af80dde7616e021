"""The questions of the purpose assessment as they were first published, a module per version.

Migrations load them, so a module is never changed once it is released: a new wording is a
new version.
"""
