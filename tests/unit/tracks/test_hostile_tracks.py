"""Damaged and hostile files of positions: they are read as far as they go, or refused with a reason."""

import json
import subprocess
import sys
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from random import Random

import pytest

from officedesk.errors import OfficeError
from officedesk.maps.tracks.report import MOST_PROBLEMS
from officedesk.maps.tracks.track import read_track
from tests.support.hostile import TEXTS
from tests.unit.tracks.test_tracks import gpx, sentence

SEEDS = 400
POINT = '<trkpt lat="40.1" lon="-83.2"><ele>2</ele><time>2026-06-01T12:00:{:02d}Z</time><speed>3</speed></trkpt>'
SAMPLES = {
    "day.gpx": gpx("".join(map(POINT.format, range(12)))),
    "day.csv": "Vehicle,Lat,Lon,Time,Speed (mph),Accuracy\n"
    + "".join(f'"Van, {n % 2}",40.{n},-83.{n},6/1/2026 8:{n:02d}:00 AM,{n},5\n' for n in range(20)),
    "day.nmea": "".join(
        sentence(f"GPRMC,1200{n:02d}.00,A,4006.00,N,08312.00,W,10.0,270.0,010626,,,A")
        + sentence(f"GPGGA,1200{n:02d}.00,4006.00,N,08312.00,W,1,08,1.5,250.0,M,-33.0,M,,")
        for n in range(12)
    ),
    "day.geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [-83.2, 40.1]},
                    "properties": {"time": "2026-06-01T12:00:00Z", "vehicle": "Van 2", "speed": 3.5},
                },
                {
                    "type": "Feature",
                    "geometry": {"type": "MultiLineString", "coordinates": [[[-83.2, 40.1], [-83.3, 40.2]]]},
                    "properties": {"coordTimes": [["2026-06-01T12:00:00Z", 1780315200000]]},
                },
            ]
            * 4,
        }
    ),
}
ODD = [
    "", "0", "-0", "1e400", "NaN", "-inf", "9" * 400, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-02-30T25:61:61Z", "1e308", "99999999999999999999", "[" * 200, "{", '"', "</trkpt>", "<a>", "&#0;", "&x;",
    "$GPRMC,", "\x1a", "\u202e", ",", "\n", "\r", "\t", "'", "*00", "null", "true", "٣", "１２", "\0", "\ud800",
]  # fmt: skip


def mangled(random: Random, data: bytes) -> bytes:
    """``data`` with a handful of changes: bytes flipped, pieces lost, doubled or moved, odd things put in."""
    for _ in range(random.randint(1, 6)):
        at, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + 40)
        odd = random.choice([*ODD, *TEXTS]).encode("utf-8", "surrogatepass")
        data = random.choice(
            (
                data[:at] + bytes(random.randrange(256) for _ in range(3)) + data[at + 3 :],
                data[:at] + data[end:],
                data[:end] + data[at:],
                data[:at] + odd + data[at:],
                data[:at] + odd + data[end:],
                data[:at] if at > len(data) // 2 else data,
                data.replace(random.choice((b"40.1", b"2026", b"Lat", b"time", b"type", b"GPRMC")), odd[:60], 3),
            )
        )
        data = data or b" "
    return data


@pytest.mark.parametrize("name", SAMPLES)
def test_mangled_files_give_fixes_that_can_be_or_a_reason(name: str) -> None:
    random = Random(name)
    good = SAMPLES[name].encode()
    whole = len(list(read_track(name, good)))
    assert whole >= 12
    read = refused = told = 0
    for _ in range(SEEDS):
        track = read_track(name, mangled(random, good))
        try:
            found = list(track)
        except OfficeError:
            refused += 1
            continue
        for device, fix in found:
            assert len(device) <= 200
            assert device.isprintable()
            assert fix.at.utcoffset() is not None
            assert abs(fix.latitude) <= 90
            assert abs(fix.longitude) <= 180
            assert all(part is None or (isfinite(part) and part >= 0) for part in fix[3:])
        read += len(found)
        told += bool(track.problems) or len(found) == whole
        assert len(track.problems) <= MOST_PROBLEMS
        assert all(
            problem == "".join(filter(str.isprintable, problem)) and len(problem) < 400 for problem in track.problems
        )
    # Most of what is damaged is read for the most part, and says what it lost.
    assert read > SEEDS * whole / 8
    assert refused < SEEDS
    assert told > (SEEDS - refused) * 0.7


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_a_device_is_called_is_one_line_that_can_be_stored(text: str) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-83.2, 40.1]},
        "properties": {"vehicle": text, "time": 1780315200},
    }
    (found,) = read_track("a.geojson", json.dumps(feature).encode())
    assert found.device.isprintable()
    assert len(found.device) <= 200
    found.device.encode()


