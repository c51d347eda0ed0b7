"""What the API answers where it has no data: always JSON, with a code, a Japanese and an English sentence.

Whoever made the answer (an operation, a view that nobody reached, a lost database), it leaves as data.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja.errors import HttpError

PREFIX: Final = "/api/"
JSON: Final = "application/json"
CARRIED_ON: Final = ("Allow", "Retry-After")  # headers of an answer that is put into data
Words = tuple[str, str, str]
WORDS: Final[dict[int, Words]] = {
    400: (
        "bad_request",
        "要求を読み取れませんでした。アドレスと項目の書き方を確かめてください。",
        "The request cannot be read. Check the address and its parameters.",
    ),
    403: ("forbidden", "このデータは読めません。", "You may not read this."),
    404: (
        "not_found",
        "お探しのデータはありません。公開されていないものも、ないものと同じように扱います。",
        "There is no such data. What is not public is answered like what does not exist.",
    ),
    405: (
        "method_not_allowed",
        "公開データは読むことだけができます（GET）。",
        "The published data can only be read (GET).",
    ),
    406: (
        "not_acceptable",
        "求められた形式では返せません。Acceptヘッダーを外すか、{media}を含めてください。",
        "The data is not available in the format asked for. Leave out the Accept header or include {media}.",
    ),
    422: (
        "unreadable_parameter",
        "項目の値を読み取れませんでした。書き方を確かめてください。",
        "A parameter cannot be read. Check how it is written.",
    ),
    429: (
        "too_many_requests",
        "短い時間に要求が続きました。しばらくしてからもう一度お試しください。",
        "Too many requests in a short time. Try again later.",
    ),
    500: (
        "server_error",
        "処理中に問題が起きました。しばらくしてからもう一度お試しください。",
        "Something went wrong. Try again later.",
    ),
    503: (
        "unavailable",
        "ただいまデータベースに接続できません。しばらくしてからもう一度お試しください。",
        "The database is not available now. Try again later.",
    ),
}


class ApiError(HttpError):
    """Why an operation has no answer: a code that stays, and what to do in Japanese and in English."""

    def __init__(self, status: int, code: str, detail: str, detail_en: str) -> None:
        super().__init__(status, detail)
        self.said = {"code": code, "detail": detail, "detail_en": detail_en}


def said_of(status: int, **words: str) -> dict[str, str]:
    """Return what is said of a status of which nobody said more."""
    code, detail, detail_en = WORDS.get(status) or WORDS[400 if status < 500 else 500]
    return {"code": code, "detail": detail.format(**words), "detail_en": detail_en.format(**words)}


def refused(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer for an error that an operation raised."""
    status = getattr(error, "status_code", 500)
    return answer_of(status, getattr(error, "said", None) or said_of(status))


def answer_of(status: int, said: dict[str, str]) -> HttpResponse:
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


class ErrorsAsData:
    """Puts every error below the API's address into data, and answers 406 to who cannot take what there is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the answer on, as data where it is an error."""
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= 400:
            return response if says_why(response) else as_data(request, response)
        media = media_of(response)
        if response.status_code == 200 and media and not request.accepts(media):
            return answer_of(406, said_of(406, media=media))
        return response


def media_of(response: HttpResponseBase) -> str:
    return str(response.get("Content-Type", "")).partition(";")[0].strip()


def says_why(response: HttpResponseBase) -> bool:
    """Tell whether the answer is an error of ours already."""
    if media_of(response) != JSON or not isinstance(response, HttpResponse):
        return False
    said: Any = json.loads(response.content or b"null")
    return isinstance(said, dict) and said.keys() >= {"code", "detail", "detail_en"}


def as_data(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """Return the same error with what can be said of its status, and by which number it is found in the log."""
    said = said_of(response.status_code)
    if incident := getattr(request, "incident", ""):
        said["detail"] += f"（受付番号 {incident}）"
        said["detail_en"] += f" (incident {incident})"
    answer = answer_of(response.status_code, said)
    for name in CARRIED_ON:
        if name in response:
            answer[name] = response[name]
    return answer
