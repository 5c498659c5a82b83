"""The guides, in each language: `npm --prefix www run docs` builds them into www/dist/docs."""

import os

language = {"en": "en", "zh-CN": "zh_CN"}[os.environ["KVRAFT_GUIDE"]]
project = "KVRaft Lab"
author = "KVRaft Lab"
copyright = "the authors; MIT or Apache-2.0"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Out of the guides: into the page, to one of its stories, to the core's documentation.
speak = {"en": "", "zh_CN": "&lang=zh-CN"}[language]
myst_url_schemes = {
    "http": None,
    "https": None,
    "site": "../../{{path}}",
    "lab": "../../index.html?{{query}}" + speak,
    "story": "../../index.html?scenario={{path}}" + speak,
    "rust": "../rust/kvraft_core/{{path}}#{{fragment}}",
}
templates_path = ["_templates"]
exclude_patterns = ["_templates", ".venv"]

html_theme = "furo"
html_title = {"en": "KVRaft Lab guides", "zh_CN": "KVRaft Lab 指南"}[language]
html_favicon = "../public/icon.svg"
html_baseurl = os.environ["KVRAFT_SITE_URL"] + f"docs/{os.environ['KVRAFT_GUIDE']}/"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
