"""What the scripts of the page say."""

from __future__ import annotations

PAGE = {
    "try": "Try it: {title}",
    "method": "Method",
    "replicate": "Replicate",
    "best": "{replicate} (the best)",
    "value": "{input}, as a number",
    "slider": "{input}, as a slider",
    "box": "the box goes from {low} to {high}",
    "prediction": "Prediction",
    "formula": "Formula",
    "error": "Error",
    "undefined": "undefined here",
    "outside": "Outside the box: the network has seen nothing there.",
    "left_out": "This network is not in the page. The lines below open it in Python.",
    "python": "This point in Python",
    "copy": "Copy as Python",
    "copied": "Copied.",
    "selected": "Selected: copy it with the keys of your system.",
}
