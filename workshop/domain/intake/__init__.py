"""Lists of people as organisers have them: from the bytes of a file to what each row would do.

`sheets` reads the file, `layout` finds the headings and the rows that are people, `rows` makes a
candidate of each, `matching` says what it is against the people already there. Nothing here stores
anything, and whatever the bytes are, the end is a preview or a `Refused` with a sentence.
"""

from workshop.domain.intake.refusal import Refused

__all__ = ["Refused"]
