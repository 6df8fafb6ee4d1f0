"""A file on its way from a browser: parts of it lie on the disk only encrypted, with a key that is in memory and nowhere else."""

import io
import os
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

_PART = 1 << 20  # bytes encrypted at a time
_SEAL = 16  # bytes more that an encrypted part has
FEW = _PART  # so much is held in memory and never reaches the disk


class Spool(io.RawIOBase):
    """Written once from its beginning, then read, as often as is wished. Nobody else can open it, and it is gone with its process."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = AESGCM(os.urandom(32))
        self._held = bytearray()
        self._disk: Any = None
        self._parts = 0
        self._size = 0
        self._at = 0
        self._opened: tuple[int, bytes] = (-1, b"")

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """At the end, wherever it was read."""
        self._held += content
        self._size += len(content)
        while len(self._held) > _PART:
            self._to_disk(bytes(self._held[:_PART]))
            del self._held[:_PART]
        return len(content)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, offset = divmod(self._at, _PART)
        part = bytes(self._held) if number == self._parts else self._from_disk(number) if number < self._parts else b""
        taken = part[offset : offset + len(buffer)]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    @property
    def size(self) -> int:
        return self._size

    def close(self) -> None:
        if self._disk is not None:
            self._disk.close()
        self._held.clear()
        self._opened = (-1, b"")
        super().close()

    def _to_disk(self, part: bytes) -> None:
        if self._disk is None:
            self._disk = tempfile.TemporaryFile()  # noqa: SIM115  (it is open as long as the spool is)
        self._disk.seek(0, os.SEEK_END)
        self._disk.write(self._lock.encrypt(_number(self._parts), part, None))
        self._parts += 1

    def _from_disk(self, number: int) -> bytes:
        if self._opened[0] != number:
            self._disk.seek(number * (_PART + _SEAL))
            self._opened = (number, self._lock.decrypt(_number(number), self._disk.read(_PART + _SEAL), None))
        return self._opened[1]


class Spooling(FileUploadHandler):
    """Puts what a form brings into a spool. The name that the browser gave is kept for a look, and never used for a path."""

    spool: Spool
    chunk_size = _PART

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.spool.seek(0)
        return UploadedFile(file=self.spool, name=self.file_name, content_type="", size=file_size, charset=None)

    def upload_interrupted(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()


def _number(part: int) -> bytes:
    """Each part of a spool has a number of its own, so that none is encrypted like another; the key is new for every spool."""
    return part.to_bytes(12, "big")
