"""A teacher's quiz bank over HTTP, and the images of its questions."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.quiz import ImageStored, QuizImported, QuizList, QuizView, QuizWrite
from appliance.domain.policy import Action
from appliance.domain.quiz_formats.imported import QuizFormat
from appliance.services.callers import Caller
from appliance.services.quiz_bank import ExportFormat, QuizBank
from appliance.services.quiz_images import QuizImages
from appliance.services.quiz_views import image_url

TITLE_MAX_CHARACTERS = 400
EXPORT_TYPES = {
    ExportFormat.GIFT: ("text/plain; charset=utf-8", "gift.txt"),
    ExportFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.JSON: ("application/json", "json"),
}
"""Media type and ending of each format."""
IMAGE_HEADERS = {
    # Named by its own content: it never changes. Never a page of its own, whatever is in it.
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def quizzes_router(bank: QuizBank, images: QuizImages, auth: Authorization) -> APIRouter:
    """Routes under /quizzes and /quiz-images."""
    router = APIRouter(tags=["quizzes"])
    _add_bank(router, bank, auth)
    _add_files(router, bank, auth)
    _add_images(router, images, auth)
    return router


def takes_file(*media_types: str) -> dict[str, Any]:
    """The body of a route that reads a file as it is."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in media_types}
    return {"requestBody": {"required": True, "content": content}}


def attachment(data: bytes, media_type: str, name: str, ending: str) -> Response:
    """A file to be saved, under a name in any script (RFC 6266 §4.3)."""
    plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in name) or "quiz"
    named = f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)


def _add_bank(router: APIRouter, bank: QuizBank, auth: Authorization) -> None:
    own = auth(Action.USE_BANK)
    read, written = problems(401, 403, 404), problems(401, 403, 404, 409, 413, 422, 507)

    @router.get("/quizzes", responses=problems(401, 403))
    async def list_quizzes(caller: Annotated[Caller, Depends(own)]) -> QuizList:
        """The teacher's quizzes, last changed first."""
        return bank.list(caller.person_id)

    @router.post("/quizzes", status_code=201, responses=problems(401, 403, 409, 413, 422, 507))
    async def create_quiz(wish: QuizWrite, caller: Annotated[Caller, Depends(own)]) -> QuizView:
        """Add a quiz."""
        return await bank.create(caller.person_id, wish)

    @router.get("/quizzes/{quiz_id}", responses=read)
    async def get_quiz(quiz_id: str, caller: Annotated[Caller, Depends(own)]) -> QuizView:
        """One quiz with its keys."""
        return bank.get(caller.person_id, quiz_id)

    @router.put("/quizzes/{quiz_id}", responses=written)
    async def replace_quiz(quiz_id: str, wish: QuizWrite, caller: Annotated[Caller, Depends(own)]) -> QuizView:
        """Write a quiz anew; what the school published stays, and the answer is a copy with another id."""
        return await bank.replace(caller.person_id, quiz_id, wish)

    @router.delete("/quizzes/{quiz_id}", status_code=204, responses=problems(401, 403, 404, 507))
    async def delete_quiz(quiz_id: str, caller: Annotated[Caller, Depends(own)]) -> Response:
        """Take a quiz away; results of its runs stay."""
        await bank.delete(caller.person_id, quiz_id)
        return Response(status_code=204)

    @router.post("/quizzes/{quiz_id}/duplicate", status_code=201, responses=problems(401, 403, 404, 409, 507))
    async def duplicate_quiz(quiz_id: str, caller: Annotated[Caller, Depends(own)]) -> QuizView:
        """Add a copy of a quiz."""
        return await bank.duplicate(caller.person_id, quiz_id)


def _add_files(router: APIRouter, bank: QuizBank, auth: Authorization) -> None:
    own = auth(Action.USE_BANK)

    @router.post(
        "/quizzes/import",
        status_code=201,
        responses=problems(401, 403, 409, 413, 422, 507),
        openapi_extra=takes_file("application/octet-stream"),
    )
    async def import_quiz(
        request: Request,
        caller: Annotated[Caller, Depends(own)],
        file_format: Annotated[QuizFormat | None, Query(alias="format")] = None,
        title: Annotated[str, Query(max_length=TITLE_MAX_CHARACTERS)] = "",
    ) -> QuizImported:
        """Add a quiz from a file of a named or seen format; what cannot be taken over is told by line."""
        return await bank.import_(caller.person_id, await request.body(), file_format, title.strip())

    @router.get("/quizzes/{quiz_id}/export", response_class=Response, responses=problems(401, 403, 404, 422))
    async def export_quiz(
        quiz_id: str,
        caller: Annotated[Caller, Depends(own)],
        file_format: Annotated[ExportFormat, Query(alias="format")],
    ) -> Response:
        """A quiz as a file."""
        exported = await bank.export(caller.person_id, quiz_id, file_format)
        media_type, ending = EXPORT_TYPES[file_format]
        return attachment(exported.data, media_type, exported.title, ending)


def _add_images(router: APIRouter, images: QuizImages, auth: Authorization) -> None:
    @router.post(
        "/quiz-images",
        status_code=201,
        dependencies=[Depends(auth(Action.USE_BANK))],
        responses=problems(401, 403, 409, 413, 422, 507),
        openapi_extra=takes_file("image/png", "image/jpeg", "image/webp", "image/gif"),
    )
    async def store_image(request: Request) -> ImageStored:
        """Keep an image of at most 2 MB for a question."""
        image_id = await images.store(await request.body())
        return ImageStored(image_id=image_id, image_url=image_url(image_id))

    @router.get(
        "/quiz-images/{image_id}",
        response_class=Response,
        dependencies=[Depends(auth(Action.READ_PAGE))],
        responses=problems(404),
    )
    async def get_image(image_id: str) -> Response:
        """An image; its id is a hash that nobody can guess before it is pushed."""
        image = await images.load(image_id)
        return Response(image.data, media_type=image.media_type, headers=IMAGE_HEADERS)
