"""What the box keeps."""
