"""Pages of alerts as the weather service sends them, made for tests."""

import json
from typing import Any


def feature(**changed: Any) -> dict[str, Any]:
    """One warning of a winter storm at two hubs; ``None`` for a property takes it away."""
    properties = {
        "@type": "wx:Alert",
        "id": "urn:oid:1",
        "areaDesc": "Southern Queens; Northern Queens",
        "geocode": {"SAME": ["036081"], "UGC": ["NYZ178", "NYZ176"]},
        "sent": "2026-01-23T15:10:00-05:00",
        "effective": "2026-01-23T15:10:00-05:00",
        "onset": "2026-01-25T01:00:00-05:00",
        "expires": "2026-01-24T03:15:00-05:00",
        "ends": "2026-01-26T18:00:00-05:00",
        "status": "Actual",
        "messageType": "Alert",
        "severity": "Severe",
        "certainty": "Likely",
        "urgency": "Expected",
        "event": "Winter Storm Warning",
        "headline": "Winter Storm Warning issued January 23",
        **changed,
    }
    return {"type": "Feature", "properties": {name: value for name, value in properties.items() if value is not None}}


def page(*features: object) -> bytes:
    """A page that lists them."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
