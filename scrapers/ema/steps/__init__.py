"""EMA's documents about procedures, as PDF: which steps were taken, before and after an authorisation."""
