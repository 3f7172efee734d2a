"""Sessions with network gear: one a device, read-only below every driver."""