def deep_list(size: int) -> str:
    return "[" * size


def xml_of_nothing(size: int) -> str:
    return "<gpx>" + "<a/>" * (size // 4) + "</gpx>"


def one_text(size: int) -> str:
    return f"<gpx><trk><name>{'x' * size}</name></trk></gpx>"


def one_attribute(size: int) -> str:
    return f'<gpx><trk><trkpt lat="{"9" * size}" lon="1"/></trk></gpx>'


def one_feature(size: int) -> str:
    return '{"type":"Feature","geometry":{"type":"LineString","coordinates":[' + "[1,2]," * (size // 6)


def small_lists(size: int) -> str:
    return '{"type":"FeatureCollection","features":[' + "[]," * (size // 3)


def one_line(size: int) -> str:
    return "lat,lon,time," + "x" * size


def many_columns(size: int) -> str:
    return "lat,lon,time" + ",a" * (size // 4) + "\n" + "1," * (size // 4)


def open_quote(size: int) -> str:
    return 'lat,lon,time\n1,2,"' + "3\n" * (size // 2)


def endless_sentence(size: int) -> str:
    return "$GPRMC," + "1," * (size // 2)


def bad_rows(size: int) -> str:
    return "lat,lon,time\n" + "x,y,z\n" * (size // 6)


HOSTILE: tuple[Callable[[int], str], ...] = (
    deep_list, xml_of_nothing, one_text, one_attribute, one_feature, small_lists, one_line, many_columns, open_quote,
    endless_sentence, bad_rows,
)  # fmt: skip
MEGABYTES = 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by resource")
@pytest.mark.parametrize("make", HOSTILE)
def test_large_hostile_files_take_neither_long_nor_much_memory(make: Callable[[int], str], tmp_path: Path) -> None:
    path = tmp_path / "hostile"
    path.write_text(make(MEGABYTES * 1_000_000))
    seconds, megabytes = measured(path)
    assert seconds < 10
    assert megabytes < 500


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by resource")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (30_000, 300_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("Vehicle,Lat,Lon,Time\n" + "Van 2,40.1,-83.2,2026-06-01T12:00:00Z\n" * rows)
        peaks.append(measured(path)[1])
    assert peaks[1] - peaks[0] < 5
    assert peaks[1] < 100


def measured(path: Path) -> tuple[float, float]:
    """Seconds of processor and megabytes that a program takes that reads ``path``."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from officedesk.errors import OfficeError\n"
        "from officedesk.maps.tracks.track import read_track\n"
        "try:\n"
        "    for batch in read_track('a', Path(sys.argv[1])).batches(): pass\n"
        "except OfficeError: pass\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "peak = used.ru_maxrss / (1024 if sys.platform == 'linux' else 1024**2)\n"
        "status = Path('/proc/self/status')\n"
        "if status.exists():\n"
        "    # The other one counts what this program was forked from.\n"
        "    peak = int(status.read_text().split('VmHWM:')[1].split()[0]) / 1024\n"
        "print(used.ru_utime + used.ru_stime, peak)"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes
