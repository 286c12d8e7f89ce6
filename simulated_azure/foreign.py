"""Answers for packages other than azure-native: what was given, and what their classes compute."""

import hashlib
import uuid
from typing import Any

from simulated_azure import sdk
from simulated_azure.state import Request
from simulated_azure.values import UNKNOWN, Secret, plain

_NAMESPACE = uuid.UUID("9d6e9b5a-7a43-5b0e-8d0c-5b3f2a1c4e77")


def answer(request: Request, *, preview: bool) -> tuple[Any, dict[str, Any]]:
    """Return the id and the outputs of a resource that Azure's resource manager never sees."""
    given = {key: value for key, value in request.inputs.items() if value is not None}
    shape = sdk.resource_shape(request.type)
    computed = shape.outputs.properties.keys() - shape.inputs.properties.keys() if shape else ()
    missing = sorted(computed - given.keys()) if computed else []
    if preview:
        return UNKNOWN, given | dict.fromkeys(missing, UNKNOWN)
    if not request.type.startswith("random:"):
        return request.name, given
    results = {key: _random(request, key) for key in missing}
    return plain(results.get("result", request.name)), given | results


def _random(request: Request, key: str) -> Any:
    seed = f"{request.urn}/{key}"
    if ":RandomUuid" in request.type:
        return str(uuid.uuid5(_NAMESPACE, seed))
    if request.type.endswith(":RandomInteger"):
        return plain(request.inputs.get("min"))
    length = plain(request.inputs.get("length") or 2 * plain(request.inputs.get("byteLength") or 4))
    digest = hashlib.sha512(seed.encode()).hexdigest()
    text = digest[:length] if isinstance(length, int) else digest[:8]
    return Secret(text) if request.type.endswith(":RandomPassword") else text
