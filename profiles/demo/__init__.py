"""Sel kommune as it could be: invented people, and profiles in every state.

People and stories are plain data; `loading` plays the stories through the same acts as the
pages do, with the times counted back from the day of loading.
"""
