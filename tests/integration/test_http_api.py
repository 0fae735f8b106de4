"""The HTTP contract against the real box: what each route answers, to whom, and that every error is a problem."""

import asyncio
import contextlib
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.contract.version import VERSION
from tests.support.appliance_process import ApplianceProcess
from tests.support.offers import an_offer
from tests.support.practice_stage import stage_is_live
from tests.support.watching import Watching

pytestmark = pytest.mark.asyncio(loop_scope="module")

SDP = {"Content-Type": "application/sdp"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}
STAGE_WHEP = "/sessions/practice/whep"
CANDIDATE = "a=mid:0\r\na=candidate:1 1 udp 2113937151 192.0.2.9 50000 typ host\r\n"
VIEWER = Path(__file__).resolve().parents[2] / "web_viewer"
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box(data_dir: Path) -> AsyncIterator[ApplianceProcess]:
    async with ApplianceProcess(data_dir) as running:
        await stage_is_live(running)
        yield running


async def _problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body, once everything that a problem needs is there (RFC 9457)."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "detail", "code"}
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
    assert response.headers["access-control-allow-origin"] == "*"
    return body


async def _cast(box: ApplianceProcess) -> dict[str, str]:
    created = await box.client.post("/sessions/practice/casts", json={"label": "Phone"})
    assert created.status_code == 201
    cast: dict[str, str] = created.json()
    return cast


async def test_the_open_sessions_are_listed_without_their_code(box: ApplianceProcess) -> None:
    answer = await box.client.get("/sessions")
    assert answer.json() == {"sessions": [{"session_id": "practice", "title": "Practice class", "state": "live"}]}


async def test_a_class_code_finds_its_session_in_either_case(box: ApplianceProcess, data_dir: Path) -> None:
    code = json.loads((data_dir / "box.json").read_text())["practice_class_code"]
    for given in (code, code.lower(), f" {code} "):
        found = (await box.client.get("/sessions", params={"code": given})).json()
        assert [session["session_id"] for session in found["sessions"]] == ["practice"]
    await _problem(await box.client.get("/sessions", params={"code": "ZZZZZZ"}), 404, "not_found")
    await _problem(await box.client.get("/sessions", params={"code": "Z" * 17}), 422, "invalid_request")


async def test_a_cast_is_made_listed_staged_and_taken_off(box: ApplianceProcess) -> None:
    before = (await box.client.get("/sessions/practice/stage")).json()
    cast = await _cast(box)
    assert re.fullmatch(r"[0-9a-f]{32}", cast["key"])
    assert cast["rtmp_url"] == f"rtmp://{box.addresses.rtmp}/live/{cast['key']}"
    assert cast["rtmp_server"] == f"rtmp://{box.addresses.rtmp}/live"
    assert cast["whip_url"] == f"http://{box.addresses.http}/whip/{cast['key']}"
    listed = {each["cast_id"]: each for each in (await box.client.get("/sessions/practice/casts")).json()["casts"]}
    assert listed[cast["cast_id"]]["label"] == "Phone"
    assert listed[cast["cast_id"]]["state"] == "waiting"
    assert cast["key"] not in json.dumps(listed)
    try:
        for cast_ids, state in (([cast["cast_id"]], "waiting"), ([], "empty"), (before["cast_ids"], "live")):
            changed = await box.client.put("/sessions/practice/stage", json={"cast_ids": cast_ids})
            assert changed.json() == {"cast_ids": cast_ids, "state": state}
            assert (await box.client.get("/sessions/practice/stage")).json() == changed.json()
    finally:
        await box.client.put("/sessions/practice/stage", json={"cast_ids": before["cast_ids"]})


