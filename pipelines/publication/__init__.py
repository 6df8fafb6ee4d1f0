"""What may leave: protected tables, the receipts that agencies get back, and the shelf that publications stand on."""
