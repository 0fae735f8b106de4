"""What the app knows, without Qt: boxes, the link to one of them, the lesson, the bank, the records."""
