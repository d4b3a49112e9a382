"""Tax forms: what they certify, and the drawings that say so."""
