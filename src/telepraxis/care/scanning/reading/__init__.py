"""From what was sent to pages with words: `sheets` takes a file apart, `page` reads one picture, `text_layer` binds.

Pure: bytes in, bytes and `shapes` out; no table, no organization. Every byte that somebody sent is opened in a program
of its own with limits. Reading needs tesseract on the machine; `engine` says whether it is there.
"""
