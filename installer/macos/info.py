"""What the app says of itself in its Info.plist: which files and links it opens, and why it asks for things."""

from __future__ import annotations

from typing import Any

from officedesk import __version__

IDENTIFIER = "org.officedesk.OfficeDesk"
OFFICE = "org.officedesk.office"
"""The type of an office file (UTI)."""

INFO: dict[str, Any] = {
    "CFBundleIdentifier": IDENTIFIER,
    "CFBundleName": "OfficeDesk",
    "CFBundleDisplayName": "OfficeDesk",
    "CFBundlePackageType": "APPL",
    "CFBundleShortVersionString": __version__,
    "CFBundleVersion": __version__,
    "CFBundleInfoDictionaryVersion": "6.0",
    "CFBundleDevelopmentRegion": "en",
    # The oldest that the Qt in use runs on.
    "LSMinimumSystemVersion": "14.0",
    "LSApplicationCategoryType": "public.app-category.business",
    "NSHighResolutionCapable": True,
    "NSSupportsAutomaticGraphicsSwitching": True,
    # The window follows the system between light and dark.
    "NSRequiresAquaSystemAppearance": False,
    "NSPrincipalClass": "NSApplication",
    "NSHumanReadableCopyright": "OfficeDesk contributors. MIT licence.",
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "OfficeDesk office",
            "CFBundleTypeRole": "Editor",
            "CFBundleTypeIconFile": "officedesk.icns",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [OFFICE],
        }
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": OFFICE,
            "UTTypeDescription": "OfficeDesk office",
            "UTTypeConformsTo": ["public.database", "public.data"],
            "UTTypeIconFile": "officedesk.icns",
            "UTTypeTagSpecification": {
                "public.filename-extension": ["officedesk"],
                "public.mime-type": ["application/vnd.officedesk.office"],
            },
        }
    ],
    "CFBundleURLTypes": [
        {"CFBundleURLName": IDENTIFIER, "CFBundleTypeRole": "Viewer", "CFBundleURLSchemes": ["officedesk"]}
    ],
    # What macOS asks the user once, with these words.
    "NSDesktopFolderUsageDescription": "Offices, attachments and papers can lie on the desktop.",
    "NSDocumentsFolderUsageDescription": "Offices, attachments and papers can lie in Documents.",
    "NSDownloadsFolderUsageDescription": "Lists to import and files to attach are often in Downloads.",
    "NSNetworkVolumesUsageDescription": "An office that several desktops share lies on a network volume.",
    "NSRemovableVolumesUsageDescription": "Backups can be kept on a drive that is unplugged afterwards.",
    "NSLocalNetworkUsageDescription": "An office can be hosted by one of its computers; desktops reach it by network.",
}
