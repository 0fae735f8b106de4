"""WHIP as HTTP sees it (RFC 9725): keys, entity tags, trickling, leaving, and pages of other origins."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.protocols.sdp_samples import PUBLISHERS, offer_text
from tests.support.appliance_process import ApplianceProcess
from tests.support.practice_stage import SESSION, Cast, cast_on_stage

SDP = {"Content-Type": "application/sdp"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}
CANDIDATE = "a=candidate:1 1 udp 2130706431 192.0.2.5 50000 typ host\r\n"
RESTART = "a=ice-ufrag:newu\r\na=ice-pwd:newpasswordnewpassword12\r\n"
EXPOSED = {"location", "etag", "link", "accept-patch"}


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    """A box with its practice class."""
    async with ApplianceProcess(tmp_path) as appliance:
        yield appliance


async def _post(box: ApplianceProcess, cast: Cast, offer: str = "obs_publish") -> httpx.Response:
    return await box.client.post(f"/whip/{cast.key}", content=offer_text(offer), headers=SDP)


async def _patch(box: ApplianceProcess, resource: str, body: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await box.client.patch(resource, content=body, headers={**FRAGMENT, **named})


def _words(response: httpx.Response) -> tuple[int, str]:
    """The status and code of a problem, after checking that it says something to a person."""
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.headers["access-control-allow-origin"] == "*"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert len(problem["detail"].split()) >= 3
    return response.status_code, problem["code"]


@pytest.mark.parametrize("client", PUBLISHERS)
async def test_every_clients_offer_is_answered(box: ApplianceProcess, client: str) -> None:
    created = await _post(box, await cast_on_stage(box), client)
    assert (created.status_code, created.headers["content-type"]) == (201, "application/sdp")
    assert created.headers["etag"].startswith('"')
    lines = created.text.splitlines()
    assert {"a=ice-lite", "a=setup:passive", "a=recvonly"} <= set(lines)
    # What lets an encoder climb at once is offered to those who understand it.
    assert any(line.startswith("a=fmtp:") and "x-google-start-bitrate" in line for line in lines)
    mids = [line for line in offer_text(client).splitlines() if line.startswith("a=mid:")]
    assert [line for line in lines if line.startswith("a=mid:")] == mids


async def test_the_key_may_come_in_the_path_or_as_a_token(box: ApplianceProcess) -> None:
    first, second = await cast_on_stage(box), await cast_on_stage(box)
    assert (await _post(box, first)).status_code == 201
    bearer = {**SDP, "Authorization": f"bearer  {second.key}"}
    assert (await box.client.post("/whip", content=offer_text("obs_publish"), headers=bearer)).status_code == 201
    casts = (await box.client.get(f"/sessions/{SESSION}/casts")).json()["casts"]
    protocols = {cast["cast_id"]: cast["protocol"] for cast in casts}
    assert (protocols[first.cast_id], protocols[second.cast_id]) == ("whip", "whip")


async def test_without_its_key_nobody_publishes(box: ApplianceProcess) -> None:
    cast = await cast_on_stage(box)
    offer = offer_text("obs_publish")
    missing = await box.client.post("/whip", content=offer, headers=SDP)
    assert _words(missing) == (401, "key_missing")
    assert missing.headers["www-authenticate"] == "Bearer"
    basic = await box.client.post("/whip", content=offer, headers={**SDP, "Authorization": f"Basic {cast.key}"})
    assert _words(basic) == (401, "key_missing")
    for key in ("wrong", cast.cast_id, f"{cast.key}0", "%E2%82%AC%FF"):
        assert _words(await box.client.post(f"/whip/{key}", content=offer, headers=SDP)) == (404, "unknown_key")
    assert (await box.client.get(f"/sessions/{SESSION}/stage")).json()["state"] == "waiting"


async def test_a_busy_key_is_refused_and_free_after_the_first_has_left(box: ApplianceProcess) -> None:
    cast = await cast_on_stage(box)
    first = await _post(box, cast)
    refused = await _post(box, cast)
    assert _words(refused) == (409, "key_in_use")
    assert int(refused.headers["retry-after"]) > 0
    assert (await box.client.delete(first.headers["location"])).status_code == 200
    assert (await _post(box, cast)).status_code == 201


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("hello", "text/plain", (415, "unsupported_media_type")),
        ("hello", "application/sdp", (400, "bad_sdp")),
        ("v=0\r\n" + "a=x\r\n" * 20_000, "application/sdp", (413, "body_too_long")),
        (offer_text("chromium_view"), "application/sdp", (422, "unsupported_sdp")),
        (offer_text("obs_publish").replace("H264/90000", "AV1/90000"), "application/sdp", (422, "unsupported_sdp")),
        (offer_text("obs_publish").replace("a=rtcp-mux\r\n", ""), "application/sdp", (422, "unsupported_sdp")),
    ],
    ids=["text", "no SDP", "too long", "only receives", "AV1", "no rtcp-mux"],
)
async def test_what_cannot_be_an_offer_is_refused_and_the_key_stays_free(
    box: ApplianceProcess, body: str, content_type: str, expected: tuple[int, str]
) -> None:
    cast = await cast_on_stage(box)
    refused = await box.client.post(f"/whip/{cast.key}", content=body, headers={"Content-Type": content_type})
    assert _words(refused) == expected
    assert (await _post(box, cast)).status_code == 201


async def test_ten_bit_video_is_refused_before_it_is_sent(box: ApplianceProcess) -> None:
    cast = await cast_on_stage(box)
    high_10 = "Z24AKKzZQHgCJ+XARAAAAwAEAAADAPA8YMZY,aOvjyyLA"
    offer = offer_text("obs_publish").replace(
        "packetization-mode=1", f"packetization-mode=1;sprop-parameter-sets={high_10}"
    )
    refused = await box.client.post(f"/whip/{cast.key}", content=offer, headers=SDP)
    assert _words(refused) == (422, "profile_unsupported")
    assert (await _post(box, cast)).status_code == 201


async def test_patches_follow_the_entity_tag(box: ApplianceProcess) -> None:
    created = await _post(box, await cast_on_stage(box))
    resource, tag = created.headers["location"], created.headers["etag"]
    assert _words(await _patch(box, resource, CANDIDATE)) == (428, "precondition_required")
    assert _words(await _patch(box, resource, CANDIDATE, If_Match='"other"')) == (412, "precondition_failed")
    for condition in (tag, "*"):
        trickled = await _patch(box, resource, CANDIDATE, If_Match=condition)
        assert (trickled.status_code, trickled.content) == (204, b"")
        assert "etag" not in trickled.headers
    restarted = await _patch(box, resource, RESTART, If_Match="*")
    assert (restarted.status_code, restarted.headers["content-type"]) == (200, FRAGMENT["Content-Type"])
    assert restarted.headers["etag"] not in (tag, "*", "")
    assert "a=candidate:" in restarted.text
    assert _words(await _patch(box, resource, CANDIDATE, If_Match=tag)) == (412, "precondition_failed")
    again = await _patch(box, resource, RESTART, If_Match=restarted.headers["etag"])
    assert again.status_code == 204  # the same credentials restart nothing
    answer = await box.client.patch(resource, content=CANDIDATE, headers={**SDP, "If-Match": "*"})
    assert _words(answer) == (415, "unsupported_media_type")


async def test_a_resource_ends_once(box: ApplianceProcess) -> None:
    created = await _post(box, await cast_on_stage(box))
    resource = created.headers["location"]
    assert resource.startswith("/whip/resource/")
    assert "?" not in resource
    assert len(resource.rpartition("/")[2]) >= 24
    seen = await box.client.head(resource)
    assert (seen.status_code, seen.headers["etag"]) == (204, created.headers["etag"])
    ended = await box.client.delete(resource, headers={"If-Match": '"anything"', "Authorization": "Bearer x"})
    assert ended.status_code == 200
    assert _words(await box.client.delete(resource)) == (404, "not_found")
    assert _words(await _patch(box, resource, CANDIDATE, If_Match="*")) == (404, "not_found")


async def test_pages_of_other_origins_may_publish(box: ApplianceProcess) -> None:
    cast = await cast_on_stage(box)
    created = await _post(box, cast)
    exposed = {name.strip().lower() for name in created.headers["access-control-expose-headers"].split(",")}
    assert exposed >= EXPOSED
    for path in ("/whip", f"/whip/{cast.key}", created.headers["location"]):
        asked = {"Origin": "https://studio.example", "Access-Control-Request-Method": "PATCH"}
        allowed = await box.client.options(path, headers=asked)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "*"
        assert allowed.headers["accept-post"] == "application/sdp"
        assert {"authorization", "content-type", "if-match"} <= {
            name.strip().lower() for name in allowed.headers["access-control-allow-headers"].split(",")
        }
        assert {"POST", "PATCH", "DELETE"} <= {
            name.strip() for name in allowed.headers["access-control-allow-methods"].split(",")
        }
    for path in ("/whip", f"/whip/{cast.key}"):
        assert (await box.client.head(path)).is_success
