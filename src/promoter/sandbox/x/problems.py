"""How X says no: its problem documents, in its own words."""

from __future__ import annotations

from promoter.sandbox.wire import Answer, json_answer

KIND = "application/problem+json"
PROBLEMS = "https://api.x.com/2/problems/"
TITLES = {
    400: "Invalid Request",
    401: "Unauthorized",
    402: "CreditsDepleted",
    403: "Forbidden",
    404: "Not Found Error",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
DETAILS = {
    402: "Your enrolled account does not have any credits to fulfill this request.",
    403: "You are not permitted to perform this action.",
    500: "Something is broken.",
    503: "The service is temporarily unable to serve this request.",
}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
TOO_LONG = "You are not permitted to perform this action."
CASHTAGS = "Posts can contain a maximum of one cashtag."


def problem(status: int, detail: str | None = None, kind: str = "about:blank", *, title: str | None = None) -> Answer:
    title = title or TITLES.get(status, "Error")
    detail = detail or DETAILS.get(status, title)
    return json_answer(status, {"title": title, "detail": detail, "type": kind, "status": status}, kind=KIND)


def invalid(*complaints: tuple[str, dict[str, list[str]]]) -> Answer:
    """400 with a list of complaints: a message, and the parameters that it is about."""
    document = {
        "errors": [{"message": message, "parameters": parameters} for message, parameters in complaints],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": PROBLEMS + "invalid-request",
        "status": 400,
    }
    return json_answer(400, document, kind=KIND)


def rate_limited() -> Answer:
    return problem(429, "Too Many Requests", PROBLEMS + "rate-limit-exceeded")


def not_found(name: str, value: str) -> dict[str, object]:
    return _missing("tweet", name, value)


def no_user(value: str) -> dict[str, object]:
    return _missing("user", "id", value)


def _missing(kind: str, name: str, value: str) -> dict[str, object]:
    return {
        "value": value,
        "detail": f"Could not find {kind} with {name}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": name,
        "resource_id": value,
        "type": PROBLEMS + "resource-not-found",
    }
