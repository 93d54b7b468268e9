"""The state of the exchange, its costs and its errors on the wire."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from paxline.edge.kalshi.wire.fields import Frame, Instant, MaybeInstant, MaybeUnixInstant, nothing_as_empty


class ShardStatus(Frame):
    """Whether one shard of the exchange takes orders."""

    exchange_index: int
    description: str = ""
    exchange_active: bool
    trading_active: bool


class ExchangeStatus(Frame):
    """``GET /exchange/status``; the first two fields speak for shard 0."""

    exchange_active: bool
    trading_active: bool
    exchange_estimated_resume_time: MaybeInstant = None
    exchange_index_statuses: tuple[ShardStatus, ...] = ()


class Session(Frame):
    """Opening and closing of one session, as HH:MM Eastern time."""

    open_time: str
    close_time: str


Sessions = Annotated[tuple[Session, ...], BeforeValidator(nothing_as_empty)]


class WeeklyHours(Frame):
    """The sessions of each weekday while the schedule is in force."""

    start_time: Instant
    end_time: Instant
    monday: Sessions = ()
    tuesday: Sessions = ()
    wednesday: Sessions = ()
    thursday: Sessions = ()
    friday: Sessions = ()
    saturday: Sessions = ()
    sunday: Sessions = ()


class MaintenanceWindow(Frame):
    """A period in which the exchange may not answer."""

    start_datetime: Instant
    end_datetime: Instant


class Schedule(Frame):
    """Standing hours and announced maintenance."""

    standard_hours: Annotated[tuple[WeeklyHours, ...], BeforeValidator(nothing_as_empty)]
    maintenance_windows: Annotated[tuple[MaintenanceWindow, ...], BeforeValidator(nothing_as_empty)]


class ScheduleAnswer(Frame):
    """``GET /exchange/schedule``."""

    schedule: Schedule


class HistoricalCutoff(Frame):
    """``GET /historical/cutoff``: what is older is answered by the historical section only.

    Attributes:
        market_settled_ts: Of markets and their candles, by settlement.
        trades_created_ts: Of trades and fills.
        orders_updated_ts: Of orders, by their end.
        market_positions_last_updated_ts: Of settled positions.
    """

    market_settled_ts: Instant
    trades_created_ts: Instant
    orders_updated_ts: Instant
    market_positions_last_updated_ts: MaybeInstant = None


class EndpointCost(Frame):
    """What one call of an endpoint takes from its bucket, in tokens."""

    method: str
    path: str
    cost: Annotated[int, Field(ge=0)]


class EndpointCosts(Frame):
    """``GET /account/endpoint_costs``: the endpoints whose cost is not the default."""

    default_cost: Annotated[int, Field(ge=0)]
    endpoint_costs: tuple[EndpointCost, ...]


class ApiKey(Frame):
    """One of the account's keys and what it may do."""

    api_key_id: str
    scopes: tuple[str, ...]


class ApiKeysAnswer(Frame):
    """``GET /api_keys``; the instant is when the account's location attestation ends."""

    api_keys: tuple[ApiKey, ...]
    api_key_region_expiration_ts: MaybeUnixInstant = None


class NestedError(Frame):
    """The inside of ``{"error": {...}}``, and the flat shape on its own."""

    code: str | None = None
    message: str | None = None
    details: Any = None


class ErrorBody(Frame):
    """Every shape in which the exchange reports an error, seen as one.

    ``{"error": {"code", "message", "details"}}`` · ``{"code", "message", "details"}`` · ``{"msg"}`` ·
    ``{"error": "too many requests"}`` (docs of August 2026; recordings of June 2026).
    """

    error: NestedError | str | None = None
    code: str | None = None
    message: str | None = None
    details: Any = None
    msg: str | None = None
