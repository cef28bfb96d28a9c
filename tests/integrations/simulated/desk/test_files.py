from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError


async def test_a_file_is_uploaded_in_three_steps_and_shown_in_its_thread(town):
    page, client = await town.page(), town.client()
    sent = await page.say("D0JORGE", "cma please")

    done = await client.files_upload_v2(
        channel="D0JORGE", thread_ts=sent["ts"], filename="cma.pdf", content=b"%PDF-1.7 x", title="CMA",
        initial_comment="Here it is",
    )  # fmt: skip

    reply = (await page.get(f"channels/D0JORGE/threads/{sent['ts']}"))["messages"][1]
    assert (reply["text"], reply["files"][0]["title"]) == ("Here it is", "CMA")
    shown = await page.http.get(reply["files"][0]["url_private"])
    assert (shown.content, shown.headers["content-type"]) == (b"%PDF-1.7 x", "application/pdf")
    info = await client.files_info(file=done["file"]["id"])
    assert info["file"]["mimetype"] == "application/pdf"


async def test_several_files_make_one_message(town):
    page = await town.page()

    await town.client().files_upload_v2(
        channel="C0LEADS",
        file_uploads=[{"filename": "a.png", "content": b"\x89PNG"}, {"filename": "b.txt", "content": "text"}],
    )

    (message,) = await page.messages("C0LEADS")
    assert [file["name"] for file in message["files"]] == ["a.png", "b.txt"]
    assert "thumb" in message["files"][0]


async def test_a_web_page_that_was_uploaded_is_never_run(town):
    page = await town.page()
    await town.client().files_upload_v2(channel="C0LEADS", filename="x.html", content="<script>1</script>")

    (message,) = await page.messages("C0LEADS")
    answer = await page.http.get(message["files"][0]["url_private"])

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_file_without_bytes_cannot_be_shared(town):
    client = town.client()
    reserved = await client.files_getUploadURLExternal(filename="a.txt", length=3)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": reserved["file_id"]}], channel_id="C0LEADS")


async def test_a_person_puts_a_file_into_the_dm(town):
    page = await town.page()

    answer = await page.http.post(
        "/desk/uploads", data={"user": "U0JORGE", "channel": "D0JORGE"}, files={"file": ("list.csv", b"a,b")}
    )

    assert answer.json()["message"]["files"][0]["name"] == "list.csv"
