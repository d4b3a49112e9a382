"""What invoices and receipts have in common: figures with labels, parties, numbers, dates, positions."""
