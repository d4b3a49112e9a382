"""Files with declared structure: statements as OFX, QIF, MT940, CAMT, CSV, XLSX, and e-invoices as XML."""
