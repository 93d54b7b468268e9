"""The exchange's terms of the series, as it tells them as usual: the answer to each path."""

TERMS: dict[str, object] = {
    "exchange/status": {"exchange_active": True, "trading_active": True},
    "exchange/schedule": {"schedule": {"standard_hours": [], "maintenance_windows": []}},
    "events": {"events": [], "cursor": ""},
    "series/fee_changes": {"series_fee_change_arr": []},
    "series/KXTSAW": {
        "series": {
            "ticker": "KXTSAW",
            "title": "TSA check-ins this week",
            "frequency": "weekly",
            "category": "Economics",
            "fee_type": "quadratic",
            "fee_multiplier": 1,
        }
    },
}
