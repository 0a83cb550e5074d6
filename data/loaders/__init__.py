"""Takes the files that CMS publishes each quarter into a local store, each release with the days it is in force.

A release is read whole, checked line by line and swapped in with one rename: a file that is wrong, cut or stopped
in the middle leaves what was there before. `loading` needs a workbook reader and is imported only to load.
"""
