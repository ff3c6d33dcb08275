"""Where copies of files are kept: a folder, or a bucket that speaks S3.

Names are made of the contents: nothing is ever written over, and the same file is kept once.
"""

import asyncio
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config import DatabaseSettings, SettingsError
from services.files import Copies, CopyError

# What `doctor` puts there, to see whether copies can be kept.
PROBE, PROBE_KEY = b"marshrut\n", "probe"
_UNFINISHED = "unfinished"
_CONNECT, _ANSWER = timedelta(seconds=10), timedelta(seconds=60)


class Folder:
    """Copies on a disk of this machine."""

    def __init__(self, folder: Path) -> None:
        """Take where to keep them; the folder is made when it is needed."""
        self._folder = folder
        self._is_swept = False

    async def put(self, key: str, content: bytes) -> None:
        """Write beside, reach the disk, then give it its name: a crash leaves all or nothing."""
        try:
            await asyncio.to_thread(self._put, key, content)
        except OSError as error:
            raise CopyError(f"disk: {error.strerror or type(error).__name__}") from None

    async def get(self, key: str) -> bytes | None:
        """What is kept under a name, or None."""
        try:
            return await asyncio.to_thread((self._folder / key).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CopyError(f"disk: {error.strerror or type(error).__name__}") from None

    def _put(self, key: str, content: bytes) -> None:
        target, beside = self._folder / key, self._folder / _UNFINISHED
        beside.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._is_swept:
            # One process uses the folder: what is unfinished was left by one that has ended.
            for left in beside.iterdir():
                left.unlink()
            self._is_swept = True
        if target.exists():
            # Whole, because it got its name last.
            return
        unnamed = beside / secrets.token_hex(8)
        try:
            number = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            target.parent.mkdir(mode=0o700, exist_ok=True)
            os.replace(unnamed, target)
        except OSError:
            unnamed.unlink(missing_ok=True)
            raise
        for folder in (target.parent, self._folder):
            _reach_disk(folder)


class Bucket:
    """Copies in a bucket that speaks S3, with a client of its own threads."""

    def __init__(self, store: Any) -> None:
        """Take a client of the package obstore."""
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        """Keep it; the server has it whole or not at all."""
        import obstore  # noqa: PLC0415 - an optional package
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            await obstore.put_async(self._store, key, content)
        except (BaseError, OSError, ValueError) as error:
            # Without its text, which holds the address and the request.
            raise CopyError(f"s3: {type(error).__name__}") from None

    async def get(self, key: str) -> bytes | None:
        """What is kept under a name, or None."""
        import obstore  # noqa: PLC0415 - an optional package
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            found = await obstore.get_async(self._store, key)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError, ValueError) as error:
            raise CopyError(f"s3: {type(error).__name__}") from None


def copies_of(settings: DatabaseSettings) -> Copies | None:
    """Where the settings want copies; None where they want none. Raises SettingsError."""
    if settings.files_dir is not None:
        return Folder(settings.files_dir)
    if settings.s3_endpoint is None or settings.s3_secret is None:
        return None
    try:
        from obstore.store import S3Store  # noqa: PLC0415 - an optional package
    except ImportError:
        raise SettingsError(
            "S3_ENDPOINT needs the package obstore: install what requirements/run.txt names."
        ) from None
    return Bucket(
        S3Store(
            settings.s3_bucket,
            endpoint=settings.s3_endpoint,
            access_key_id=settings.s3_key_id,
            secret_access_key=settings.s3_secret.get_secret_value(),
            region=settings.s3_region,
            client_options={
                "allow_http": settings.s3_endpoint.startswith("http://"),
                "connect_timeout": _CONNECT,
                "timeout": _ANSWER,
            },
            retry_config={"max_retries": 2, "retry_timeout": _ANSWER},
        )
    )


def _reach_disk(folder: Path) -> None:
    """A name is safe when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
