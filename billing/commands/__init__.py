"""The biller's commands, a module a subject; each adds its own to the parser of `python -m billing`."""