async def test_a_cast_needs_no_body(box: ApplianceProcess) -> None:
    assert (await box.client.post("/sessions/practice/casts")).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("GET", "/sessions/", None, 404, "not_found"),
        ("GET", "/src/../../box.json", None, 404, "not_found"),
        ("GET", "/src/%2e%2e/%2e%2e/appliance/config.py", None, 404, "not_found"),
        ("GET", "/src/nothing.js", None, 404, "not_found"),
        ("POST", "/src/main.js", None, 405, "method_not_allowed"),
        ("GET", "/sessions/none/stage", None, 404, "not_found"),
        ("GET", "/sessions/none/casts", None, 404, "not_found"),
        ("PUT", "/sessions/none/stage", {"cast_ids": []}, 404, "not_found"),
        ("POST", "/sessions/none/casts", {}, 404, "not_found"),
        ("PUT", "/sessions/practice/stage", {"cast_ids": ["none"]}, 404, "not_found"),
        ("PUT", "/sessions/practice/stage", {}, 422, "invalid_request"),
        ("PUT", "/sessions/practice/stage", {"cast_ids": "all"}, 422, "invalid_request"),
        ("PUT", "/sessions/practice/stage", {"cast_ids": ["x"] * 10}, 422, "invalid_request"),
        ("PUT", "/sessions/practice/stage", {"cast_ids": [], "more": 1}, 422, "invalid_request"),
        ("PUT", "/sessions/practice/stage", None, 422, "invalid_request"),
        ("POST", "/sessions/practice/casts", {"label": "x" * 81}, 422, "invalid_request"),
        ("POST", "/sessions/practice/casts", {"key": "mine"}, 422, "invalid_request"),
        ("DELETE", "/sessions", None, 405, "method_not_allowed"),
        ("PATCH", "/sessions/practice/stage", None, 405, "method_not_allowed"),
        ("PUT", "/health", None, 405, "method_not_allowed"),
        ("GET", "/whep/unknown", None, 404, "not_found"),
        ("DELETE", "/whep/unknown", None, 404, "not_found"),
        ("GET", "/sessions/none/whep", None, 404, "not_found"),
        ("GET", "/casts/none/whep", None, 404, "not_found"),
        ("PUT", STAGE_WHEP, None, 405, "method_not_allowed"),
        ("GET", "/ws/session/practice", None, 404, "not_found"),
    ],
)
async def test_every_error_is_a_problem(
    method: str, path: str, body: object, status: int, code: str, box: ApplianceProcess
) -> None:
    await _problem(await box.client.request(method, path, json=body), status, code)


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 60_000, b'"text"', b"NaN"])
async def test_a_body_that_is_not_the_json_asked_for_is_a_problem(content: bytes, box: ApplianceProcess) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await box.client.put("/sessions/practice/stage", content=content, headers=headers)
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert answer.status_code == answer.json()["status"]
    assert answer.json()["code"] in {"invalid_request", "bad_request"}


async def test_a_method_that_is_not_there_names_those_that_are(box: ApplianceProcess) -> None:
    answer = await box.client.delete("/sessions/practice/casts")
    await _problem(answer, 405, "method_not_allowed")
    assert "allow" in answer.headers


@pytest.mark.parametrize("path", [STAGE_WHEP, "/sessions/practice/stage", "/sessions/practice/casts", "/whip/none"])
async def test_no_body_may_be_longer_than_64_kilobytes(path: str, box: ApplianceProcess) -> None:
    method = "PUT" if path.endswith("stage") else "POST"
    media_type = "application/json" if path.endswith(("stage", "casts")) else "application/sdp"
    headers = {"Content-Type": media_type}
    for content in (b" " * 65_537, _chunks()):
        answer = await box.client.request(method, path, content=content, headers=headers)
        await _problem(answer, 413, "body_too_long")


async def _chunks() -> AsyncIterator[bytes]:
    """A body whose length nobody was told."""
    for _ in range(100):
        yield b" " * 1024


async def test_an_offer_of_another_media_type_is_refused(box: ApplianceProcess) -> None:
    for headers in ({}, {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}):
        answer = await box.client.post(STAGE_WHEP, content=an_offer().encode(), headers=headers)
        await _problem(answer, 415, "unsupported_media_type")
    with_parameter = {"Content-Type": "Application/SDP; charset=utf-8"}
    answer = await box.client.post(STAGE_WHEP, content=an_offer(), headers=with_parameter)
    assert answer.status_code == 201
    await box.client.delete(answer.headers["location"])


async def test_an_offer_that_cannot_be_read_or_served_is_a_problem(box: ApplianceProcess) -> None:
    await _problem(await box.client.post(STAGE_WHEP, content="hello", headers=SDP), 400, "bad_sdp")
    await _problem(await box.client.post(STAGE_WHEP, content=b"\xff\xfe", headers=SDP), 400, "bad_request")
    only_sending = an_offer().replace("a=recvonly", "a=sendonly")
    await _problem(await box.client.post(STAGE_WHEP, content=only_sending, headers=SDP), 422, "unsupported_sdp")


