"""Files of positions as programs and receivers write them."""

import json
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import xor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from officedesk.errors import InvalidInput
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.features import CHUNK
from officedesk.maps.tracks.report import Found, Unread
from officedesk.maps.tracks.track import TrackRead, read_track

HEAD = len('<?xml version="1.0"?>')
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(name: str, text: str | bytes) -> tuple[list[Found], TrackRead]:
    track = read_track(name, text if isinstance(text, bytes) else text.encode())
    return list(track), track


def gpx(points: str, name: str = "Van 2") -> str:
    return (
        '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'
        ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">'
        f"<metadata><name>A day</name></metadata><trk><name>{name}</name><trkseg>{points}</trkseg></trk></gpx>"
    )


def sentence(body: str) -> str:
    return f"${body}*{reduce(xor, map(ord, body)):02X}\r\n"


# --- GPX


def test_gpx_gives_places_times_speeds_and_the_name_of_the_track() -> None:
    found, track = read(
        "day.gpx",
        gpx(
            '<trkpt lat="40.1" lon="-83.2"><ele>250</ele><time>2026-06-01T12:00:00Z</time><hdop>1.2</hdop><extensions>'
            "<gpxtpx:TrackPointExtension><gpxtpx:speed>13.5</gpxtpx:speed><gpxtpx:course>270</gpxtpx:course>"
            '</gpxtpx:TrackPointExtension></extensions></trkpt><trkpt lat="40.2" lon="-83.3">'
            "<time>2026-06-01T08:00:30-04:00</time></trkpt>"
        ),
    )
    assert found == [
        ("Van 2", Fix(NOON, 40.1, -83.2, 6.0, 13.5, 270.0)),
        ("Van 2", Fix(NOON + timedelta(seconds=30), 40.2, -83.3)),
    ]
    assert track.problems == ()


def test_points_without_time_or_place_are_counted_and_named() -> None:
    found, track = read("a.gpx", gpx('<trkpt lat="40" lon="-83"/><trkpt lat="x" lon="-83"/><trkpt lat="91" lon="0"/>'))
    assert found == []
    assert track.left_out == {Unread.TIME: 1, Unread.PLACE: 2}
    assert track.problems == (
        "Point 1: it has no time.",
        "Point 2: lat “x” is not a number of degrees.",
        "Point 3: lat “91” is not between −90 and 90.",
    )


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE gpx [<!ENTITY a "b">]>'
        + gpx('<trkpt lat="1" lon="1"><time>2026-06-01T12:00:00Z</time></trkpt>', "&a;")[HEAD:],
        '<!DOCTYPE gpx SYSTEM "file:///etc/hostname">' + gpx("", "x")[HEAD:],
        "<!DOCTYPE gpx [" + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 20}">' for n in range(9)) + "]><gpx>&a9;</gpx>",
    ],
)
def test_a_document_type_is_refused(document: str) -> None:
    found, track = read("a.gpx", document)
    assert found == []
    assert "document type" in track.problems[0]


def test_a_gpx_file_that_breaks_off_gives_what_came_before() -> None:
    whole = gpx('<trkpt lat="40" lon="-83"><time>2026-06-01T12:00:00Z</time></trkpt>' * 3)
    found, track = read("a.gpx", whole[: whole.rindex("<trkpt") + 30])
    assert len(found) == 2
    assert track.problems[0].startswith("The file is damaged at line 1")


# --- CSV


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("lat,lon,time", "40.1,-83.2,2026-06-01T12:00:00Z"),
        ("Latitude;Longitude;Timestamp", "40,1;-83,2;2026-06-01 12:00:00+00:00"),
        ("y\tx\tepoch", "40.1\t-83.2\t1780315200"),
        ("GPS Latitude|GPS Longitude|Time (ms)", "40.1|-83.2|1780315200000"),
        ("LAT,LNG,Date/Time", '40.1° N,83.2° W,"06/01/2026 12:00:00 PM UTC"'),
        ("Date,Time,Lat,Long", "6/1/2026,8:00 AM EDT,40.1,-83.2"),
        ("Date,Time,Lat,Long", "2026-06-01,12:00:00.000 UTC,40.1,-83.2"),
        ("Recorded At,Location", '"Jun 1, 2026 12:00:00 PM GMT","40.1, -83.2"'),
        ("when,position", "Mon 01-Jun-2026 12:00:00 +0000,POINT(-83.2 40.1)"),
        ("lat,lon,utc time", "40.1,-83.2,2026-06-01 12:00:00"),
        ("lat,lon,date", "40.1,-83.2,01.06.2026 12:00"),
    ],
)
def test_columns_delimiters_and_times_are_understood_as_people_write_them(header: str, row: str) -> None:
    found, track = read("a.csv", f"{header}\n{row}\n")
    assert track.problems == ()
    assert found == [("", Fix(NOON, 40.1, -83.2))]


