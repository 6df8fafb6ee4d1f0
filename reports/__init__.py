"""What we show: pages for the task force and for partners, made from published numbers and the agreement only."""
