"""Names and places that made-up customers are put together from. The ZIP codes are real, the people are not."""

FIRST = (
    "Adam Aisha Albert Alma Amir Andre Angela Anika Anton Astrid Barbara Ben Bianca Boris Brenda Carl Carmen Cecilia "
    "Chen Clara Cody Dagmar Dana Daniel Darius Deb Diego Dmitri Donna Edith Eduardo Elena Elias Elsa Emil Erin Esther "
    "Fatima Felix Fiona Frank Gabriel Gail Georg Gloria Greta Gustav Hana Harold Hassan Heidi Hugo Ida Ines Ingrid "
    "Isaac Ivan Jada Jamal Janet Jasper Joan Jonas Jorge Josefine Julia Kai Karin Keith Khadija Kurt Lars Laura Leila "
    "Leon Lin Lorna Lucas Magda Malik Marcus Margit Maria Martin Maya Mei Miguel Mila Mohamed Nadia Nils Nina Noah "
    "Nora Olaf Olga Omar Oscar Pablo Paula Pedro Petra Philip Priya Quentin Rachel Rafael Rania Ray Rosa Ruth Sadie "
    "Samir Sandra Sara Sergio Signe Simon Sofia Sonja Stella Steven Svea Tara Teresa Theo Thora Tomas Uma Ursula Vera "
    "Viktor Wanda Wendell Xavier Yara Yusuf Zoe"
).split()
LAST = (
    "Aalto Abdi Acevedo Ahlgren Alvarez Amundson Anders Archer Aziz Bakken Baldwin Barrett Becker Bergstrom Bishop "
    "Blomberg Boyd Brandt Burke Cabrera Carlson Castillo Chavez Chen Christensen Cole Cruz Dahl Danielson Dawson Diaz "
    "Doyle Dubois Eckhart Ekblad Ellison Engstrom Erickson Espinoza Farah Fischer Flores Forsberg Foster Frost Fuller "
    "Garza Gerhardt Gilbert Gomez Grady Gustafson Hagen Halvorsen Hamilton Hansen Hassan Haugen Hedlund Henriksen "
    "Hoffman Holm Huang Ibrahim Isaksson Ito Iverson Jacobs Jensen Jimenez Johansson Jordan Kaplan Keller Kerr Khan "
    "Kim Kjellberg Knutson Koch Kowalski Kruger Larkin Larsen Lee Lehmann Lindgren Lopez Lundquist Madsen Malone "
    "Marquez Mattson Mbeki McCoy Mendez Meyer Mikkelsen Molina Moreno Munson Murphy Nakamura Navarro Nelson Nguyen "
    "Nordstrom Novak Nyberg Okafor Olsen Ortega Osman Ostrom Paulson Pearce Pedersen Pereira Petrov Quinn Ramirez "
    "Rasmussen Reed Reyes Rhodes Rivera Rojas Romero Rossi Ruiz Ryan Salazar Sandberg Santos Schmidt Schroeder Selby "
    "Shah Silva Skoglund Solberg Sorensen Soto Stein Strand Sullivan Sundberg Swenson Tanaka Thorsen Torres Tran "
    "Underhill Vang Vargas Vega Vogel Wagner Walsh Weber Westberg Whitman Xiong Yang Yilmaz Young Zamora Ziegler"
).split()
STREETS = (
    "Aldrich Arlington Ashland Birch Bloomington Bryant Burnsville Cedar Cherokee Chestnut Chicago Cleveland Colfax "
    "Columbus Como Dakota Dale Dupont Edgerton Elliot Elm Emerson Fairmount Fillmore Franklin Fremont Garfield Girard "
    "Grand Hamline Harriet Hazel Hennepin Hiawatha Highland Humboldt Irving Jackson Jefferson Juno Kellogg Kenwood "
    "Lake Larpenteur Laurel Lexington Lincoln Linden Logan Lowry Lyndale Madison Maple Marshall Minnehaha Monroe "
    "Morgan Nicollet Nokomis Oak Oliver Osceola Park Payne Penn Pillsbury Pleasant Portland Queen Randolph Rice "
    "Russell Selby Sheridan Sherwood Snelling Stevens Summit Thomas University Upton Victoria Vincent Wabasha "
    "Washburn Western White Xerxes York Zenith"
).split()
STREET_KINDS = ("Ave", "Ave", "Ave S", "Ave N", "St", "St NE", "St SE", "Blvd", "Ln", "Rd", "Dr", "Pkwy", "Ct")
TRADES = (
    "Dental", "Bakery", "Auto Care", "Books", "Brewing", "Cafe", "Catering", "Chiropractic", "Cleaners", "Clinic",
    "Construction", "Coffee", "Credit Union", "Daycare", "Design", "Electric", "Eye Care", "Fitness", "Flowers",
    "Foods", "Furniture", "Garage", "Glass", "Grill", "Hardware", "Hotel", "Insurance", "Law Office", "Logistics",
    "Lumber", "Machining", "Market", "Medical", "Music", "Optical", "Packaging", "Pharmacy", "Pizza", "Plastics",
    "Printing", "Properties", "Realty", "Salon", "Storage", "Studios", "Supply", "Tooling", "Veterinary", "Warehouse",
)  # fmt: skip
PLACES = ("Apartments", "School", "Church", "Office Park", "Townhomes", "Library", "Senior Living", "Plaza", "Lofts")
FORMS = ("", "", "", " Co", " LLC", " Inc", " Group", " Partners")
ROLES = ("Facilities", "Office manager", "Owner", "Property manager", "Accounts payable", "Site manager", "")
CITIES = (
    ("Minneapolis", "MN", ("55401", "55403", "55404", "55406", "55408", "55411", "55413", "55414", "55418", "55419")),
    ("Saint Paul", "MN", ("55101", "55102", "55104", "55105", "55106", "55107", "55116", "55117", "55119", "55130")),
    ("Bloomington", "MN", ("55420", "55425", "55431", "55437", "55438")),
    ("Edina", "MN", ("55424", "55435", "55436", "55439")),
    ("Plymouth", "MN", ("55441", "55442", "55446", "55447")),
    ("Eden Prairie", "MN", ("55344", "55346", "55347")),
    ("Minnetonka", "MN", ("55305", "55343", "55345")),
    ("Maple Grove", "MN", ("55311", "55369")),
    ("Burnsville", "MN", ("55306", "55337")),
    ("Eagan", "MN", ("55121", "55122", "55123")),
    ("Woodbury", "MN", ("55125", "55129")),
    ("Chaska", "MN", ("55318",)),
    ("Saint Cloud", "MN", ("56301", "56303", "56304")),
    ("Rochester", "MN", ("55901", "55902", "55904")),
    ("Hudson", "WI", ("54016",)),
    ("Eau Claire", "WI", ("54701", "54703")),
)
AREA_CODES = ("612", "651", "763", "952", "507", "320", "715")
NOTES = (
    "Key is at the front desk.",
    "Roof hatch is locked: ask for Dan.",
    "Park behind the building, not on the street.",
    "Prefers a call an hour before.",
    "Filters are kept in the boiler room.",
    "Pays by check at the end of the month.",
    "Do not block the loading dock before ten.",
)
WORK = (
    ("AC tune-up", ("TUNE-AC", "FILT-16251", "TRIP")),
    ("Furnace tune-up", ("TUNE-FURN", "FILT-16201", "TRIP")),
    ("Boiler inspection", ("TUNE-BOIL", "WATER-TR")),
    ("No cooling", ("DIAG", "CAP-45", "CONT-2P", "LAB-CERT")),
    ("No heat", ("DIAG", "IGN-HS", "SENS-FL", "LAB-CERT")),
    ("Condenser fan noise", ("MOTOR-FAN", "CAP-45", "LAB-CERT", "TRIP")),
    ("Filter change, rooftop units", ("FILT-RTU", "BELT-A42", "LAB-CERT")),
    ("Condensate leak", ("PUMP-COND", "DRAIN-CLN", "LAB-CERT")),
    ("Thermostat replacement", ("TSTAT-WIFI", "TSTAT-PRG", "LAB-CERT")),
    ("Refrigerant leak", ("LEAK-TEST", "R410A", "LAB-CERT", "DISPOSAL")),
    ("Replace AC unit", ("COND-3T", "COIL-3T", "R410A", "LAB-CERT", "PERMIT")),
    ("Furnace replacement", ("FURN-80K", "TSTAT-WIFI", "LAB-CERT", "LAB-HELP", "PERMIT")),
    ("Mini split for the server room", ("MINISPLIT", "PIPE-CU78", "LAB-CERT", "PERMIT")),
    ("Blower motor", ("MOTOR-BLW", "BELT-A42", "LAB-CERT", "TRIP")),
    ("Water heater", ("WH-50", "PIPE-CU34", "LAB-PIPE", "PERMIT")),
    ("Quarterly maintenance", ("MAINT-Q", "FILT-RTU", "BELT-A42")),
)
"""What jobs are about, and the price-book codes that go into them."""