@pytest.mark.parametrize(
    ("header", "cell", "metres_a_second"),
    [
        ("Speed (mph)", "60", 26.8224), ("speed_kmh", "36", 10), ("Speed [km/h]", "36", 10),
        ("SpeedKnots", "10", 5.1444),
        ("speed m/s", "7.5", 7.5), ("Speed (kts)", "10", 5.1444), ("kph", "36", 10), ("mph", "60", 26.8224),
    ],
)  # fmt: skip
def test_speeds_are_in_the_unit_that_the_header_names(header: str, cell: str, metres_a_second: float) -> None:
    found, _ = read("a.csv", f"lat,lon,time,{header}\n40,-83,2026-06-01T12:00:00Z,{cell}\n")
    assert found[0][1].speed == pytest.approx(metres_a_second, abs=1e-3)


def test_a_speed_without_a_unit_is_left_out_and_told() -> None:
    found, track = read("a.csv", "lat,lon,time,speed\n40,-83,2026-06-01T12:00:00Z,30\n")
    assert found[0][1].speed is None
    assert track.problems == ("Column “speed” does not say the unit, as “Speed (mph)” does: speeds are left out.",)


def test_each_row_belongs_to_the_device_it_names() -> None:
    rows = "".join(f"Van {n % 2},40.{n},-83,178031520{n},5,90\n" for n in range(4))
    table = f"Vehicle,lat,lon,time,accuracy,heading\n{rows}"
    found, _ = read("a.csv", table)
    assert [device for device, _ in found] == ["Van 0", "Van 1", "Van 0", "Van 1"]
    assert (found[0][1].accuracy, found[0][1].heading) == (5.0, 90.0)
    batches = list(read_track("a.csv", table.encode()).batches(3))
    assert [{device: len(fixes) for device, fixes in batch.items()} for batch in batches] == [
        {"Van 0": 2, "Van 1": 1},
        {"Van 1": 1},
    ]


def test_an_id_that_is_another_in_every_row_names_no_device() -> None:
    rows = "".join(f"{n},40,-83,{1780315200 + n}\n" for n in range(9))
    assert {device for device, _ in read("a.csv", f"id,lat,lon,time\n{rows}")[0]} == {""}


def test_times_without_a_zone_are_the_offices() -> None:
    track = read_track("a.csv", b"lat,lon,time\n40,-83,6/1/2026 8:00:00 AM\n", ZoneInfo("America/New_York"))
    assert [found.fix.at for found in track] == [NOON]


def test_dates_are_day_first_where_one_can_only_be_so() -> None:
    found, _ = read("a.csv", "lat,lon,time\n40,-83,05/06/2026 10:00\n40,-83,25/06/2026 10:00\n")
    assert [fix.at.strftime("%d %b") for _, fix in found] == ["05 Jun", "25 Jun"]


def test_messages_name_row_and_column() -> None:
    found, track = read(
        "a.csv",
        'Lat,Lon,When\n40,-83,yesterday\nabc,-83,2026-06-01T12:00:00Z\n40,-190,2026-06-01T12:00:00Z\n40,"",1780315200\n'
        "40,-83,\n40,-83,1780315200\n",
    )
    assert len(found) == 1
    assert track.problems == (
        "Row 2, column “When”: “yesterday” is not a time.",
        "Row 3, column “Lat”: “abc” is not a number of degrees.",
        "Row 4, column “Lon”: “-190” is not between −180 and 180.",
        "Row 5, column “Lon”: there is no longitude.",
        "Row 6, column “When”: there is no time.",
    )
    assert track.left_out == {Unread.TIME: 2, Unread.PLACE: 3}


def test_a_table_without_places_says_which_columns_are_missing() -> None:
    with pytest.raises(InvalidInput, match=r"no column for “latitude” and “longitude” and “time”.*“customer”, “phone”"):
        read("list.csv", "customer,phone\nDale,555\n")


# --- NMEA 0183


def test_rmc_and_gga_of_the_same_second_are_one_fix() -> None:
    log = "".join(
        map(
            sentence,
            (
                "GPGGA,120000.00,4006.0000,N,08312.0000,W,1,08,1.5,250.0,M,-33.0,M,,",
                "GPRMC,120000.00,A,4006.0000,N,08312.0000,W,010.0,270.0,010626,,,A,V",
                "GPGSV,1,1,00",
                "GNRMC,120001.00,A,4006.0010,N,08312.0000,W,,,010626,,,A",
            ),
        )
    )
    found, track = read("receiver.log", log)
    assert track.problems == ()
    assert found[0] == ("", Fix(NOON, 40.1, -83.2, 7.5, 10 * 1852 / 3600, 270.0))
    assert [fix.at for _, fix in found] == [NOON, NOON + timedelta(seconds=1)]


