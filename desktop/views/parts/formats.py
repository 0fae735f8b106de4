"""Numbers and times as the reader's language writes them."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

translate = QCoreApplication.translate


def number(value: int) -> str:
    """4502 as 4,502."""
    return QLocale().toString(value)


def decimal(value: float, places: int = 1) -> str:
    """A number with this many places."""
    return QLocale().toString(value, "f", places)


def percent(share: float | None) -> str:
    """0.37 as 37%; a dash where nothing is known."""
    return "–" if share is None else f"{QLocale().toString(round(share * 100))}%"


def time_of(ms: int) -> str:
    """A moment (epoch milliseconds) as hours and minutes of this computer's zone."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).time(), QLocale.FormatType.ShortFormat)


def date_of(ms: int) -> str:
    """The day of a moment (epoch milliseconds)."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).date(), QLocale.FormatType.ShortFormat)


def moment(ms: int) -> str:
    """Day and time of a moment (epoch milliseconds)."""
    return f"{date_of(ms)} {time_of(ms)}"


def clock(ms: int) -> str:
    """A span as 4:05 or 1:04:05, for countdowns; never negative."""
    seconds = max(0, (ms + 999) // 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def duration(ms: int) -> str:
    """A span in words: 45 s, 12 min, 1 h 5 min."""
    minutes = max(0, ms) // 60_000
    if minutes == 0:
        return translate("formats", "%1 s").replace("%1", number(max(0, ms) // 1000))
    if minutes < 60:
        return translate("formats", "%1 min").replace("%1", number(minutes))
    hours, rest = divmod(minutes, 60)
    if rest == 0:
        return translate("formats", "%1 h").replace("%1", number(hours))
    return translate("formats", "%1 h %2 min").replace("%1", number(hours)).replace("%2", number(rest))


def bitrate(bits_per_second: float) -> str:
    """2_500_000 as 2.5 Mbit/s."""
    if bits_per_second >= 1_000_000:
        return f"{decimal(bits_per_second / 1_000_000)} Mbit/s"
    return f"{number(round(bits_per_second / 1000))} kbit/s"


def size(octets: int) -> str:
    """A file's size."""
    return QLocale().formattedDataSize(octets, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
