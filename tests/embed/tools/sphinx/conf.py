# The files of the element lie in _static/kvraft; one line loads them.
project = "Week 3: Raft"
author = "A teacher"
extensions = ["myst_parser"]
html_theme = "alabaster"
html_static_path = ["_static"]
html_js_files = [("kvraft/kvraft-lab.js", {"type": "module"})]
