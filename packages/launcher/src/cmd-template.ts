/**
 * The launcher for Windows' command interpreter: `bin/NAME.cmd`. It starts the launcher beside it, which is a Python
 * program, and searches as the shell part of that one does. `renderCmdLauncher` fills in the `@NAMES@`.
 *
 * Rules for every line:
 * - ASCII. Lines end in CR LF: with LF alone cmd.exe misses labels;
 * - a path or a value of the environment stands in quotes, outside parentheses, and never in an argument of `call`, which
 *   doubles carets and expands percent signs again;
 * - delayed expansion stays off where arguments appear, because it removes exclamation marks;
 * - the line that starts Python is the last one of the file, so that its status is this file's for `if errorlevel`, `&&`
 *   and `cmd /c` alike: after `exit /b 7`, `&&` goes on. It clears the variables of this file, which Python would inherit;
 * - without a Python, `goto` to a label that does not exist ends this file, and the rest of that line gives the status to
 *   all three, as in npm's cmd-shim;
 * - cmd.exe looks for a bare program name in the current folder first, so each program has its path;
 * - no percent sign in a comment.
 */
export const CMD_TEMPLATE = String.raw`@echo off
rem Starts @PROGRAM@ on @NEEDED@: finds a Python, which runs the file of this name without .cmd.
setlocal EnableExtensions DisableDelayedExpansion
set "ERRORLEVEL="
set "_xv_python="
set "_xv_option="
set "_xv_flag="
set "_xv_other="
set "_xv_broken="
set "_xv_ask="
set "_xv_any="
call :place
if not exist "%_xv_file%" goto copied
set "_xv_path="
if defined PATH set "_xv_path=%PATH:"=%"
if defined EXUVIA_PYTHON goto chosen
rem PYTHONHOME or PYTHONPATH of another Python can stop this one. Probe each Python then.
if defined PYTHONHOME set "_xv_ask=ask"
if defined PYTHONPATH set "_xv_ask=ask"
call :search
if defined _xv_python goto start
if defined _xv_other goto other
if not defined _xv_ask goto missing
set "PYTHONHOME="
set "_xv_broken="
call :search
if defined _xv_python goto start
if defined _xv_other goto other
set "PYTHONPATH="
set "_xv_broken="
call :search
if defined _xv_python goto start
if not defined _xv_other goto missing

:other
rem Another version: the Python program reports what is missing.
set "_xv_python=%_xv_other%"
goto start

:missing
>&2 echo @PROGRAM@ needs @NEEDED@, but no Python was found on PATH.
if defined _xv_broken >&2 echo This one failed to start: "%_xv_broken%"
>&2 echo Install @NEEDED@, or set EXUVIA_PYTHON to its path.
goto _xv_end 2>nul || "%ComSpec%" /d /c exit 127

:copied
>&2 echo @PROGRAM@: the file "%_xv_file%" is missing.
>&2 echo This launcher only works in bin\ of the unpacked archive.
goto _xv_end 2>nul || "%ComSpec%" /d /c exit 127

:chosen
set "_xv_python=%EXUVIA_PYTHON:"=%"
if not defined _xv_python goto unusable
if not "%_xv_python:\=%"=="%_xv_python%" goto chosen_path
if not "%_xv_python:/=%"=="%_xv_python%" goto chosen_path
rem A name without a folder is one on PATH.
set "_xv_name=%_xv_python%"
if /i "%_xv_name:~-4%"==".exe" set "_xv_name=%_xv_name:~0,-4%"
set "_xv_python="
set "_xv_any=any"
call :each
if defined _xv_python goto start
goto unusable
:chosen_path
if exist "%_xv_python%\" goto unusable
if exist "%_xv_python%" goto start
if exist "%_xv_python%.exe" goto start
:unusable
>&2 echo @PROGRAM@: EXUVIA_PYTHON is not an executable program: "%EXUVIA_PYTHON:"=%"
goto _xv_end 2>nul || "%ComSpec%" /d /c exit 127

rem In a subroutine the place of this file is right even if it was started in quotes, from PATH.
:place
set "_xv_file=%~dpn0"
exit /b 0

:search
@SEARCH@
exit /b 0

:find
if defined _xv_python exit /b 0
set "_xv_name=%~1"
set "_xv_flag=%~2"
:each
if not defined _xv_path exit /b 0
for %%d in ("%_xv_path:;=";"%") do set "_xv_folder=%%~d"& call :try
exit /b 0

:try
if defined _xv_python exit /b 0
if not defined _xv_folder exit /b 0
rem A relative folder lies in the current one, which may be anybody's.
if "%_xv_folder:~1,2%"==":\" goto absolute
if not "%_xv_folder:~0,2%"=="\\" exit /b 0
:absolute
if "%_xv_folder:~-1%"=="\" set "_xv_folder=%_xv_folder:~0,-1%"
set "_xv_program=%_xv_folder%\%_xv_name%.exe"
if not exist "%_xv_program%" exit /b 0
if defined _xv_any goto take
rem An empty file is an alias, which the Microsoft Store may have to install first. Probe it, and each py.
set "_xv_size="
for %%f in ("%_xv_program%") do set "_xv_size=%%~zf"
if defined _xv_ask goto ask
if defined _xv_flag goto ask
if not "%_xv_size%"=="0" goto take
:ask
call :probe
if %ERRORLEVEL%==0 goto take
if %ERRORLEVEL%==3 goto note_other
if not defined _xv_flag if not "%_xv_size%"=="0" if not defined _xv_broken set "_xv_broken=%_xv_program%"
exit /b 0
:note_other
if not defined _xv_flag if not defined _xv_other set "_xv_other=%_xv_program%"
exit /b 0
:take
set "_xv_python=%_xv_program%"
set "_xv_option=%_xv_flag%"
exit /b 0

:probe
setlocal
set "PYTHONSAFEPATH=1"
rem A search installs nothing.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
"%_xv_program%" %_xv_flag% -c "@PROBE@" <nul >nul 2>nul
exit /b %ERRORLEVEL%

:start
rem Nothing follows the next line.
set "_xv_python=" & set "_xv_option=" & set "_xv_other=" & set "_xv_broken=" & set "_xv_ask=" & set "_xv_any=" & set "_xv_file=" & set "_xv_path=" & set "_xv_name=" & set "_xv_flag=" & set "_xv_folder=" & set "_xv_program=" & set "_xv_size=" & "%_xv_python%" %_xv_option% "%_xv_file%" %*
`