async def test_a_cast_that_never_had_a_picture_asks_to_come_again(box: ApplianceProcess) -> None:
    cast = await _cast(box)
    answer = await box.client.post(f"/casts/{cast['cast_id']}/whep", content=an_offer(), headers=SDP)
    await _problem(answer, 409, "no_picture_yet")
    assert int(answer.headers["retry-after"]) > 0


async def test_over_the_limit_a_viewer_is_asked_to_come_again(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, settings={"AIRCLASS_MAX_VIEWERS": "1"}) as full:
        await stage_is_live(full)
        async with Watching(f"{full.http_url}{STAGE_WHEP}") as watching:
            await watching.join()
            answer = await full.client.post(STAGE_WHEP, content=an_offer(), headers=SDP)
            await _problem(answer, 503, "capacity_exceeded")
            assert int(answer.headers["retry-after"]) > 0
        async with Watching(f"{full.http_url}{STAGE_WHEP}") as watching:
            await watching.join()


async def test_the_life_of_a_viewers_resource(box: ApplianceProcess) -> None:
    created = await box.client.post(STAGE_WHEP, content=an_offer(), headers=SDP)
    assert created.status_code == 201
    assert created.headers["content-type"] == "application/sdp"
    assert created.text.startswith("v=0")
    location, etag = created.headers["location"], created.headers["etag"]
    assert re.fullmatch(r"/whep/[\w-]{24}", location)
    assert re.fullmatch(r'"\w+"', etag)
    for method in ("HEAD", "GET"):
        there = await box.client.request(method, location)
        assert (there.status_code, there.content, there.headers["etag"]) == (204, b"", etag)

    unconditional = await box.client.patch(location, content=CANDIDATE, headers=FRAGMENT)
    await _problem(unconditional, 428, "precondition_required")
    stale = await box.client.patch(location, content=CANDIDATE, headers={**FRAGMENT, "If-Match": '"old"'})
    await _problem(stale, 412, "precondition_failed")
    wrong_type = await box.client.patch(location, content=CANDIDATE, headers={**SDP, "If-Match": "*"})
    await _problem(wrong_type, 415, "unsupported_media_type")
    for condition in ("*", etag):
        trickled = await box.client.patch(location, content=CANDIDATE, headers={**FRAGMENT, "If-Match": condition})
        assert (trickled.status_code, trickled.content) == (204, b"")
        assert "etag" not in trickled.headers

    restart = f"a=ice-ufrag:anew\r\na=ice-pwd:{'p' * 24}\r\n{CANDIDATE}"
    restarted = await box.client.patch(location, content=restart, headers={**FRAGMENT, "If-Match": "*"})
    assert restarted.status_code == 200
    assert restarted.headers["content-type"] == FRAGMENT["Content-Type"]
    assert "a=ice-ufrag:" in restarted.text
    assert restarted.headers["etag"] != etag

    assert (await box.client.delete(location)).status_code == 200
    await _problem(await box.client.delete(location), 404, "not_found")
    assert (await box.client.head(location)).status_code == 404


@pytest.mark.parametrize(
    "path", [STAGE_WHEP, "/whep/any", "/casts/any/whep", "/whip", "/whip/any", "/whip/resource/any"]
)
async def test_pages_of_other_origins_may_speak_whep_and_whip(path: str, box: ApplianceProcess) -> None:
    headers = {"Origin": "http://player.example", "Access-Control-Request-Method": "POST"}
    answer = await box.client.options(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["accept-post"] == "application/sdp"
    assert {"POST", "PATCH", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    assert {"Authorization", "Content-Type", "If-Match"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )
    assert {"Location", "ETag", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "link" not in answer.headers


async def test_head_tells_that_this_is_whep(box: ApplianceProcess) -> None:
    for method in ("HEAD", "GET"):
        answer = await box.client.request(method, STAGE_WHEP)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"] == "application/sdp"


STEERING: list[tuple[str, str, object]] = [
    ("PUT", "/sessions/practice/stage", {"cast_ids": []}),
    ("POST", "/sessions/practice/casts", {}),
    ("GET", "/sessions/practice/casts", None),
]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "rebound.example:8000"}, 421, "unknown_host"),
        ({"Host": "rebound.example:8000", "Origin": "http://rebound.example:8000"}, 421, "unknown_host"),
        ({"Origin": "http://evil.example"}, 401, "not_signed_in"),
        ({"Origin": "null"}, 401, "not_signed_in"),
        ({"Host": "[::1"}, 401, "not_signed_in"),
    ],
)
async def test_other_sites_cannot_steer_the_class(
    headers: dict[str, str], status: int, code: str, box: ApplianceProcess
) -> None:
    before = (await box.client.get("/sessions/practice/stage")).json()
    for method, path, body in STEERING:
        await _problem(await box.client.request(method, path, json=body, headers=headers), status, code)
    preview = f"/casts/{before['cast_ids'][0]}/whep"
    await _problem(await box.client.post(preview, content=an_offer(), headers={**SDP, **headers}), status, code)
    assert (await box.client.get("/sessions/practice/stage")).json() == before


