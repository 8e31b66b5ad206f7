"""What is taught: one folder a lesson, and the words that describe its pictures and tasks."""
