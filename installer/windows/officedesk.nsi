; The installer for Windows. “python3 dev.py package windows” compiles it, with these definitions:
;   VERSION    1.2.3               TREE       the frozen program's folder
;   OUTPUT     the installer       ICON       officedesk.ico
;   TARGET     amd64-unicode, or x86-unicode where this NSIS makes no other: both install the same 64-bit program
;   SIGN       a command that signs the file whose name follows it (optional)
;   QUICK      compress badly and at once: for tests (optional)
; docs/install.md tells administrators what its switches do.

Target ${TARGET}
ManifestDPIAware true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!define NAME "OfficeDesk"
!define WINDOW "OfficeDesk.exe"
!define CONSOLE "officedesk-cli.exe"
!define OFFICE "OfficeDesk.Office"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\${WINDOW}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define RUN_VALUE "OfficeDesk host"
; Exit codes, beside 0 (done) and 1 (cancelled).
!define RUNNING 3
!define NO_RIGHT 4
!define NOT_WRITTEN 5

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "UninstallString"

!include MultiUser.nsh
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh

Name "${NAME}"
OutFile "${OUTPUT}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=1033 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "FileDescription" "Installs ${NAME}"
VIAddVersionKey /LANG=1033 "CompanyName" "${NAME}"
VIAddVersionKey /LANG=1033 "LegalCopyright" "OfficeDesk contributors. MIT licence."

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Start ${NAME}"
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsUser

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE OwnFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var Given     ; the folder of /D=
Var Closes    ; 1 after /CLOSE
Var Hosted    ; 1 where the hosted office was stopped, to be started again
Var Waited

; --- the program that is there and runs -------------------------------------------------------------------------------

; A program that runs cannot be written to, and a folder out of which something runs cannot be renamed: not the window,
; not the command line, not the hosted office's server, whoever started them. So nothing is ever half replaced.
!macro PUT_ASIDE UN
Function ${UN}PutAside
  StrCpy $Waited 0
  ${Do}
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\${WINDOW}"
      FileOpen $0 "$INSTDIR\${WINDOW}" a
      FileClose $0
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\${CONSOLE}"
      FileOpen $0 "$INSTDIR\${CONSOLE}" a
      FileClose $0
    ${EndIf}
    ${IfNot} ${Errors}
      RMDir /r "$INSTDIR\_internal.old"
      ClearErrors
      ${If} ${FileExists} "$INSTDIR\_internal\*.*"
        Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
      ${EndIf}
      ; Asking for errors forgets them.
      ${IfNot} ${Errors}
        Return
      ${EndIf}
    ${EndIf}
    ${If} $Closes == 1
    ${AndIf} $Waited == 0
      ; Like a click on the window's cross: forms with unsaved changes ask first.
      nsExec::Exec '"$SYSDIR\taskkill.exe" /IM "${WINDOW}"'
      Pop $0
    ${EndIf}
    ${If} ${Silent}
    ${OrIf} $Closes == 1
      ${If} $Waited >= 60
        ${If} ${Silent}
          SetErrorLevel ${RUNNING}
          Quit
        ${EndIf}
        StrCpy $Closes 0
      ${Else}
        IntOp $Waited $Waited + 1
        Sleep 500
      ${EndIf}
      ${If} ${Silent}
      ${AndIf} $Closes != 1
        SetErrorLevel ${RUNNING}
        Quit
      ${EndIf}
    ${Else}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Save what you are working on, close it, and \
        click Retry.$\r$\n$\r$\nIf nothing is open here, another person may be signed in to this computer with \
        ${NAME} open, or this computer hosts an office for somebody else." IDRETRY again
      SetErrorLevel ${RUNNING}
      Quit
      again:
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro PUT_ASIDE ""
!insertmacro PUT_ASIDE "un."

; The hosted office's server runs out of the program's folder. It is stopped cleanly: desktops wait for it meanwhile.
!macro STOP_HOSTED HOW
  ${If} ${FileExists} "$INSTDIR\${CONSOLE}"
    nsExec::Exec '"$INSTDIR\${CONSOLE}" serve ${HOW}'
    Pop $0
  ${EndIf}
