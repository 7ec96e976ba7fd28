"""The channels: one adapter for each platform, none knows another."""
