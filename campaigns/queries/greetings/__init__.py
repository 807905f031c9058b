"""What drafting, reviewing and sending a greeting have to know."""
