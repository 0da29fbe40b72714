"""The report as canonical bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def encode(report: Mapping[str, Any]) -> bytes:
    """The report in UTF-8 with LF, sorted keys, two blanks of indent and one final newline.

    Equal reports give equal bytes. A lone surrogate, which UTF-8 cannot hold, is written as its JSON escape.
    """
    text = json.dumps(report, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")
