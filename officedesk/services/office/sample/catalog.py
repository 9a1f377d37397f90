"""The sample's price book: what a mechanical contractor of Minneapolis sells."""

from decimal import Decimal
from typing import NamedTuple

from officedesk.models.enums import LineKind

S, M, E, F = LineKind.SERVICE, LineKind.MATERIAL, LineKind.EQUIPMENT, LineKind.FEE


class Item(NamedTuple):
    """Prices in cents. Services and fees are not taxed in Minnesota, materials and equipment are."""

    code: str
    name: str
    kind: LineKind
    category: str
    unit: str
    price: int
    cost: int
    description: str = ""

    @property
    def taxable(self) -> bool:
        """Whether sales tax is added."""
        return self.kind in (M, E)


class Kit(NamedTuple):
    """An item that expands into its parts: ``(code, quantity)``."""

    code: str
    name: str
    category: str
    parts: tuple[tuple[str, Decimal], ...]


ITEMS = (
    Item("LAB-CERT", "Labor, certified technician", S, "Labor", "h", 8400, 3800),
    Item("LAB-HELP", "Labor, helper", S, "Labor", "h", 5600, 2600),
    Item("LAB-OT", "Labor, after hours", S, "Labor", "h", 12600, 5700),
    Item("LAB-PIPE", "Labor, pipefitter", S, "Labor", "h", 9800, 4500),
    Item("LAB-CTRL", "Labor, controls specialist", S, "Labor", "h", 11200, 5100),
    Item("DIAG", "Diagnostic visit", S, "Service", "ea", 14900, 5200),
    Item("DIAG-ER", "Emergency diagnostic visit", S, "Service", "ea", 24900, 8700),
    Item("TUNE-AC", "AC tune-up", S, "Service", "ea", 12900, 4800, "Coil, charge, electrical and drain check"),
    Item("TUNE-FURN", "Furnace tune-up", S, "Service", "ea", 13900, 5000, "Combustion test, burners, heat exchanger"),
    Item("TUNE-BOIL", "Boiler tune-up and inspection", S, "Service", "ea", 28900, 11500),
    Item("MAINT-Q", "Maintenance visit, quarterly", S, "Service", "ea", 16240, 6400),
    Item("DRAIN-CLN", "Drain line cleaning", S, "Service", "ea", 9800, 3600),
    Item("COIL-CLN", "Evaporator coil cleaning", S, "Service", "ea", 24500, 8800),
    Item("DUCT-SEAL", "Duct sealing", S, "Service", "h", 9200, 4000),
    Item("DUCT-CLN", "Duct cleaning, per vent", S, "Service", "ea", 3800, 1400),
    Item("LEAK-TEST", "Refrigerant leak test", S, "Service", "ea", 18900, 6900),
    Item("TSTAT-PRG", "Thermostat programming", S, "Service", "ea", 5250, 1900),
    Item("BACKFLOW", "Backflow preventer test", S, "Service", "ea", 11500, 4200),
    Item("HEX-INSP", "Heat exchanger inspection", S, "Service", "ea", 9900, 3700),
    Item("BALANCE", "Air balancing, per system", S, "Service", "ea", 34500, 14800),
    Item("WATER-TR", "Boiler water treatment", S, "Service", "ea", 17800, 7600),
    Item("STARTUP", "Seasonal start-up, rooftop unit", S, "Service", "ea", 15600, 5900),
    Item("CRANE-HALF", "Crane lift, half day", S, "Service", "ea", 39000, 26000),
    Item("CRANE-FULL", "Crane lift, full day", S, "Service", "ea", 72000, 49000),
    Item("FILT-RTU", "RTU filter change", M, "Filters", "ea", 4500, 1720, "MERV 13, 20 × 25 × 2 in"),
    Item("FILT-16201", "Air filter 16 × 20 × 1", M, "Filters", "ea", 1295, 410),
    Item("FILT-16251", "Air filter 16 × 25 × 1", M, "Filters", "ea", 1395, 445),
    Item("FILT-20254", "Media filter 20 × 25 × 4", M, "Filters", "ea", 4890, 2150),
    Item("FILT-HEPA", "HEPA cartridge", M, "Filters", "ea", 11800, 6100),
    Item("R410A", "Refrigerant R-410A", M, "Refrigerant", "lb", 1850, 825),
    Item("R454B", "Refrigerant R-454B", M, "Refrigerant", "lb", 3450, 1780),
    Item("R134A", "Refrigerant R-134a", M, "Refrigerant", "lb", 2190, 980),
    Item("GLYCOL", "Propylene glycol, inhibited", M, "Refrigerant", "gal", 3260, 1690),
    Item("BELT-A42", "Blower belt A42", M, "Parts", "ea", 2895, 1040),
    Item("CAP-45", "Run capacitor 45/5 µF", M, "Parts", "ea", 6240, 1480),
    Item("CONT-2P", "Contactor, two-pole 30 A", M, "Parts", "ea", 4875, 1390),
    Item("IGN-HS", "Hot surface igniter", M, "Parts", "ea", 7425, 2260),
    Item("SENS-FL", "Flame sensor", M, "Parts", "ea", 3980, 1120),
    Item("FUSE-3A", "Control fuse 3 A", M, "Parts", "ea", 845, 160),
    Item("FUSE-CAP", "Fuse cap", M, "Parts", "ea", 245, 60),
    Item("PAN-TAB", "Drain pan tablets", M, "Parts", "pk", 1265, 420),
    Item("COIL-FOAM", "Coil cleaner, foaming", M, "Parts", "ea", 2310, 920),
    Item("PUMP-COND", "Condensate pump", M, "Parts", "ea", 14850, 6900),
    Item("MOTOR-FAN", "Condenser fan motor", M, "Parts", "ea", 28600, 13200),
    Item("MOTOR-BLW", "Blower motor, ECM", M, "Parts", "ea", 54800, 29600),
    Item("GASVALVE", "Gas valve, two-stage", M, "Parts", "ea", 31400, 15800),
    Item("BOARD", "Control board, universal", M, "Parts", "ea", 36900, 17400),
    Item("TXV", "Thermal expansion valve", M, "Parts", "ea", 19600, 8700),
    Item("PIPE-CU34", "Copper pipe 3/4 in", M, "Piping", "ft", 685, 310),
    Item("PIPE-CU78", "Line set 3/8 × 7/8, insulated", M, "Piping", "ft", 1140, 560),
    Item("INSUL-34", "Pipe insulation 3/4 in", M, "Piping", "ft", 295, 110),
    Item("VALVE-BALL", "Ball valve 3/4 in", M, "Piping", "ea", 2480, 1130),
    Item("CIRC-PUMP", "Circulator pump", M, "Piping", "ea", 28900, 15700),
    Item("DUCT-FLEX", "Flexible duct 8 in", M, "Piping", "ft", 520, 210),
    Item("TSTAT-STD", "Thermostat, non-programmable", E, "Controls", "ea", 9570, 4380),
    Item("TSTAT-WIFI", "Thermostat, Wi-Fi", E, "Controls", "ea", 18900, 9900),
    Item("TSTAT-COM", "Thermostat, commercial, 7-day", E, "Controls", "ea", 26400, 13900),
    Item("CO-ALARM", "Carbon monoxide alarm", E, "Controls", "ea", 5900, 2700),
    Item("HUMID", "Bypass humidifier", E, "Equipment", "ea", 38900, 20400),
    Item("AC-WALL-8K", "Through-wall AC unit, 8,000 BTU", E, "Equipment", "ea", 40000, 27100),
    Item("COND-3T", "Condenser, 3-ton Carrier 24ACC636", E, "Equipment", "ea", 214000, 144791),
    Item("COND-5T", "Condenser, 5-ton Carrier 24ACC660", E, "Equipment", "ea", 298000, 203500),
    Item("COIL-3T", "Evaporator coil, 3-ton cased", E, "Equipment", "ea", 89500, 57200),
    Item("FURN-80K", "Gas furnace 80,000 BTU, 96 %", E, "Equipment", "ea", 186000, 121500),
    Item("BOIL-150", "Condensing boiler 150 MBH", E, "Equipment", "ea", 428000, 301000),
    Item("RTU-5T", "Rooftop unit, 5-ton", E, "Equipment", "ea", 684000, 489000),
    Item("MINISPLIT", "Ductless mini split, 12,000 BTU", E, "Equipment", "ea", 162000, 104500),
    Item("WH-50", "Water heater, 50 gal gas", E, "Equipment", "ea", 98500, 62400),
    Item("TRIP", "Trip charge", F, "Fees", "", 945, 0),
    Item("PERMIT", "City permit", F, "Fees", "", 4900, 4900),
    Item("DISPOSAL", "Refrigerant recovery and disposal", F, "Fees", "", 2500, 900),
    Item("RUSH", "Same-day surcharge", F, "Fees", "", 7500, 0),
)

