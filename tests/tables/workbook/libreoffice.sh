#!/bin/sh
# Opens openpyxl.xlsx in LibreOffice and saves it in each of its forms.
set -e
cd "$(dirname "$0")"
trial=$(mktemp -d)
cp openpyxl.xlsx "$trial/libreoffice.xlsx"
for form in xlsx 'xls:MS Excel 97' ods; do
    soffice --headless "-env:UserInstallation=file://$trial/profile" --convert-to "$form" --outdir . "$trial/libreoffice.xlsx"
done
rm -r "$trial"
