"""Where confidential things are kept: encrypted files in one folder, outside everything that is ever shown."""
