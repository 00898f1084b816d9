"""Quizzes: their questions, who has to take them, attempts with every answer kept, and results."""
