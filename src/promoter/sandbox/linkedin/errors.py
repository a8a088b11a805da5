"""How LinkedIn says no: its error documents, as they were seen in the field."""

from __future__ import annotations

from typing import Any

from promoter.sandbox.wire import Answer, json_answer

EXCEPTION = "com.linkedin.content.common.exception.BadRequestResponseException"
USUAL: dict[int, tuple[str, str]] = {
    400: ("INVALID_VALUE_FOR_FIELD", "The request is not valid."),
    401: ("INVALID_ACCESS_TOKEN", "Invalid access token"),
    404: ("NOT_FOUND", "Could not find entity"),
    409: ("CONFLICT", "A write conflict occurred. Retry the request."),
    422: ("UNPROCESSABLE_ENTITY", "ERROR :: / :: the request cannot be processed"),
    500: ("INTERNAL_SERVER_ERROR", "Internal Server Error"),
    502: ("BAD_GATEWAY", "Bad Gateway"),
    503: ("SERVICE_UNAVAILABLE", "Service Unavailable"),
    504: ("GATEWAY_TIMEOUT", "Gateway Timeout"),
}
SERVICE_CODES = {401: 65600}
DAY_LIMIT = "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."
MINUTE_LIMIT = "Resource level throttle APPLICATION_AND_MEMBER MINUTE limit for calls to this resource is reached."


def error(status: int, code: str, message: str, service_code: int | None = None) -> Answer:
    numbered = {} if service_code is None else {"serviceErrorCode": service_code}
    return json_answer(status, {"status": status, **numbered, "code": code, "message": message})


def usual(status: int) -> Answer:
    code, message = USUAL.get(status, ("ERROR", "Error"))
    return error(status, code, message, SERVICE_CODES.get(status))


def not_permitted(method: str) -> Answer:
    return error(403, "ACCESS_DENIED", f"Not enough permissions to access: {method} /posts", 100)


def no_token() -> Answer:
    return json_answer(401, {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401})


def expired() -> Answer:
    return error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)


def revoked() -> Answer:
    return error(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user", 65601)


def version_missing() -> Answer:
    message = "A version must be present. Please specify a version by adding the Linkedin-Version header."
    return json_answer(400, {"code": "VERSION_MISSING", "message": message})


def version_not_active(version: str) -> Answer:
    # LinkedIn names the first day of the month, though six digits were sent.
    full = f"{version}01" if len(version) == 6 else version
    return error(426, "NONEXISTENT_VERSION", f"Requested version {full} is not active")


def schema(complaints: list[str]) -> Answer:
    return json_answer(422, {"message": "\n".join(f"ERROR :: {one}" for one in complaints), "status": 422})


def wrong_author() -> Answer:
    message = (
        "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]"
    )
    return error(403, "ACCESS_DENIED", message)


def too_long(length: int, limit: int) -> Answer:
    message = f"ShareCommentary text length ({length} characters) exceeded the maximum allowed ({limit} characters)"
    detail = {
        "description": "Size of array cannot be higher than the maxLength",
        "input": {"inputPath": {"fieldPath": "commentary"}},
        "code": "FIELD_ARRAY_SIZE_TOO_HIGH",
        "maxLength": limit,
    }
    return _bad_request(400, message, detail)


def duplicate(urn: str) -> Answer:
    detail = {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
    return _bad_request(422, f"Content is a duplicate of {urn}", detail)


def bad_field(code: str, path: str, message: str) -> Answer:
    return _bad_request(
        400, message, {"description": message, "input": {"inputPath": {"fieldPath": path}}, "code": code}
    )


def throttled(message: str = DAY_LIMIT) -> Answer:
    return error(429, "TOO_MANY_REQUESTS", message, 101)


def _bad_request(status: int, message: str, detail: dict[str, Any]) -> Answer:
    document = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"{EXCEPTION}: {message}",
        "errorDetails": {"inputErrors": [detail]},
        "status": status,
    }
    return json_answer(status, document)
