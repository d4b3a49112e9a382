"""Payslips: what was earned, what was taken off, what was paid, to whom and by whom."""
