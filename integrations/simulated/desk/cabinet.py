"""Uploaded files: what is known of them on the shelf, their bytes in a folder."""

from __future__ import annotations

import mimetypes
import time
import uuid
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.shelf import Shelf

File = dict[str, Any]


class Cabinet:
    """Files by id. Without a folder the bytes live in memory only."""

    def __init__(self, shelf: Shelf, folder: Path | None, base_url: str) -> None:
        """Open the drawer; the folder is made when the first file comes."""
        self._files = shelf.drawer("desk.files")
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        self._base_url = base_url.rstrip("/")

    def reserve(self, name: str, size: int, user: str) -> File:
        """Register a file that is about to be uploaded."""
        file_id = f"F{uuid.uuid4().hex[:10].upper()}"
        plain = PurePosixPath(name.replace("\\", "/")).name or "file"
        url = f"{self._base_url}/files/{file_id}/{quote(plain)}"
        mimetype = mimetypes.guess_type(plain)[0] or "application/octet-stream"
        made = {
            "id": file_id,
            "created": int(time.time()),
            "timestamp": int(time.time()),
            "name": plain,
            "title": plain,
            "mimetype": mimetype,
            "filetype": PurePosixPath(plain).suffix.lstrip(".") or "binary",
            "pretty_type": (PurePosixPath(plain).suffix.lstrip(".") or "binary").upper(),
            "user": user,
            "size": size,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": url,
            "url_private_download": url,
            "permalink": url,
            "channels": [],
        }
        if mimetype.startswith("image/"):
            made["thumb_360"] = made["thumb"] = url
        self._files[file_id] = {"file": made, "ready": False, "shared": False}
        return made

    def upload_url(self, file_id: str) -> str:
        """Return where the bytes of a reserved file are POSTed."""
        return f"{self._base_url}/upload/v1/{file_id}"

    def receive(self, file_id: str, body: bytes) -> None:
        """Keep the bytes of a reserved file."""
        kept = self._need(file_id)
        if self._folder is None:
            self._memory[file_id] = body
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / file_id).write_bytes(body)
        self._files[file_id] = {**kept, "ready": True, "file": {**kept["file"], "size": len(body)}}

    def share(self, file_id: str, title: str | None, channel: str | None) -> File:
        """Finish an upload and note where the file was shared."""
        kept = self._need(file_id)
        if not kept["ready"]:
            raise RefusedError("file_not_found", f"no bytes were uploaded for {file_id}")
        file = {**kept["file"], "title": title or kept["file"]["title"]}
        if channel is not None:
            file["channels"] = [*file["channels"], channel]
        self._files[file_id] = {**kept, "file": file, "shared": True}
        return file

    def info(self, file_id: str) -> File:
        """Return what is known of a file."""
        return dict(self._need(file_id)["file"])

    def read(self, file_id: str) -> bytes:
        """Return the bytes of a file."""
        self._need(file_id)
        if self._folder is None:
            found = self._memory.get(file_id)
            if found is None:
                raise RefusedError("file_not_found")
            return found
        try:
            return (self._folder / file_id).read_bytes()
        except FileNotFoundError as gone:
            raise RefusedError("file_not_found") from gone

    def remove(self, file_id: str) -> None:
        """Delete a file."""
        self._need(file_id)
        del self._files[file_id]
        self._memory.pop(file_id, None)
        if self._folder is not None:
            (self._folder / file_id).unlink(missing_ok=True)

    def listing(self) -> list[File]:
        """List the shared files, oldest first."""
        return [dict(kept["file"]) for kept in self._files.values() if kept["shared"]]

    def _need(self, file_id: str) -> dict[str, Any]:
        kept = self._files.get(file_id)
        if kept is None:
            raise RefusedError("file_not_found")
        return kept