!macroend

; Whether the command under a key is that of this copy of the program: $R0 is 1 then. There may be two copies, one for
; everybody and one for a person.
!macro OURS ROOT KEY VALUE
  ReadRegStr $R1 ${ROOT} "${KEY}" "${VALUE}"
  StrLen $R2 '"$INSTDIR\'
  StrCpy $R3 $R1 $R2
  StrCpy $R0 0
  ${If} $R3 == '"$INSTDIR\'
    StrCpy $R0 1
  ${EndIf}
!macroend

!macro SWITCHES UN
  StrCpy $Closes 0
  ${${UN}GetParameters} $R0
  ClearErrors
  ${${UN}GetOptions} $R0 "/CLOSE" $R1
  ${IfNot} ${Errors}
    StrCpy $Closes 1
  ${EndIf}
  ClearErrors
!macroend

; --- installing -------------------------------------------------------------------------------------------------------

Section "!${NAME}" SEC_PROGRAM
  SectionIn RO
  !insertmacro OURS HKCU "${RUN_KEY}" "${RUN_VALUE}"
  StrCpy $Hosted $R0
  !insertmacro STOP_HOSTED "--stop"
  Call PutAside

  SetOutPath "$INSTDIR"
  SetOverwrite on
  ClearErrors
  File /r "${TREE}\*.*"
  File "/oname=officedesk.ico" "${ICON}"
  ${If} ${Errors}
    ; What was there before goes on.
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
    ${If} ${Silent}
      SetErrorLevel ${NOT_WRITTEN}
      Quit
    ${EndIf}
    Abort "The files could not be written to $INSTDIR. Is the disk full, or does a virus scanner hold them?"
  ${EndIf}
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal.old"
  WriteUninstaller "$INSTDIR\Uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\officedesk.ico" 0 SW_SHOWNORMAL "" \
    "The office: customers, schedule, estimates, jobs and invoices"

  ; Offices open by a double click, links by a click.
  WriteRegStr SHCTX "Software\Classes\${OFFICE}" "" "OfficeDesk office"
  WriteRegStr SHCTX "Software\Classes\${OFFICE}\DefaultIcon" "" '"$INSTDIR\officedesk.ico"'
  WriteRegStr SHCTX "Software\Classes\${OFFICE}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  WriteRegStr SHCTX "Software\Classes\.officedesk" "" "${OFFICE}"
  WriteRegStr SHCTX "Software\Classes\.officedesk\OpenWithProgids" "${OFFICE}" ""
  WriteRegStr SHCTX "Software\Classes\officedesk" "" "URL:OfficeDesk link"
  WriteRegStr SHCTX "Software\Classes\officedesk" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\officedesk\DefaultIcon" "" '"$INSTDIR\officedesk.ico"'
  WriteRegStr SHCTX "Software\Classes\officedesk\shell\open\command" "" '"$INSTDIR\${WINDOW}" --link "%1"'
  WriteRegStr SHCTX "${APP_PATH}" "" "$INSTDIR\${WINDOW}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\officedesk.ico"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "OfficeDesk contributors"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"

  ${If} $Hosted == 1
    ReadRegStr $R1 HKCU "${RUN_KEY}" "${RUN_VALUE}"
    ; As it starts when the person signs in, and with the person's rights, not those that the installer may have.
    StrLen $R2 '"$INSTDIR\${WINDOW}"'
    StrCpy $R3 $R1 "" $R2
    CreateShortcut "$TEMP\${NAME} host.lnk" "$INSTDIR\${WINDOW}" "$R3"
    Exec '"$WINDIR\explorer.exe" "$TEMP\${NAME} host.lnk"'
  ${EndIf}
SectionEnd

Section /o "Shortcut on the desktop" SEC_DESKTOP
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\officedesk.ico" 0
SectionEnd

