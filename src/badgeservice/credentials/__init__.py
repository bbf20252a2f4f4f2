"""The craft: badges as bytes and values, and nothing else.

Start at `model` to build a credential, at `securing.data_integrity` to sign or check one, at
`canonical` for what a signature covers, and at `shape` for what Open Badges demands of a document.
"""