async def test_figures_are_for_the_box_and_hold_what_the_class_does(box: ApplianceProcess) -> None:
    async with Watching(f"{box.http_url}{STAGE_WHEP}") as watching:
        await watching.join()
        async with asyncio.timeout(10):
            while not (figures := await _figures(box))["airclass_viewer_rtt_seconds_count"]:
                await asyncio.sleep(0.1)  # the first receiver report that answers a sender report is on its way
    for name in (
        f'airclass_build_info{{version="{VERSION}"}}',
        "airclass_sessions_active",
        'airclass_viewers_active{node="main",transport="udp"}',
        "airclass_whep_setup_seconds_count",
        "airclass_viewer_rtt_seconds_count",
        "airclass_egress_bytes_total",
        "airclass_joins_total",
        "airclass_disk_free_bytes",
    ):
        assert figures[name] > 0, name
    for name in (
        'airclass_streams_active{protocol="rtmp"}',
        'airclass_streams_active{protocol="whip"}',
        'airclass_ingest_bytes_total{protocol="rtmp"}',
        'airclass_ingest_bytes_total{protocol="whip"}',
        'airclass_rtp_packets_lost_total{direction="in"}',
        'airclass_rtp_packets_lost_total{direction="out"}',
        'airclass_ice_failures_total{reason="handshake"}',
        "airclass_ws_clients",
        "airclass_egress_frames_dropped_total",
        'airclass_event_loop_lag_seconds{quantile="0.99"}',
    ):
        assert figures[name] >= 0, name


async def test_requests_are_counted_by_route_and_never_by_path(box: ApplianceProcess) -> None:
    counted = 'airclass_http_requests_total{method="GET",route="/sessions/{session_id}/stage",status="200"}'
    before = (await _figures(box))[counted]
    await box.client.get("/sessions/practice/stage")
    await box.client.get("/unheard-of")
    await box.client.get("/whep/unheard-resource")
    await box.client.request("PURGE", "/health")
    figures = await _figures(box)
    assert figures[counted] == before + 1
    assert figures['airclass_http_requests_total{method="other",route="/health",status="405"}'] >= 1
    assert not [name for name in figures if "unheard" in name or "PURGE" in name]


async def _figures(box: ApplianceProcess) -> dict[str, float]:
    answer = await box.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_health_tells_the_truth_about_the_data_folder(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path / "data") as box:
        assert (await box.client.get("/health")).status_code == 200
        shutil.rmtree(tmp_path / "data")
        ill = await box.client.get("/health")
        assert ill.status_code == 503
        assert ill.json()["status"] == "degraded"
        assert ill.json()["store_writable"] is False
        assert ill.json()["media_port_bound"] is True
        assert ill.json()["problems"] == ["The data folder cannot be written: the disk is full or read-only."]
        assert (await box.client.get("/metrics")).status_code == 200
        (tmp_path / "data").mkdir()
        well = (await box.client.get("/health")).json()
        assert (well["status"], well["problems"], well["version"]) == ("ok", [], VERSION)


@pytest.mark.namespaces
async def test_health_tells_that_the_disk_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=True)
    try:
        async with ApplianceProcess(disk) as box:
            assert (await box.client.get("/health")).json()["store_writable"] is True
            with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4096))
            assert (await box.client.get("/health")).json()["store_writable"] is False
            assert (await box.client.get("/sessions/practice/stage")).status_code == 200
            (disk / "filler").unlink()
            assert (await box.client.get("/health")).json()["store_writable"] is True
    finally:
        subprocess.run(["umount", str(disk)], check=True)


