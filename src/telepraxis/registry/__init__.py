"""Who, where and the words: people, organizations, consents."""
