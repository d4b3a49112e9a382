"""Payslips: what is paid, and the layouts that say so."""