KITS = (
    Kit(
        "KIT-AC3T",
        "AC replacement, 3-ton, complete",
        "Kits",
        (
            ("COND-3T", Decimal(1)),
            ("COIL-3T", Decimal(1)),
            ("R410A", Decimal(6)),
            ("PIPE-CU78", Decimal(25)),
            ("LAB-CERT", Decimal(8)),
            ("PERMIT", Decimal(1)),
        ),
    ),
    Kit(
        "KIT-FURN",
        "Furnace replacement, 80,000 BTU",
        "Kits",
        (
            ("FURN-80K", Decimal(1)),
            ("TSTAT-WIFI", Decimal(1)),
            ("LAB-CERT", Decimal(7)),
            ("LAB-HELP", Decimal(4)),
            ("PERMIT", Decimal(1)),
        ),
    ),
    Kit(
        "KIT-RTU-PM",
        "Rooftop unit maintenance, quarterly",
        "Kits",
        (("FILT-RTU", Decimal(4)), ("BELT-A42", Decimal(1)), ("MAINT-Q", Decimal(1))),
    ),
    Kit(
        "KIT-COND-MTR",
        "Condenser fan repair",
        "Kits",
        (("MOTOR-FAN", Decimal(1)), ("CAP-45", Decimal(1)), ("LAB-CERT", Decimal("1.5")), ("TRIP", Decimal(1))),
    ),
)