async def test_the_page_and_its_parts_are_served_with_their_protection(box: ApplianceProcess) -> None:
    for path, media_type in (("/", "text/html"), ("/src/main.js", "javascript"), ("/styles/tokens.css", "text/css")):
        answer = await box.client.get(path)
        assert answer.status_code == 200, path
        assert media_type in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        again = await box.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304, path


async def test_the_documentation_is_whole(box: ApplianceProcess) -> None:
    document = (await box.client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    text = json.dumps(document)
    for reference in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert reference in document["components"]["schemas"]
    operations = {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(ids) == len(set(ids))
    for (method, path), operation in operations.items():
        assert operation["summary"], (method, path)
        named = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), (method, path)
        for status, answer in operation["responses"].items():
            assert answer["description"], (method, path, status)
            if status == "default" or (int(status) >= 400 and path != "/health"):
                assert list(answer["content"]) == [PROBLEM_MEDIA_TYPE], (method, path, status)
        assert "default" in operation["responses"], (method, path)
        for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
            assert _has_example(body, document), (method, path, media_type)
        for media_type, body in _success(operation).items():
            assert _has_example(body, document) or media_type == "text/plain", (method, path, media_type)


def _success(operation: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            found |= answer.get("content", {})
    return found


def _has_example(body: dict[str, Any], document: dict[str, Any]) -> bool:
    schemas = [body["schema"], *body["schema"].get("anyOf", [])]
    named = [schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema]
    is_file = body["schema"].get("format") == "binary" or "contentMediaType" in body["schema"]
    return is_file or "example" in body or any("examples" in document["components"]["schemas"][name] for name in named)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sessions", {"get"}),
        ("/sessions/{session_id}/stage", {"get", "put"}),
        ("/sessions/{session_id}/casts", {"get", "post"}),
        ("/sessions/{session_id}/whep", {"post"}),
        ("/casts/{cast_id}/whep", {"post"}),
        ("/whep/{secret}", {"get", "head", "patch", "delete", "options"}),
        ("/whip", {"get", "head", "post", "options"}),
        ("/whip/{key}", {"get", "head", "post", "options"}),
        ("/whip/resource/{secret}", {"get", "head", "patch", "delete", "options"}),
        ("/health", {"get"}),
        ("/metrics", {"get"}),
    ],
)
async def test_every_route_is_documented(path: str, methods: set[str], box: ApplianceProcess) -> None:
    document = (await box.client.get("/openapi.json")).json()
    assert methods <= set(document["paths"][path])


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node: see `make test`")
async def test_a_generator_of_others_reads_the_documentation(box: ApplianceProcess) -> None:
    generator = VIEWER / "node_modules" / ".bin" / "openapi-typescript"
    if not generator.exists():
        pytest.skip("run `npm ci` in web_viewer: see `make test`")
    document = (await box.client.get("/openapi.json")).text
    result = subprocess.run([generator], input=document, capture_output=True, text=True, timeout=60, check=True)
    assert "CastCreated" in result.stdout


async def test_nothing_secret_is_ever_written_to_the_log(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, settings={"AIRCLASS_LOG_LEVEL": "debug"}) as box:
        cast = await _cast(box)
        key = cast["key"]
        offer = an_offer()
        await stage_is_live(box)
        async with Watching(f"{box.http_url}{STAGE_WHEP}") as watching:
            await watching.join()
        created = await box.client.post(STAGE_WHEP, content=offer, headers=SDP)
        location = created.headers["location"]
        await box.client.patch(location, content=CANDIDATE, headers={**FRAGMENT, "If-Match": "*"})
        await box.client.post(f"/whip/{key}", content=an_offer(), headers=SDP)
        await box.client.post("/whip", content="junk", headers={**SDP, "Authorization": f"Bearer {key}"})
        await box.client.get(f"/whip/resource/{key}")
        await box.client.get("/nowhere", params={"key": key})
        await box.client.delete(location)
        assert await box.stop() == 0
        identity = json.loads((tmp_path / "box.json").read_text())
        log = box.log
    assert log
    passwords = re.findall(r"a=ice-pwd:(\S+)", offer + created.text)
    secrets = [key, location.removeprefix("/whep/"), *passwords, identity["setup_code"]]
    assert [secret for secret in secrets if secret in log] == []
