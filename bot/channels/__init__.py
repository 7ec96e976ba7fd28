"""The channels: one adapter for each platform that people write in."""
