"""The box's Prometheus figures: read from the running parts when somebody asks, never counted twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

JOIN_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)
ROUND_TRIP_BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
REQUEST_BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure at the moment of asking."""

    name: str
    help: str
    kind: str
    """gauge or counter; a counter's name goes without its _total."""
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class _Readings(Collector):
    def __init__(self, read: Callable[[], Iterator[Reading]]) -> None:
        self._read = read

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for reading in self._read():
            family = families.get(reading.name)
            if family is None:
                family = _family(reading)
                families[reading.name] = family
            _add(family, reading)
        yield from families.values()


class Metrics:
    """The registry of one box, with the figures that must be observed as they happen."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.whep_setup = Histogram(
            "airclass_whep_setup_seconds",
            "From a viewer's request to its media connection.",
            buckets=JOIN_BUCKETS,
            registry=self._registry,
        )
        self.viewer_round_trip = Histogram(
            "airclass_viewer_rtt_seconds",
            "Round trip to viewers, by their receiver reports.",
            buckets=ROUND_TRIP_BUCKETS,
            registry=self._registry,
        )
        self.requests = Counter(
            "airclass_http_requests",
            "Answered HTTP requests.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self.request_duration = Histogram(
            "airclass_http_request_duration_seconds",
            "Time to answer an HTTP request.",
            ("route",),
            buckets=REQUEST_BUCKETS,
            registry=self._registry,
        )

    def read_from(self, read: Callable[[], Iterator[Reading]]) -> None:
        """Ask `read` for its figures at every scrape."""
        self._registry.register(_Readings(read))

    def render(self) -> bytes:
        """All figures in the Prometheus text format."""
        return generate_latest(self._registry)


def _family(reading: Reading) -> Metric:
    labels = [name for name, _ in reading.labels]
    if reading.kind == "counter":
        return CounterMetricFamily(reading.name, reading.help, labels=labels)
    return GaugeMetricFamily(reading.name, reading.help, labels=labels)


def _add(family: Metric, reading: Reading) -> None:
    assert isinstance(family, CounterMetricFamily | GaugeMetricFamily)
    family.add_metric([value for _, value in reading.labels], reading.value)
