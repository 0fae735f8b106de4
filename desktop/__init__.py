"""The teacher's desktop app: finds the box, runs the lesson, sees who needs help."""
