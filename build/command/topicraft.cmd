@echo off
rem The command `topicraft` of the installed app: the app without a window. See build/README.md.
"%~dp0..\..\Topicraft.exe" --no-sandbox -- --cli %*
exit /b %ERRORLEVEL%
