"""How large a file may be that somebody sends."""

from collections.abc import Mapping
from typing import IO, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Somewhat more than the forms take, so that these can say it beside the field.
LARGEST: Final = 6 * 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """Refuses what is too large before any of it is read; the other handlers do the rest."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, str],  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > LARGEST:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
