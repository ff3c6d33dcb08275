"""Official papers: what they say is gathered once, and written down in one of several layouts.

`content` holds what a paper is made of, neutral of any format; `word`, `workbook` and `page` write
it. Nothing here asks what time it is: the same facts of the same moment give the same bytes.
"""
