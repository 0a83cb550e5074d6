"""Papers of an account as PDF: the claim, the explanation of benefits, the statement, the appeal letter."""