LangString DESC_PROGRAM ${LANG_ENGLISH} "The program, its entry in the Start menu, offices that open by a double click, and links."
LangString DESC_DESKTOP ${LANG_ENGLISH} "One more way to start it."
!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_PROGRAM} $(DESC_PROGRAM)
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_DESKTOP} $(DESC_DESKTOP)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs Windows 10 or newer, 64 bit." /SD IDOK
    SetErrorLevel ${NO_RIGHT}
    Quit
  ${EndIf}
  SetRegView 64
  ; Empty, but for /D=.
  StrCpy $Given $INSTDIR
  ${If} ${Silent}
    ; The question that MultiUser asks would wait for nobody.
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/AllUsers" $R1
    ${IfNot} ${Errors}
      UserInfo::GetAccountType
      Pop $R1
      ${If} $R1 != "Admin"
        SetErrorLevel ${NO_RIGHT}
        Quit
      ${EndIf}
    ${EndIf}
  ${EndIf}
  !insertmacro MULTIUSER_INIT
  ${If} $Given != ""
    StrCpy $INSTDIR $Given
  ${EndIf}
  !insertmacro SWITCHES ""
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DESKTOP" $R1
  ${IfNot} ${Errors}
    SectionSetFlags ${SEC_DESKTOP} ${SF_SELECTED}
  ${EndIf}
  ReadRegStr $R1 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $R1 != ""
    ${If} ${FileExists} "$DESKTOP\${NAME}.lnk"
      SectionSetFlags ${SEC_DESKTOP} ${SF_SELECTED}
    ${EndIf}
    ${VersionCompare} "$R1" "${VERSION}" $R2
    ${If} $R2 == 1
      ; Offices that the newer one has opened may be of a form that this one does not know.
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "${NAME} $R1 is installed, which is newer than ${VERSION}. \
        Offices opened with it may not open any more. Go back to ${VERSION} all the same?" /SD IDYES IDYES older
      SetErrorLevel 1
      Quit
      older:
    ${EndIf}
  ${EndIf}
FunctionEnd

; A folder with other things in it gets one of our own inside: what is uninstalled later is ours.
Function OwnFolder
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\Uninstall.exe"
    ${DirState} "$INSTDIR" $0
    ${If} $0 == 1
      StrCpy $INSTDIR "$INSTDIR\${NAME}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function StartAsUser
  ; Not with an administrator's rights, which the installer may have.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${WINDOW}"'
FunctionEnd

; --- uninstalling -----------------------------------------------------------------------------------------------------

Section "Uninstall"
  !insertmacro STOP_HOSTED "--off"
  Call un.PutAside

  ; Settings, offices, backups and the hosted office's data lie elsewhere, and stay.
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${CONSOLE}"
  Delete "$INSTDIR\officedesk.ico"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$TEMP\${NAME} host.lnk"

  !insertmacro OURS SHCTX "Software\Classes\officedesk\shell\open\command" ""
  ${If} $R0 == 1
    DeleteRegKey SHCTX "Software\Classes\officedesk"
  ${EndIf}
  !insertmacro OURS SHCTX "Software\Classes\${OFFICE}\shell\open\command" ""
  ${If} $R0 == 1
    DeleteRegKey SHCTX "Software\Classes\${OFFICE}"
    DeleteRegValue SHCTX "Software\Classes\.officedesk\OpenWithProgids" "${OFFICE}"
    DeleteRegKey /ifempty SHCTX "Software\Classes\.officedesk\OpenWithProgids"
    ReadRegStr $R1 SHCTX "Software\Classes\.officedesk" ""
    ${If} $R1 == "${OFFICE}"
      DeleteRegValue SHCTX "Software\Classes\.officedesk" ""
      DeleteRegKey /ifempty SHCTX "Software\Classes\.officedesk"
    ${EndIf}
  ${EndIf}
  !insertmacro OURS HKCU "${RUN_KEY}" "${RUN_VALUE}"
  ${If} $R0 == 1
    DeleteRegValue HKCU "${RUN_KEY}" "${RUN_VALUE}"
  ${EndIf}
  ReadRegStr $R1 SHCTX "${APP_PATH}" ""
  ${If} $R1 == "$INSTDIR\${WINDOW}"
    DeleteRegKey SHCTX "${APP_PATH}"
  ${EndIf}
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
  !insertmacro SWITCHES "un."
FunctionEnd
