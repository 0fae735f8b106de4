"""The figures in Prometheus's words, and who may read them."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from appliance.api import problems
from appliance.api.authorization import Authorization
from appliance.api.system import Network, system_router
from appliance.contract.system import EventLoopLag
from appliance.observability.metrics import Metrics, Reading
from appliance.services.health import HealthCheck, HealthProbes
from tests.support.class_box import open_class_box

SCHOOL = [ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::/8")]


def _readings() -> Iterator[Reading]:
    yield Reading("airclass_viewers_active", "Viewers connected.", "gauge", 3, (("transport", "udp"),))
    yield Reading("airclass_viewers_active", "Viewers connected.", "gauge", 1, (("transport", "tcp"),))
    yield Reading("airclass_joins", "Viewers that were answered.", "counter", 7)


def test_readings_of_one_name_become_one_family() -> None:
    metrics = Metrics()
    metrics.read_from(_readings)
    lines = metrics.render().decode().splitlines()
    assert lines.count("# TYPE airclass_viewers_active gauge") == 1
    assert 'airclass_viewers_active{transport="udp"} 3.0' in lines
    assert 'airclass_viewers_active{transport="tcp"} 1.0' in lines
    assert "airclass_joins_total 7.0" in lines


def test_readings_are_made_anew_at_every_scrape() -> None:
    metrics, joins = Metrics(), iter([1, 2])
    metrics.read_from(lambda: iter([Reading("airclass_joins", "Joins.", "counter", next(joins))]))
    assert b"airclass_joins_total 1.0" in metrics.render()
    assert b"airclass_joins_total 2.0" in metrics.render()


def test_what_happens_is_counted_in_buckets() -> None:
    metrics = Metrics()
    metrics.whep_setup.observe(0.25)
    metrics.viewer_round_trip.observe(0.004)
    text = metrics.render().decode()
    assert 'airclass_whep_setup_seconds_bucket{le="0.2"} 0.0' in text
    assert 'airclass_whep_setup_seconds_bucket{le="0.3"} 1.0' in text
    assert 'airclass_viewer_rtt_seconds_bucket{le="0.005"} 1.0' in text


@pytest.mark.parametrize(
    ("client", "readers", "status"),
    [
        ("127.0.0.1", [], 200),
        ("::1", [], 200),
        ("::ffff:127.0.0.1", [], 200),
        ("10.1.2.3", SCHOOL, 200),
        ("::ffff:10.1.2.3", SCHOOL, 200),
        ("fd00::7", SCHOOL, 200),
        ("10.1.2.3", [], 403),
        ("10.2.0.1", SCHOOL, 403),
        ("2001:db8::1", SCHOOL, 403),
        ("testclient", SCHOOL, 403),
    ],
)
async def test_only_the_box_and_the_networks_that_are_set_may_read(
    tmp_path: Path, client: str, readers: list[Network], status: int
) -> None:
    no_lag = EventLoopLag(p50=0.0, p99=0.0, maximum=0.0)
    health = HealthCheck(HealthProbes(lambda: True, lambda: True, lambda: no_lag))
    app = FastAPI()
    problems.install(app)
    transport = httpx.ASGITransport(app, client=(client, 50_000))
    browser = httpx.AsyncClient(transport=transport, base_url="http://box")
    async with open_class_box(tmp_path) as box, browser:
        app.include_router(system_router(health, Metrics().render, readers, Authorization(box.rights, box.sessions)))
        assert (await browser.get("/metrics")).status_code == status
        assert (await browser.get("/health")).status_code == 200
