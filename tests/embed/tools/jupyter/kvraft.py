"""The element as a widget; `kvraft-lab.anywidget.mjs` lies beside this file."""

import pathlib

import anywidget
import traitlets


class KvraftLab(anywidget.AnyWidget):
    """A figure. Its traits are the element's attributes; `time` follows the moment that is shown."""

    _esm = pathlib.Path(__file__).parent / "kvraft-lab.anywidget.mjs"

    scenario = traitlets.Unicode("").tag(sync=True)
    seed = traitlets.Unicode("").tag(sync=True)
    servers = traitlets.Int(5).tag(sync=True)
    view = traitlets.Unicode("ring log").tag(sync=True)
    controls = traitlets.Unicode("full").tag(sync=True)
    speed = traitlets.Unicode("").tag(sync=True)
    lang = traitlets.Unicode("").tag(sync=True)
    time = traitlets.Float(0).tag(sync=True)
