"""The room's tables. Each migration that makes one calls `tenancy.operations.guard`."""
