"""A real Chromium takes the answers: what it then believes was agreed."""

from collections.abc import AsyncIterator, Callable
from typing import TypedDict

import pytest
from playwright.async_api import Page, async_playwright

from appliance.protocols.whip_whep import BitratePlan, Offer, build_answer, parse_offer
from tests.protocols.sdp_samples import plan_for

pytestmark = pytest.mark.browser

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_OFFER_TO_WATCH = """async () => {
    const connection = globalThis.connection = new RTCPeerConnection();
    connection.addTransceiver('video', {direction: 'recvonly'});
    connection.addTransceiver('audio', {direction: 'recvonly'});
    await connection.setLocalDescription();
    return connection.localDescription.sdp;
}"""

_OFFER_TO_PUBLISH = """async () => {
    const picture = document.createElement('canvas').captureStream(30);
    const sound = new AudioContext().createMediaStreamDestination().stream;
    const connection = globalThis.connection = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
    connection.addTransceiver(sound.getAudioTracks()[0], {direction: 'sendonly'});
    connection.addTransceiver(picture.getVideoTracks()[0], {direction: 'sendonly'});
    connection.createDataChannel('unused');
    await connection.setLocalDescription();
    return connection.localDescription.sdp;
}"""

_TAKE_ANSWER = """async (sdp) => {
    await connection.setRemoteDescription({type: 'answer', sdp});
    const transceivers = connection.getTransceivers();
    const senders = transceivers.map((t) => t.sender.getParameters().codecs.map((c) => c.mimeType));
    const agreed = {
        signalling: connection.signalingState,
        directions: transceivers.map((t) => t.currentDirection),
        sent: senders,
        remote: connection.remoteDescription.sdp.split('\\r\\n').filter((l) => l.startsWith('a=candidate')).length,
        transports: new Set(transceivers.map((t) => t.receiver.transport)).size,
    };
    connection.close();
    return agreed;
}"""


class _Agreed(TypedDict):
    signalling: str
    directions: list[str]
    sent: list[list[str]]
    remote: int
    transports: int


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_ARGUMENTS))
        yield await browser.new_page()
        await browser.close()


async def _negotiate(page: Page, script: str, answer: Callable[[Offer], str]) -> _Agreed:
    offer = parse_offer(await page.evaluate(script))
    agreed: _Agreed = await page.evaluate(_TAKE_ANSWER, answer(offer))
    return agreed


async def test_viewer_takes_the_answer(page: Page) -> None:
    agreed = await _negotiate(page, _OFFER_TO_WATCH, lambda offer: build_answer(offer, plan_for(offer, "send")))
    assert agreed["signalling"] == "stable"
    assert agreed["directions"] == ["recvonly", "recvonly"]
    assert agreed["transports"] == 1
    assert agreed["remote"] == 3


async def test_publisher_takes_the_answer_and_its_data_channel_is_rejected(page: Page) -> None:
    bitrate = BitratePlan(start_kbps=2000, min_kbps=1000, max_kbps=4000)
    agreed = await _negotiate(
        page, _OFFER_TO_PUBLISH, lambda offer: build_answer(offer, plan_for(offer, "receive", bitrate))
    )
    assert agreed["signalling"] == "stable"
    assert agreed["directions"] == ["sendonly", "sendonly"]
    assert agreed["sent"] == [["audio/opus"], ["video/H264", "video/rtx"]]
    assert agreed["transports"] == 1
