"""Files that carry data instead of print: OFX, MT940, CAMT, CSV, XLSX, QIF and e-invoices."""