def test_after_midnight_it_is_the_next_day() -> None:
    log = sentence("GPRMC,235959,A,4006.0,N,08312.0,W,,,311226,,,A")
    log += sentence("GPGGA,000001,4006.0,N,08312.0,W,1,08,1.0,,M,,M,,")
    found, _ = read("a.nmea", log)
    assert [fix.at.isoformat() for _, fix in found] == ["2026-12-31T23:59:59+00:00", "2027-01-01T00:00:01+00:00"]


def test_sentences_that_are_damaged_or_know_no_place_are_counted() -> None:
    log = (
        sentence("GPGGA,115959,4006.0,N,08312.0,W,1,08,1.0,,M,,M,,")
        + sentence("GPRMC,120000,V,,,,,,,010626,,,N")
        + sentence("GPRMC,120001,A,4006.0,N,08312.0,W,,,010626,,,A").replace("4006", "4106")
        + "$GPRMC,120002,A,4006.0,N,08312.0,W,,,01"
    )
    found, track = read("a.nmea", log)
    assert found == []
    assert track.left_out == {Unread.TIME: 1, Unread.NO_FIX: 1, Unread.CHECKSUM: 2}
    assert track.problems[0] == "Line 1: no RMC sentence has said which day it is."


# --- GeoJSON


def test_geojson_points_have_a_time_among_their_properties() -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-83.2, 40.1, 250]},
            "properties": {"vehicle": "Van 2", "time": "2026-06-01T12:00:00Z", "speed_kmh": 36, "accuracy": 4},
        },
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-83.2, 40.1]}, "properties": {"ts": 1}},
    ]
    found, track = read("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    assert found == [("Van 2", Fix(NOON, 40.1, -83.2, 4.0, 10.0))]
    assert track.problems == ("Feature 2: it has no time.",)


@pytest.mark.parametrize("whole", [True, False])
def test_geojson_lines_have_a_list_of_times(whole: bool) -> None:
    line = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[-83.2, 40.1], [-83.3, 40.2], ["a", 1]]},
        "properties": {"name": "Van 2", "coordTimes": ["2026-06-01T12:00:00Z", 1780315230000]},
    }
    several = {
        "type": "Feature",
        "geometry": {"type": "MultiLineString", "coordinates": [[[-83.2, 40.1]], [[-83.3, 40.2]]]},
        "properties": {"coordTimes": [["2026-06-01T12:00:00Z"], ["2026-06-01T12:00:30Z"]]},
    }
    text = json.dumps([line, several]) if whole else f"{json.dumps(line)}\n\x1e{json.dumps(several)}\n"
    found, track = read("a.json", text)
    fixes = [Fix(NOON, 40.1, -83.2), Fix(NOON + timedelta(seconds=30), 40.2, -83.3)]
    assert found == [("Van 2", fixes[0]), ("Van 2", fixes[1]), ("", fixes[0]), ("", fixes[1])]
    assert track.problems == ("Feature 1, point 3: “['a', 1]” is not a longitude and a latitude.",)


def test_a_geojson_file_that_breaks_off_gives_what_came_before() -> None:
    one = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"time": 1780315200}}
    text = json.dumps({"type": "FeatureCollection", "features": [one] * 3})
    found, track = read("a.geojson", text[:-60])
    assert len(found) == 2
    assert (
        track.problems == ("Feature 3: Unterminated string starting at. Nothing after it is read.",)
        or len(track.problems) == 1
    )


@pytest.mark.parametrize(
    "when", ["9" * 400, "1e400", "-1", "0", "NaN", "true", "null", '"soon"', "[]", "99999999999999999999"]
)
def test_a_number_that_is_no_time_is_none(when: str) -> None:
    feature = '{"geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"time": %s}}'
    assert read("a.geojson", feature % when)[1].left_out == {Unread.TIME: 1}


def test_a_geojson_file_is_read_the_same_wherever_it_is_cut_into_pieces() -> None:
    one = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"time": 1780315200}}
    end = ', "serial": 1234567890, "on": true, "features": [' + ", ".join([json.dumps(one)] * 3) + "]}"
    for before in range(CHUNK - 60, CHUNK, 3):
        found, track = read("a.geojson", '{"pad": "' + "x" * (before - 10) + '"' + end)
        assert (len(found), track.problems) == (3, ())


# --- all


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty"), (b"<kml><Document/></kml>", "KML"), (b"PK\x03\x04", "ZIP"), (b"\xff\xd8\xff\xe0", "picture")],
)
def test_what_is_no_track_is_said(content: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read("thing.bin", content)


def test_a_track_can_be_read_again_and_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("lat,lon,time\n40,-83,1780315200\nx,-83,1780315200\n")
    track = read_track("a.csv", path)
    assert [len(list(track)), len(list(track)), len(track.problems)] == [1, 1, 1]
