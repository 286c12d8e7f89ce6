"""What the rules know, as JSON that `tools/pack_data.py` writes from the reviewed TOML beside it.

JSON, because the pack is started anew for every preview and TOML takes ten times as long to read.
"""

import functools
import json
from pathlib import Path
from typing import Any


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Return a table, read when first needed."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
